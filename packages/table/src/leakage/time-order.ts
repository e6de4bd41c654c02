import type { Overlap } from '@weighbridge/core';
import { isThere, readingsAs, type Side, sideOf } from '../compare/common-kind.ts';
import { shownText } from '../compare/comparable.ts';
import { type DuckColumn, type DuckTable, findColumn } from '../duck-table.ts';
import { literal } from '../sql.ts';
import { rowsWhere } from './overlap.ts';

/** What a column's values are ordered by. */
type Order = 'number' | 'datetime' | 'text';

/** Smallest and largest value; undefined when there is none. Days and times in ISO form. */
export async function rangeOf(
  table: DuckTable,
  column: string,
): Promise<{ readonly min: string; readonly max: string } | undefined> {
  const side = sideOf(table, columnOf(table, column), table);
  return await extremes(side, await orderOf([side]));
}

/**
 * Rows of `table` whose column is not above the largest value of `earlier`'s. Missing values are not judged; a value that
 * does not read as the others do is not known to be later, and so is among the rows.
 */
export async function notAfterRows(table: DuckTable, earlier: DuckTable, column: string): Promise<Overlap> {
  const side = sideOf(table, columnOf(table, column), earlier);
  const before = sideOf(earlier, columnOf(earlier, column), table);
  const order = await orderOf([side, before]);
  const latest = await extremes(before, order);
  if (!latest) return { count: 0, rows: [] };
  const type = { number: 'DOUBLE', datetime: 'TIMESTAMP', text: 'VARCHAR' }[order];
  const notAfter = `NOT coalesce(${ordered(side, order)} > CAST(${literal(latest.max)} AS ${type}), false)`;
  return await rowsWhere(table, `(${isThere(side)}) AND ${notAfter}`);
}

function columnOf(table: DuckTable, name: string): DuckColumn {
  const column = findColumn(table, name);
  if (!column) throw new Error(`${table.source.name} has no column ${name}.`);
  return column;
}

async function extremes(side: Side, order: Order): Promise<{ readonly min: string; readonly max: string } | undefined> {
  const { connection, relation } = side.table;
  const sql = ordered(side, order);
  const row = await connection.row(
    `SELECT CAST(min(${sql}) AS VARCHAR) AS low, CAST(max(${sql}) AS VARCHAR) AS high FROM ${relation}`,
  );
  const { low, high } = row;
  return typeof low === 'string' && typeof high === 'string' ? { min: low, max: high } : undefined;
}

/**
 * The same order for all tables: what a schema or a file says; else what most values of each can be read as, so that one
 * cell that cannot does not turn numbers into texts.
 */
async function orderOf(sides: readonly Side[]): Promise<Order> {
  const declared = sides.flatMap(({ declared: kind }) => declaredOrders.get(kind ?? 'text') ?? []);
  const [first] = declared;
  if (first !== undefined && declared.every((order) => order === first)) return first;
  const possible: (readonly Order[])[] = [];
  for (const side of sides) possible.push(await readableAs(side));
  return (
    (['number', 'datetime'] as const).find((order) => possible.every((orders) => orders.includes(order))) ?? 'text'
  );
}

const declaredOrders: ReadonlyMap<string, Order> = new Map([
  ['number', 'number'],
  ['date', 'datetime'],
]);

async function readableAs(side: Side): Promise<readonly Order[]> {
  const { connection, relation } = side.table;
  const counts = ['number', 'datetime', 'text'] as const;
  const measured = counts.map((order) => `count(${ordered(side, order)}) AS "${order}"`);
  const row = await connection.row(`SELECT ${measured.join(', ')} FROM ${relation}`);
  return counts.filter((order) => Number(row[order]) * 2 > Number(row['text']) || row[order] === row['text']);
}

/** The column's values in an order; NULL where they are missing or not of it. */
function ordered(side: Side, order: Order): string {
  if (order === 'text') return shownText(side.table, side.column);
  const isNumber = order === 'number';
  const values = readingsAs(side, isNumber ? 'number' : 'date').map(({ value }) =>
    isNumber ? withoutNaN(`CAST(${value} AS DOUBLE)`) : `TRY_CAST(${value} AS TIMESTAMP)`,
  );
  return values.length === 0 ? 'NULL' : `coalesce(${values.join(', ')})`;
}

/** To DuckDB NaN is later than all numbers. */
function withoutNaN(number: string): string {
  return `CASE WHEN NOT isnan(${number}) THEN ${number} END`;
}
