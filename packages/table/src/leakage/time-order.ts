import type { FieldType, Overlap } from '@weighbridge/core';
import { cellReader } from '../check/cell.ts';
import { shownText } from '../compare/comparable.ts';
import { type DuckColumn, type DuckTable, findColumn } from '../duck-table.ts';
import { literal } from '../sql.ts';
import { rowsWhere } from './overlap.ts';

/** What a column's values are ordered by. Text is a number or a time where all of it reads as one. */
type Order = 'number' | 'datetime' | 'text';

const plain = { dialect: 'frictionless', fields: [], missingValues: [''] } as const;

/** Smallest and largest value; undefined when there is none. Days and times in ISO form. */
export async function rangeOf(
  table: DuckTable,
  column: string,
): Promise<{ readonly min: string; readonly max: string } | undefined> {
  const found = columnOf(table, column);
  return await extremes(table, ordered(table, found, await orderOf([table], column)));
}

/** Rows of `table` whose column is not above the largest value of `earlier`'s. Missing values are not judged. */
export async function notAfterRows(table: DuckTable, earlier: DuckTable, column: string): Promise<Overlap> {
  const order = await orderOf([table, earlier], column);
  const latest = await extremes(earlier, ordered(earlier, columnOf(earlier, column), order));
  if (!latest) return { count: 0, rows: [] };
  const type = { number: 'DOUBLE', datetime: 'TIMESTAMP', text: 'VARCHAR' }[order];
  return await rowsWhere(
    table,
    `${ordered(table, columnOf(table, column), order)} <= CAST(${literal(latest.max)} AS ${type})`,
  );
}

function columnOf(table: DuckTable, name: string): DuckColumn {
  const column = findColumn(table, name);
  if (!column) throw new Error(`${table.source.name} has no column ${name}.`);
  return column;
}

async function extremes(
  table: DuckTable,
  sql: string,
): Promise<{ readonly min: string; readonly max: string } | undefined> {
  const row = await table.connection.row(
    `SELECT CAST(min(${sql}) AS VARCHAR) AS low, CAST(max(${sql}) AS VARCHAR) AS high FROM ${table.relation}`,
  );
  const { low, high } = row;
  return typeof low === 'string' && typeof high === 'string' ? { min: low, max: high } : undefined;
}

/** The same order for all tables: what all of them can be read as. */
async function orderOf(tables: readonly DuckTable[], name: string): Promise<Order> {
  const possible: (readonly Order[])[] = [];
  for (const table of tables) possible.push(await readableAs(table, columnOf(table, name)));
  return (
    (['number', 'datetime'] as const).find((order) => possible.every((orders) => orders.includes(order))) ?? 'text'
  );
}

async function readableAs(table: DuckTable, column: DuckColumn): Promise<readonly Order[]> {
  if (column.type === 'integer' || column.type === 'number') return ['number'];
  if (column.type === 'date' || column.type === 'datetime') return ['datetime'];
  const counts = ['number', 'datetime', 'text'] as const;
  const measured = counts.map((order) => `count(${ordered(table, column, order)}) AS "${order}"`);
  const row = await table.connection.row(`SELECT ${measured.join(', ')} FROM ${table.relation}`);
  return counts.filter((order) => row[order] === row['text']);
}

/** The column's values in an order; NULL where they are missing or not of it. */
function ordered(table: DuckTable, column: DuckColumn, order: Order): string {
  if (order === 'text') return shownText(table, column);
  const types: readonly FieldType[] = order === 'number' ? ['number'] : ['datetime', 'date', 'yearmonth'];
  const type = order === 'number' ? 'DOUBLE' : 'TIMESTAMP';
  const values = types.flatMap((each) => cellReader(table, plain).cell(column.name, [each]).readings);
  return `coalesce(${values.map(({ value }) => `CAST(${value} AS ${type})`).join(', ')})`;
}
