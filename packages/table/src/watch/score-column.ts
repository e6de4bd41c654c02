import { type ScoreCounts, type ScoredColumns, watchErrors } from '@weighbridge/core';
import { columnReadings } from '../columns/reading.ts';
import type { DuckTable } from '../duck-table.ts';
import { double } from '../sql.ts';
import { watchedColumn } from './derived.ts';

/** DOUBLE; NULL where a cell is missing, no number, or not finite. Throws UserError for a column that is not there. */
export function finiteNumber(table: DuckTable, column: string): string {
  watchedColumn(table, column);
  const [reading] = columnReadings(table, table.schema, new Set([column]));
  const number = reading?.number ?? 'CAST(NULL AS DOUBLE)';
  return `CASE WHEN isfinite(${number}) THEN ${number} END`;
}

const noNumbers: readonly string[] = ['boolean', 'date', 'datetime', 'time', 'other'];

/** The score in the same form. Throws UserError WB6604 where the file says that it is no number. */
export function scoreNumber(table: DuckTable, score: string): string {
  const { type, duckType } = watchedColumn(table, score);
  if (noNumbers.includes(type)) {
    throw watchErrors.notScore({ column: score, where: table.source.name, found: duckType.toLowerCase() });
  }
  return finiteNumber(table, score);
}

/** Counts the answers of the model, by bins and by what is predicted. */
export async function countScores(
  table: DuckTable,
  { score, threshold }: Pick<ScoredColumns, 'score' | 'threshold'>,
  edges: readonly number[],
): Promise<ScoreCounts> {
  const bins = edges.slice(0, -1).map((_, bin) => `count(*) FILTER (WHERE ${isIn(edges, bin)}) AS "b${bin}"`);
  const row = await table.connection.row(
    `SELECT ${[
      'count(*) AS "rows"',
      'count(*) - count(s) AS "missing"',
      `count(*) FILTER (WHERE s >= ${double(threshold)}) AS "positive"`,
      ...bins,
    ].join(', ')} FROM (SELECT ${scoreNumber(table, score)} AS s FROM ${table.relation})`,
  );
  return {
    rows: Number(row['rows']),
    missing: Number(row['missing']),
    positive: Number(row['positive']),
    bins: bins.map((_, bin) => Number(row[`b${bin}`])),
  };
}

/** [from, to), without a bound at either end. */
function isIn(edges: readonly number[], bin: number): string {
  const from = bin === 0 ? 's IS NOT NULL' : `s >= ${double(edges[bin] ?? 0)}`;
  const to = bin === edges.length - 2 ? 'true' : `s < ${double(edges[bin + 1] ?? 0)}`;
  return `${from} AND ${to}`;
}
