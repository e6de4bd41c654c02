import type { PhysicalType } from '@weighbridge/core';

const types: readonly (readonly [RegExp, PhysicalType])[] = [
  [/(\[\d*\]|^(STRUCT|MAP|UNION)\(.*)$/, 'other'],
  [/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/, 'integer'],
  [/^(FLOAT|DOUBLE|DECIMAL\(.*\))$/, 'number'],
  [/^BOOLEAN$/, 'boolean'],
  [/^(VARCHAR|UUID|JSON|ENUM\(.*\))$/, 'string'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP/, 'datetime'],
  [/^TIME\b/, 'time'],
];

/** What a type of DuckDB is for the checks. */
export function physicalType(duckType: string): PhysicalType {
  return types.find(([pattern]) => pattern.test(duckType))?.[1] ?? 'other';
}
