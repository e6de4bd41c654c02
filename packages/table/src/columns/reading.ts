import type { FieldType, TableSchema } from '@weighbridge/core';
import { cellReader } from '../check/cell.ts';
import type { Cell } from '../check/reading.ts';
import type { DuckColumn, DuckTable } from '../duck-table.ts';

/** How a column's values are counted, in SQL over the table's relation. */
export interface ColumnReading {
  readonly name: string;
  /** The schema's types, or what the file says: `integer`, `string|null`. */
  readonly type: string;
  /** `bare`: dates, times, lists: only whether they are there. `unknown`: text that may be numbers throughout. */
  readonly as: 'number' | 'text' | 'bare' | 'unknown';
  /** DOUBLE; NULL where it is missing or no number. */
  readonly number: string;
  /** VARCHAR; NULL where it is missing. */
  readonly text: string;
  /** Whether it names the row, by the schema. */
  readonly isKey: boolean;
}

const numeric: readonly FieldType[] = ['integer', 'number', 'year'];
const textual: readonly FieldType[] = ['string', 'boolean', 'any'];
const withoutSchema: Pick<TableSchema, 'dialect' | 'fields' | 'missingValues'> = {
  dialect: 'frictionless',
  fields: [],
  missingValues: [''],
};

/** The columns of these names as the schema reads them, or as they lie there. */
export function columnReadings(
  table: DuckTable,
  schema: TableSchema | undefined,
  names: ReadonlySet<string>,
): readonly ColumnReading[] {
  const cells = cellReader(table, schema ?? withoutSchema);
  const keys = keyColumns(schema);
  return table.columns
    .filter(({ name }) => names.has(name))
    .map((column) => {
      const types = typesOf(column.name, schema);
      const cell = cells.cell(column.name);
      const numbers = types === undefined ? cells.cell(column.name, ['number']).readings : cell.readings;
      const values = numbers.filter(({ kind }) => kind === 'number').map(({ value }) => `CAST(${value} AS DOUBLE)`);
      return {
        name: column.name,
        type: types?.join('|') ?? column.type,
        as: kindOf(column, types),
        number: values.length === 0 ? 'CAST(NULL AS DOUBLE)' : `coalesce(${values.join(', ')})`,
        text: textOf(column, cell),
        isKey: keys.has(column.name),
      };
    });
}

/** The column itself where it says the same: DuckDB then works on the dictionaries that a Parquet file has of it. */
function textOf({ sql, duckType, type }: DuckColumn, { missing, isNull, shown }: Cell): string {
  const isPlain = duckType === 'VARCHAR' && type !== 'json' && missing === `${sql} IS NULL` && isNull === 'false';
  return isPlain ? sql : `CASE WHEN NOT (${missing}) AND NOT (${isNull}) THEN CAST(${shown} AS VARCHAR) END`;
}

/** Undefined where the schema leaves the type open. */
function typesOf(name: string, schema: TableSchema | undefined): readonly FieldType[] | undefined {
  const types = schema?.fields.find((field) => field.name === name)?.types;
  return types === undefined || types.includes('any') ? undefined : types;
}

function kindOf({ type }: DuckColumn, types: readonly FieldType[] | undefined): ColumnReading['as'] {
  const asked = types?.filter((each) => each !== 'null') ?? [];
  if (asked.length > 0) {
    if (asked.every((each) => numeric.includes(each))) return 'number';
    return asked.some((each) => textual.includes(each) || numeric.includes(each)) ? 'text' : 'bare';
  }
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'text' || type === 'json') return 'unknown';
  return type === 'string' || type === 'boolean' ? 'text' : 'bare';
}

function keyColumns(schema: TableSchema | undefined): ReadonlySet<string> {
  const unique = schema?.rules.map(({ asked }) => (asked.rule === 'unique' ? asked.column : undefined)) ?? [];
  const primary = schema?.primaryKey.length === 1 ? schema.primaryKey : [];
  return new Set([...unique, ...primary].filter((name) => name !== undefined));
}
