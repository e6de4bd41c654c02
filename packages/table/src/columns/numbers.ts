import type { DuckTable } from '../duck-table.ts';
import { inBatches } from './batches.ts';
import { countsUp } from './counter.ts';
import { numberFacts } from './number-facts.ts';
import { type NumberFacts, startWalk } from './walk.ts';

/** A number column on both sides, in SQL. `now` may be absent. */
export interface NumberPair {
  readonly was: string;
  readonly now: string | undefined;
}

/** What is held in memory at once, in values of 8 bytes. */
const mostHeld = 32 * 1024 * 1024;

/** One table, or two side by side. */
export interface Sides {
  readonly was: DuckTable;
  readonly now: DuckTable | undefined;
}

export interface PairFacts extends NumberFacts {
  /** Finite values. */
  readonly countWas: number;
  readonly countNow: number;
  /** Whether all of a side's values are different whole numbers that lie close together, as counted keys do. */
  readonly isCounter: boolean;
  /** Of a table by itself; undefined where it has no values. */
  readonly wasRange: NumberRange | undefined;
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** The facts of number columns. As many columns at a time as fit; one that does not fit by itself is sorted on disk. */
export async function numberColumns(
  sides: Sides,
  pairs: readonly NumberPair[],
  held = mostHeld,
): Promise<readonly PairFacts[]> {
  const rows = sides.was.rows + (sides.now?.rows ?? 0);
  const atOnce = Math.floor(held / Math.max(1, rows));
  const facts: PairFacts[] = [];
  if (atOnce === 0) {
    for (const pair of pairs) facts.push(await factsOnDisk(sides, pair));
    return facts;
  }
  for (const batch of inBatches(pairs, atOnce)) facts.push(...(await factsInMemory(sides, batch)));
  return facts;
}

async function factsInMemory({ was, now }: Sides, pairs: readonly NumberPair[]): Promise<readonly PairFacts[]> {
  const before = await readNumbers(
    was,
    pairs.map((pair) => pair.was),
  );
  const after = now
    ? await readNumbers(
        now,
        pairs.flatMap((pair) => pair.now ?? []),
      )
    : [];
  return pairs.map((_, index) => {
    const [a, b] = [before[index] ?? new Float64Array(), after[index] ?? new Float64Array()];
    const isCounter = countsUp(a) || countsUp(b);
    return {
      ...numberFacts(a, b),
      countWas: a.length,
      countNow: b.length,
      isCounter,
      wasRange: now ? undefined : rangeOf(a),
    };
  });
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

/** In constant memory: DuckDB counts and sorts the values, spilling what does not fit, and they pass by once. */
async function factsOnDisk({ was, now }: Sides, pair: NumberPair): Promise<PairFacts> {
  const { connection } = was;
  const side = (sql: string, relation: string, isWas: boolean): string =>
    `SELECT ${sql} AS x, ${isWas} AS s FROM ${relation}`;
  const both = [side(pair.was, was.relation, true), ...(now && pair.now ? [side(pair.now, now.relation, false)] : [])];
  const values = `(SELECT x + 0 AS x, s FROM (${both.join(' UNION ALL ')}) WHERE isfinite(x))`;
  const counts = 'CAST(count(*) FILTER (WHERE s) AS DOUBLE) AS w, CAST(count(*) FILTER (WHERE NOT s) AS DOUBLE) AS n';
  const totals = await connection.row(`SELECT ${counts} FROM ${values}`);
  const [countWas, countNow] = [Number(totals['w']), Number(totals['n'])];
  const { visit, end } = startWalk(countWas, countNow);
  let last = Number.NaN;
  let range: NumberRange | undefined;
  let seen = 0;
  for await (const chunk of connection.chunks(`SELECT x, ${counts} FROM ${values} GROUP BY x ORDER BY x`)) {
    const [x, w, n] = [chunk.numbers(0), chunk.numbers(1), chunk.numbers(2)];
    for (const [row, value] of x.entries()) {
      const [was, now] = [w[row] ?? 0, n[row] ?? 0];
      visit(value, was, now);
      seen += was;
      if (!pair.now && was > 0) range = widened(range, value, was / seen);
    }
    last = x.at(-1) ?? last;
  }
  return { ...end(last), countWas, countNow, isCounter: false, wasRange: range };
}

function rangeOf(values: Float64Array): NumberRange | undefined {
  if (values.length === 0) return undefined;
  let [min, max, mean] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
    // The mean so far, moved: a sum could overflow.
    mean += (value - mean) / (at + 1);
  }
  return { min, max, mean };
}

/** With one more value, larger than those before, that is this share of all values so far. */
function widened(range: NumberRange | undefined, value: number, share: number): NumberRange {
  if (!range) return { min: value, max: value, mean: value };
  return { min: range.min, max: value, mean: range.mean + (value - range.mean) * share };
}
