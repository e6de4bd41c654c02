import type { TimeFacts, TimeSpan } from '@weighbridge/core';
import type { DuckTable } from '../duck-table.ts';
import { name } from '../sql.ts';
import { derivedTable, watchedColumn } from './derived.ts';
import { keepRows } from './kept-rows.ts';
import { noTime, type TimeColumn, timeColumn } from './time-column.ts';

/** A table whose rows can be cut by time at little cost. */
export interface Timed {
  readonly table: DuckTable;
  readonly time: TimeColumn;
}

/**
 * Text is parsed once: files of text, and times that are text, are taken over into a Parquet file with their times in a
 * column of their own, of which each window then reads its part.
 */
export async function timedTable(table: DuckTable, column: string, folder: () => Promise<string>): Promise<Timed> {
  const time = timeColumn(table, column);
  if (table.format === 'parquet' && !time.isText) return { table, time };
  const when = freeName(table);
  const select = `SELECT *, ${time.value} AS ${when} FROM ${table.relation}`;
  const kept = await keepRows(table.connection, await folder(), select);
  const { relation, file } = kept;
  const numbered = kept.numbered(table.rowName);
  const taken = derivedTable(table, { relation, numbered, rows: table.rows, format: 'parquet', paths: [file] });
  return { table: taken, time: { ...time, value: when, compared: when } };
}

/** When the rows are from. Throws UserError WB6603 where the column has values and none is a time. */
export async function timeFacts({ table, time }: Timed, column: string, now: Date): Promise<TimeFacts> {
  const { value } = time;
  const row = await table.connection.row(
    `SELECT epoch_ms(min(${value})) AS "first", epoch_ms(max(${value})) AS "last", count(*) - count(${value}) AS "without",
      count(*) FILTER (WHERE ${value} > TIMESTAMP '${now.toISOString().replace('T', ' ').replace('Z', '')}') AS "future",
      count(${watchedColumn(table, column).sql}) AS "filled" FROM ${table.relation}`,
  );
  if (row['first'] === null && Number(row['filled']) > 0) {
    throw noTime(table, { name: column }, 'none of its texts is a time in ISO form');
  }
  return {
    first: dateOf(row['first']),
    last: dateOf(row['last']),
    without: Number(row['without']),
    future: Number(row['future']),
  };
}

function dateOf(milliseconds: unknown): Date | undefined {
  return milliseconds === null || milliseconds === undefined ? undefined : new Date(Number(milliseconds));
}

/** The rows in [from, to), in the order of the file, with the numbers that they have there. */
export async function rowsWithin({ table, time }: Timed, { from, to }: TimeSpan): Promise<DuckTable> {
  const { compared, moment } = time;
  const inside = `${compared} >= ${moment(from)} AND ${compared} < ${moment(to)}`;
  const relation = `(SELECT * FROM ${table.relation} WHERE ${inside})`;
  const { rows } = await table.connection.row(`SELECT count(*) AS "rows" FROM ${relation}`);
  return derivedTable(table, {
    relation,
    numbered: `(SELECT * FROM ${table.numbered} WHERE ${inside})`,
    rows: Number(rows),
  });
}

/** A name that neither a column nor the rows' number has, however DuckDB folds case. */
function freeName({ columns, rowName }: DuckTable): string {
  const taken = new Set([rowName, ...columns.map(({ sql }) => sql)].map((sql) => sql.toLowerCase()));
  let free = 'when';
  while (taken.has(name(free))) free += '_';
  return name(free);
}
