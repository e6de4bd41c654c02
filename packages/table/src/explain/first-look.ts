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

/** Which rows can be read by their numbers, and how. */
export interface RowAccess {
  /** What stands after FROM for these rows. */
  readonly at: (rows: readonly number[]) => string;
  /** Rows behind this one are too far away. */
  readonly last: number;
  /** Of each rule the first so many rows, one number after the other. */
  readonly rounds: readonly number[];
}

/** Few rows tell most columns apart; the others are looked at in all rows that are named. */
const eachRow: readonly number[] = [3, Number.POSITIVE_INFINITY];
/** All of a text file before a row is parsed to find it: that is done once, and of a part of a large file. */
const inOnePart: readonly number[] = [8];
const mostRead = 0.25;
const fewRows = 200_000;
const mostColumns = 40;

/** Undefined where the whole table is as soon read. */
export function rowAccess({ at, relation, rowName, rows, columns }: DuckTable): RowAccess | undefined {
  if (at) return { at, last: rows, rounds: eachRow };
  if (rows < fewRows || columns.length > mostColumns) return undefined;
  const among = (numbers: readonly number[]): string => {
    const start = `(SELECT * FROM ${relation} LIMIT ${Math.max(...numbers)})`;
    const numbered = `(SELECT *, row_number() OVER () AS ${rowName} FROM ${start})`;
    return `(SELECT * FROM ${numbered} WHERE ${rowName} IN (${numbers.join(', ')}))`;
  };
  return { at: among, last: rows * mostRead, rounds: inOnePart };
}

/** For each rule the columns in which its rows do not differ. Only these rows are read. */
export async function alikeColumns(
  table: DuckTable,
  { at, last, rounds }: RowAccess,
  looked: readonly Looked[],
): Promise<readonly Looked[]> {
  let left = looked;
  for (const most of rounds) {
    const near = (rows: readonly number[]): readonly number[] => rows.slice(0, most).filter((row) => row <= last);
    const cells = await cellsOf(
      table,
      at,
      left.map((each) => ({ ...each, rows: near(each.rows) })),
    );
    left = left.map(({ rule, rows, readings }) => {
      const seen = near(rows);
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
  return new Set(rows.map((row) => cells?.get(row))).size <= 1;
}
