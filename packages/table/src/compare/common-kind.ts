import { comparedTypes, type Field, type FieldType } from '@weighbridge/core';
import { type CellReader, cellReader } from '../check/cell.ts';
import type { Cell, Reading } from '../check/reading.ts';
import type { DuckColumn, DuckTable } from '../duck-table.ts';

/** As what the values of two columns are held against each other. `text`: as they are shown. */
export type CommonKind = 'number' | 'date' | 'time' | 'condition' | 'text';

/** One column of one table, and how its cells are read. */
export interface Side {
  readonly table: DuckTable;
  readonly column: DuckColumn;
  readonly reader: CellReader;
  /** What the schema or the file says it is; undefined where its values have to tell. */
  readonly declared: CommonKind | undefined;
}

/** The types that a column without a type of its own is tried as. */
const tried: Readonly<Record<Exclude<CommonKind, 'text'>, readonly FieldType[]>> = {
  number: ['integer', 'number'],
  date: ['datetime', 'date', 'yearmonth'],
  time: ['time'],
  condition: ['boolean'],
};

/** A column as its own schema reads it; where that says nothing, as the other table's schema would. */
export function sideOf(table: DuckTable, column: DuckColumn, other: DuckTable): Side {
  const field = definiteField(table, column.name) ?? definiteField(other, column.name);
  const schema = table.schema ?? other.schema;
  const missingValues = table.schema?.missingValues ?? schema?.missingValues ?? [''];
  const read = field && { ...field, types: comparedTypes(field) };
  const reader = cellReader(table, {
    dialect: schema?.dialect ?? 'frictionless',
    missingValues,
    fields: read ? [read] : [],
  });
  return { table, column, reader, declared: read ? kindOfTypes(read.types) : kindOfColumn(column) };
}

function definiteField({ schema }: DuckTable, name: string): Field | undefined {
  const field = schema?.fields.find((each) => each.name === name);
  return field === undefined || field.types.includes('any') ? undefined : field;
}

const kinds: Readonly<Partial<Record<FieldType, CommonKind>>> = {
  integer: 'number',
  number: 'number',
  year: 'number',
  date: 'date',
  datetime: 'date',
  yearmonth: 'date',
  time: 'time',
  boolean: 'condition',
};

/** Of several types the values may be texts as well. */
function kindOfTypes(types: readonly FieldType[]): CommonKind {
  const found = new Set(types.filter((type) => type !== 'null').map((type) => kinds[type] ?? 'text'));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : 'text';
}

function kindOfColumn({ type }: DuckColumn): CommonKind | undefined {
  if (type === 'text' || type === 'json') return undefined;
  if (type === 'other' || type === 'string') return 'text';
  return type === 'boolean' ? 'condition' : (kinds[type] ?? 'text');
}

/**
 * What two columns can be compared as without a look at them; undefined where texts may turn out to be what the other side
 * is, or both the same.
 */
export function declaredKind(a: Side, b: Side): CommonKind | undefined {
  if (a.declared !== undefined && a.declared === b.declared) return a.declared;
  const open = [a.declared, b.declared].some((kind) => kind === undefined || kind === 'text');
  return open ? undefined : 'text';
}

/** What the values may turn out to be: what one side is known to be, or anything that has more than one form. */
export function candidates(a: Side, b: Side): readonly Exclude<CommonKind, 'text'>[] {
  for (const kind of [a.declared, b.declared]) if (kind !== undefined && kind !== 'text') return [kind];
  // Text by its type on one side, and on the other not known: text it is.
  return a.declared === 'text' || b.declared === 'text' ? [] : ['number', 'date'];
}

/** Ways to read a cell as a kind. */
export function readingsAs({ reader, column, declared }: Side, kind: Exclude<CommonKind, 'text'>): readonly Reading[] {
  const cell = declared === kind ? reader.cell(column.name) : reader.cell(column.name, tried[kind]);
  return cell.readings.filter((reading) => reading.kind === kind);
}

/** Whether a cell has a value at all. */
export function isThere({ reader, column }: Side): string {
  const { missing, isNull } = reader.cell(column.name);
  const isJsonNull = column.type === 'json' ? `coalesce(${column.sql} = 'null', false)` : 'false';
  return `NOT (${missing}) AND NOT (${isNull}) AND NOT (${isJsonNull})`;
}

/** VARCHAR, NULL where it is missing: equal for values that are equal as the kind, else for what is shown alike. */
export function keyAs(side: Side, kind: CommonKind): string {
  const cell = side.reader.cell(side.column.name);
  const text = textOf(side, cell);
  if (kind === 'text') return text;
  const read = readingsAs(side, kind).map((reading) => keyOfReading(reading, kind));
  return read.length === 0 ? text : `CASE WHEN ${isThere(side)} THEN coalesce(${read.join(', ')}, ${text}) END`;
}

/** The column itself where it says the same: DuckDB then works on the dictionaries that a Parquet file has of it. */
function textOf(side: Side, { missing, isNull, shown }: Cell): string {
  const { column } = side;
  const isText = column.type === 'text' || (column.type === 'string' && column.duckType === 'VARCHAR');
  const isPlain = isText && missing === `${column.sql} IS NULL` && isNull === 'false';
  return isPlain ? column.sql : `CASE WHEN ${isThere(side)} THEN coalesce(CAST(${shown} AS VARCHAR), '') END`;
}

function keyOfReading({ value }: Reading, kind: Exclude<CommonKind, 'text'>): string {
  if (kind === 'date') return `CAST(TRY_CAST(${value} AS TIMESTAMP) AS VARCHAR)`;
  if (kind !== 'number') return `CAST(${value} AS VARCHAR)`;
  // 7, 7.0 and 07 are one number; whole ones keep all of their digits.
  const whole = `CASE WHEN isfinite(CAST(${value} AS DOUBLE)) AND ${value} = trunc(${value}) THEN TRY_CAST(${value} AS HUGEINT) END`;
  return `coalesce(CAST(${whole} AS VARCHAR), CAST(CAST(${value} AS DOUBLE) AS VARCHAR))`;
}
