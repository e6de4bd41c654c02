import type { FieldType, PhysicalType, Scalar } from '@weighbridge/core';
import type { DuckColumn } from '../duck-table.ts';
import { literal } from '../sql.ts';
import { textLength, textType } from './read-text.ts';
import type { HowToRead, Reading, ValueKind } from './reading.ts';
import { numberSql } from './scalar-sql.ts';

/** Cells of a typed column (Parquet). Most types are read or not as a whole; some by the value, such as 3.0 for integers. */
export function readTyped(types: readonly FieldType[], column: DuckColumn, how: HowToRead): readonly Reading[] {
  return types.map((type) => typedReading(type, column, how));
}

const kinds: Readonly<Record<PhysicalType, ValueKind>> = {
  text: 'text',
  json: 'other',
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'condition',
  date: 'date',
  datetime: 'date',
  time: 'time',
  other: 'other',
};

function typedReading(type: FieldType, column: DuckColumn, how: HowToRead): Reading {
  const kind = type === 'any' ? kinds[column.type] : textType(type).kind;
  const value = typedValue(type, column, how) ?? nothing(kind);
  return {
    type,
    kind,
    value,
    mayBeNaN: kind === 'number' && !exactNumber.test(column.duckType),
    key: value,
    length: typedLength(kind, value, column),
    literal: typedLiteral(type, kind, how),
  };
}

const exactNumber = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\(.*\))$/;

/** Undefined where no value of the column reads so. */
function typedValue(type: FieldType, column: DuckColumn, how: HowToRead): string | undefined {
  if (column.type === 'string') return stringValue(type, column, how);
  return type === 'string' && how.dialect === 'json-schema' ? textForm(column) : nativeValue(type, column);
}

/** JSON has no days and times: there they are the texts of RFC 3339. */
function textForm({ sql, type: physical }: DuckColumn): string | undefined {
  if (physical === 'datetime') return `replace(TRY(CAST(${sql} AS VARCHAR)), ' ', 'T')`;
  return physical === 'date' || physical === 'time' ? `CAST(${sql} AS VARCHAR)` : undefined;
}

/** Text in a typed column is text. Frictionless reads it as other types too, JSON Schema as days and times only. */
function stringValue(type: FieldType, column: DuckColumn, how: HowToRead): string | undefined {
  const t = column.duckType === 'VARCHAR' ? column.sql : `CAST(${column.sql} AS VARCHAR)`;
  const { kind, read } = textType(type);
  const reads = kind === 'text' || kind === 'date' || kind === 'time' || how.dialect === 'frictionless';
  return reads ? read(how)(t) : undefined;
}

const duckTypes: Readonly<Record<ValueKind, string>> = {
  number: 'DOUBLE',
  text: 'VARCHAR',
  condition: 'BOOLEAN',
  date: 'DATE',
  time: 'TIME',
  other: 'VARCHAR',
};

/** NULL of a type that compares with bounds of the kind. */
function nothing(kind: ValueKind): string {
  return `CAST(NULL AS ${duckTypes[kind]})`;
}

function nativeValue(type: FieldType, column: DuckColumn): string | undefined {
  const { sql, type: physical, duckType } = column;
  switch (type) {
    case 'any':
      return sql;
    case 'integer':
    case 'number':
    case 'year':
      return ofNumber(physical) ? numberValue(type, column) : undefined;
    case 'date':
      return dayValue(column);
    case 'array':
      return /\[\d*\]$/.test(duckType) ? sql : undefined;
    case 'object':
      return /^(STRUCT|MAP)\(.*\)$/.test(duckType) ? sql : undefined;
    default:
      return type === physical ? sql : undefined;
  }
}

function numberValue(type: 'integer' | 'number' | 'year', { sql, type: physical, duckType }: DuckColumn): string {
  if (type === 'number' || (type === 'integer' && physical === 'integer')) return sql;
  // To DuckDB NaN and infinity are whole.
  const whole = exactNumber.test(duckType) ? `${sql} = trunc(${sql})` : `isfinite(${sql}) AND ${sql} = trunc(${sql})`;
  return `CASE WHEN ${type === 'year' ? `${whole} AND ${sql} BETWEEN 0 AND 9999` : whole} THEN ${sql} END`;
}

/** A timestamp at midnight is a day: writers without a type for days use it. */
function dayValue({ sql, type: physical }: DuckColumn): string | undefined {
  if (physical === 'datetime')
    return `CASE WHEN ${sql} = TRY(date_trunc('day', ${sql})) THEN TRY_CAST(${sql} AS DATE) END`;
  return physical === 'date' ? sql : undefined;
}

function ofNumber(physical: PhysicalType): boolean {
  return physical === 'integer' || physical === 'number';
}

function typedLength(kind: ValueKind, value: string, { duckType }: DuckColumn): Reading['length'] {
  if (kind === 'text') return textLength;
  const counted = kind === 'other' && value !== nothing(kind) && /\[\d*\]$|^MAP\(/.test(duckType);
  return counted ? (sql) => `len(${sql})` : undefined;
}

function typedLiteral(type: FieldType, kind: ValueKind, how: HowToRead): (value: Scalar) => string | undefined {
  const named = type === 'any' ? ofKind[kind] : type;
  const { read } = textType(named);
  return (value) => {
    if (kind === 'number' && typeof value === 'number') return numberSql(value);
    if (kind === 'condition' && typeof value === 'boolean') return String(value);
    if (value === null || kind === 'other') return undefined;
    if (how.dialect === 'json-schema' && typeof value !== 'string') return undefined;
    return read(how)(literal(String(value)));
  };
}

const ofKind: Readonly<Record<ValueKind, FieldType>> = {
  number: 'number',
  text: 'string',
  condition: 'boolean',
  date: 'datetime',
  time: 'time',
  other: 'any',
};
