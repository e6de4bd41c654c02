import type { Connection } from '../connection.ts';
import type { DuckTable } from '../duck-table.ts';
import { inBatches } from './batches.ts';
import { areClose, countsUp } from './counter.ts';
import { numberFacts, sideBySide } from './number-facts.ts';
import { type Bin, type NumberFacts, startWalk } from './walk.ts';

/** A number column of two tables, in SQL. */
export interface NumberPair {
  readonly was: string;
  readonly now: string;
}

/** What is held in memory at once, in values of 8 bytes. */
const mostHeld = 32 * 1024 * 1024;

/** Two tables side by side. */
export interface Sides {
  readonly was: DuckTable;
  readonly now: DuckTable;
}

/** A column of one table by itself. */
export interface SideFacts {
  /** Finite values. */
  readonly count: number;
  /** Of values in bins only `was` is counted. */
  readonly bins: readonly Bin[];
  readonly median: number | undefined;
  /** Undefined where it has no values. */
  readonly range: NumberRange | undefined;
  /** Whether all values are different whole numbers that lie close together, as counted keys do. */
  readonly isCounter: boolean;
}

/** A column of two tables held against each other, and of each by itself. */
export interface PairFacts {
  readonly both: NumberFacts;
  readonly was: SideFacts;
  readonly now: SideFacts;
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** The facts of number columns. As many columns at a time as fit; one that does not fit by itself is sorted on disk. */
export async function numberColumns(
  { was, now }: Sides,
  pairs: readonly NumberPair[],
  held = mostHeld,
): Promise<readonly PairFacts[]> {
  return await inTurn(pairs, Math.floor(held / Math.max(1, was.rows + now.rows)), {
    inMemory: async (batch) => {
      const before = await readNumbers(
        was,
        batch.map((pair) => pair.was),
      );
      const after = await readNumbers(
        now,
        batch.map((pair) => pair.now),
      );
      return batch.map((_, index) => factsInMemory(before[index] ?? none, after[index] ?? none));
    },
    onDisk: (pair) => factsOnDisk([selected(was, pair.was, true), selected(now, pair.now, false)], was.connection),
  });
}

/** The same of the columns of one table, in SQL. */
export async function numbersAlone(
  table: DuckTable,
  columns: readonly string[],
  held = mostHeld,
): Promise<readonly SideFacts[]> {
  return await inTurn(columns, Math.floor(held / Math.max(1, table.rows)), {
    inMemory: async (batch) =>
      (await readNumbers(table, batch)).map((values) => sideFacts(values, numberFacts(values, none))),
    onDisk: async (column) => (await factsOnDisk([selected(table, column, true)], table.connection)).was,
  });
}

const none = new Float64Array();

interface Ways<Asked, Facts> {
  readonly inMemory: (batch: readonly Asked[]) => Promise<readonly Facts[]>;
  readonly onDisk: (one: Asked) => Promise<Facts>;
}

async function inTurn<Asked, Facts>(
  columns: readonly Asked[],
  atOnce: number,
  { inMemory, onDisk }: Ways<Asked, Facts>,
): Promise<readonly Facts[]> {
  const facts: Facts[] = [];
  if (atOnce === 0) for (const column of columns) facts.push(await onDisk(column));
  else for (const batch of inBatches(columns, atOnce)) facts.push(...(await inMemory(batch)));
  return facts;
}

function factsInMemory(before: Float64Array, after: Float64Array): PairFacts {
  const { both, was, now } = sideBySide(before, after);
  return { both, was: sideFacts(before, was), now: sideFacts(after, now) };
}

function sideFacts(values: Float64Array, { bins, medianWas: median }: NumberFacts): SideFacts {
  return { count: values.length, bins, median, range: rangeOf(values), isCounter: countsUp(values) };
}

/** The finite values of each expression, in the order of the rows. */
export async function readNumbers(table: DuckTable, expressions: readonly string[]): Promise<readonly Float64Array[]> {
  if (expressions.length === 0) return [];
  const columns = expressions.map(() => ({ values: new Float64Array(table.rows), count: 0 }));
  const asked = expressions.map((sql) => `coalesce(${sql}, 'nan'::DOUBLE)`).join(', ');
  for await (const chunk of table.connection.chunks(`SELECT ${asked} FROM ${table.relation}`)) {
    for (const [index, column] of columns.entries())
      column.count = chunk.copyFinite(index, column.values, column.count);
  }
  return columns.map(({ values, count }) => values.subarray(0, count));
}

/** The column's values, each with the side that it is on. */
function selected({ relation }: DuckTable, sql: string, isWas: boolean): string {
  return `SELECT ${sql} AS x, ${isWas} AS s FROM ${relation}`;
}

/** In constant memory: DuckDB counts and sorts the values, spilling what does not fit, and they pass by once. */
async function factsOnDisk(sides: readonly string[], connection: Connection): Promise<PairFacts> {
  const values = `(SELECT x + 0 AS x, s FROM (${sides.join(' UNION ALL ')}) WHERE isfinite(x))`;
  const counts = 'CAST(count(*) FILTER (WHERE s) AS DOUBLE) AS w, CAST(count(*) FILTER (WHERE NOT s) AS DOUBLE) AS n';
  const totals = await connection.row(`SELECT ${counts} FROM ${values}`);
  const [countWas, countNow] = [Number(totals['w']), Number(totals['n'])];
  const both = startWalk(countWas, countNow);
  const [before, after] = [startSide(countWas), startSide(countNow)];
  let last = Number.NaN;
  for await (const chunk of connection.chunks(`SELECT x, ${counts} FROM ${values} GROUP BY x ORDER BY x`)) {
    const [x, w, n] = [chunk.numbers(0), chunk.numbers(1), chunk.numbers(2)];
    for (const [row, value] of x.entries()) {
      const [was, now] = [w[row] ?? 0, n[row] ?? 0];
      both.visit(value, was, now);
      before.visit(value, was);
      after.visit(value, now);
    }
    last = x.at(-1) ?? last;
  }
  return { both: both.end(last), was: before.end(), now: after.end() };
}

/** A walk over the values of one side; of a value that it does not have it is shown 0. */
function startSide(count: number): {
  readonly visit: (value: number, rows: number) => void;
  readonly end: () => SideFacts;
} {
  const walk = startWalk(count, 0);
  let range: NumberRange | undefined;
  let seen = 0;
  let isCounter = true;
  return {
    visit(value, rows) {
      if (rows === 0) return;
      if (rows > 1 || !Number.isInteger(value)) isCounter = false;
      walk.visit(value, rows, 0);
      seen += rows;
      range = widened(range, value, rows / seen);
    },
    end() {
      const { bins, medianWas: median } = walk.end(range?.max ?? Number.NaN);
      const isDense = range !== undefined && areClose(count, range.min, range.max);
      return { count, bins, median, range, isCounter: isCounter && isDense };
    },
  };
}

/** So many values are added up at a time, as distances from the first one, so that equal ones have a mean that is theirs. */
const summed = 1024;
/** And each is made so small before that no sum of them is too large. */
const scale = 2 ** -11;

/** Smallest and largest value and the mean; undefined of none. */
export function rangeOf(values: Float64Array): NumberRange | undefined {
  if (values.length === 0) return undefined;
  let [min, max, mean] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let start = 0; start < values.length; start += summed) {
    const end = Math.min(start + summed, values.length);
    const first = (values[start] ?? 0) * scale;
    let distances = 0;
    for (let at = start; at < end; at += 1) {
      const value = values[at] ?? 0;
      if (value < min) min = value;
      if (value > max) max = value;
      distances += value * scale - first;
    }
    const part = first + distances / (end - start);
    mean += (part - mean) * ((end - start) / end);
  }
  return { min, max, mean: Math.min(max, Math.max(min, mean / scale)) };
}

/** With one more value, larger than those before, that is this share of all values so far. */
function widened(range: NumberRange | undefined, value: number, share: number): NumberRange {
  if (!range) return { min: value, max: value, mean: value };
  return { min: range.min, max: value, mean: range.mean + (value - range.mean) * share };
}
