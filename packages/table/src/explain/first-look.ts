import { inBatches } from '../columns/batches.ts';
import type { ColumnReading } from '../columns/reading.ts';
import type { DuckTable } from '../duck-table.ts';
import type { Plain } from '../plain.ts';

/** A rule, rows that break it, and the columns that may explain them. */
export interface Looked {
  readonly rule: number;
  /** 1-based numbers of data rows, ascending. */
  readonly rows: readonly number[];
  readonly readings: readonly ColumnReading[];
}

/** Few rows tell most columns apart; the others are looked at in all rows that are named. */
const rounds: readonly number[] = [3, Number.POSITIVE_INFINITY];

/** For each rule the columns in which its rows do not differ. Only these rows are read. */
export async function alikeColumns(
  table: DuckTable,
  at: (rows: readonly number[]) => string,
  looked: readonly Looked[],
): Promise<readonly Looked[]> {
  let left = looked;
  for (const most of rounds) {
    const some = left.map((each) => ({ ...each, rows: each.rows.slice(0, most) }));
    const cells = await cellsOf(table, at, some);
    left = left.map(({ rule, rows, readings }) => {
      const seen = rows.slice(0, most);
      return { rule, rows, readings: readings.filter(({ name }) => isAlike(cells.get(name), seen)) };
    });
  }
  return left;
}

type Cells = ReadonlyMap<number, Plain>;

/** The cells of all these rows, by column and row. */
async function cellsOf(
  table: DuckTable,
  at: (rows: readonly number[]) => string,
  looked: readonly Looked[],
): Promise<ReadonlyMap<string, Cells>> {
  const rows = [...new Set(looked.flatMap((each) => (each.readings.length > 0 ? each.rows : [])))];
  const readings = [...new Set(looked.flatMap((each) => each.readings))];
  const cells = new Map<string, Cells>();
  for (const batch of inBatches(rows.length > 0 ? readings : [])) {
    const asked = batch.map(({ text }, index) => `${text} AS "t${index}"`);
    const found = await table.connection.rows(`SELECT ${table.rowName} AS "n", ${asked.join(', ')} FROM ${at(rows)}`);
    for (const [index, { name }] of batch.entries())
      cells.set(name, new Map(found.map((row) => [Number(row['n']), row[`t${index}`] ?? null])));
  }
  return cells;
}

function isAlike(cells: Cells | undefined, rows: readonly number[]): boolean {
  return new Set(rows.map((row) => cells?.get(row))).size === 1;
}
