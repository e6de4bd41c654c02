import type { Overlap } from '@weighbridge/core';
import { comparablePairs, rowHashes } from '../compare/comparable.ts';
import type { DuckTable } from '../duck-table.ts';

/** The first rows that are named. */
const mostRows = 20;

/**
 * Rows of `b` whose columns' values are in `a`; a row in which one of them is missing is in nothing. With no columns:
 * whole rows over the columns that both have, where missing values are equal. Throws for a column that one lacks.
 */
export async function overlapOf(a: DuckTable, b: DuckTable, columns: readonly string[]): Promise<Overlap> {
  const pairs = await comparablePairs(a, b, columns);
  if (columns.length === 0) {
    if (pairs.length === 0) return { count: 0, rows: [] };
    return await sharedRows(a, b, rowHashes(pairs.map(({ was }) => was)), rowHashes(pairs.map(({ now }) => now)));
  }
  const named = columns.map((column) => {
    const pair = pairs.find((each) => each.column === column);
    if (!pair) throw new Error(`${a.source.name} and ${b.source.name} do not both have the column ${column}.`);
    return pair;
  });
  return await sharedRows(
    a,
    b,
    named.map(({ was }) => was),
    named.map(({ now }) => now),
  );
}

async function sharedRows(
  a: DuckTable,
  b: DuckTable,
  inA: readonly string[],
  inB: readonly string[],
): Promise<Overlap> {
  const values = inA.map((sql, at) => `${sql} AS k${at}`).join(', ');
  const on = inB.map((sql, at) => `a.k${at} = ${sql}`).join(' AND ');
  const shared = `EXISTS (SELECT 1 FROM (SELECT ${values} FROM ${a.relation}) a WHERE ${on})`;
  return await rowsWhere(b, shared);
}

/** How many rows hold a condition, and the first of them. */
export async function rowsWhere(table: DuckTable, condition: string): Promise<Overlap> {
  const { connection, relation, numbered, rowName } = table;
  const count = Number((await connection.row(`SELECT count(*) AS n FROM ${relation} WHERE ${condition}`))['n']);
  if (count === 0) return { count, rows: [] };
  const rows = await connection.rows(
    `SELECT ${rowName} AS n FROM ${numbered} WHERE ${condition} ORDER BY ${rowName} LIMIT ${mostRows}`,
  );
  return { count, rows: rows.map(({ n }) => Number(n)) };
}
