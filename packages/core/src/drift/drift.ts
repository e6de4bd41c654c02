import type { DriftLine } from '../policy/policy.ts';
import type { ColumnCounts } from '../port/table.ts';
import type { Drift } from '../record/data.ts';
import { columnCells, columnTests } from './column.ts';
import { holmAdjusted } from './holm.ts';
import { pictureOf } from './picture.ts';
import { correctedStability } from './psi.ts';
import { summariesOf } from './summary.ts';

/** Population stability above which a column is called drifted, where the policy does not say. */
export const usualDrift = 0.1;

/** Columns whose histogram goes into the record. */
const mostPictures = 20;

/** One dataset, counted against its reference. */
export interface ComparedTable {
  readonly dataset: string;
  /** Whether the reference was there by rows, or only as a profile. */
  readonly by: 'rows' | 'profile';
  readonly counts: readonly ColumnCounts[];
  /** Whether values of the data may stand in the record. */
  readonly showValues: boolean;
}

export interface DriftOptions {
  /** Largest share of runs without drift that show any; the policy's `alpha`. */
  readonly alpha: number;
  /** The policy's lines; a column that none of them names has `usualDrift`. */
  readonly lines: readonly DriftLine[];
}

/**
 * Every column of every dataset of a run against its reference, drifted ones first, then by stability. A column has
 * drifted when its index is over its limit and its distribution differs beyond what Holm allows over all tests of the
 * run: at most `alpha` of runs in which nothing drifted show a drifted column. Columns of a side without rows are left
 * out: nothing is known of them.
 */
export function driftOf(tables: readonly ComparedTable[], { alpha, lines }: DriftOptions): readonly Drift[] {
  const measured = tables.flatMap((table) =>
    table.counts
      .filter(({ was, now }) => was.rows > 0 && now.rows > 0)
      .map((counts) => ({ table, counts, tests: columnTests(counts) })),
  );
  const adjusted = holmAdjusted(measured.flatMap(({ tests }) => tests.map(({ p }) => p)));
  let next = 0;
  const entries = measured.map(({ table, counts, tests }) => {
    const own = tests.map((test) => ({ ...test, adjusted: adjusted[next++] ?? 1 }));
    return { table, counts, drift: entryOf(table, counts, own, { alpha, lines }) };
  });
  return entries
    .sort((a, b) => order(a.drift, b.drift))
    .map(({ table, counts, drift }, index) => ({
      ...drift,
      ...(index < mostPictures ? pictureOf(counts, table.showValues) : {}),
    }));
}

/** The smallest limit of the lines that watch a column. */
export function driftLimit(lines: readonly DriftLine[], column: string): number {
  const limits = lines
    .filter(({ columns }) => columns === 'all' || columns.includes(column))
    .map(({ max }) => max.amount);
  return limits.length === 0 ? usualDrift : Math.min(...limits);
}

/** Whether a column's distribution differs beyond noise, whatever the size of the effect. */
export function isBeyondNoise({ test }: Pick<Drift, 'test'>, alpha: number): boolean {
  return test !== undefined && test.adjusted < alpha;
}

type Adjusted = NonNullable<Drift['test']>;

function entryOf(
  { dataset, by, showValues }: ComparedTable,
  counts: ColumnCounts,
  tests: readonly Adjusted[],
  { alpha, lines }: DriftOptions,
): Drift {
  const psi = correctedStability(columnCells(counts));
  const limit = driftLimit(lines, counts.column);
  const [test] = [...tests].sort((a, b) => a.adjusted - b.adjusted || a.p - b.p);
  return {
    dataset,
    column: counts.column,
    psi,
    limit,
    ...(test ? { test } : {}),
    drifted: psi > limit && isBeyondNoise({ test }, alpha),
    by,
    ...summariesOf(counts, showValues),
  };
}

function order(a: Drift, b: Drift): number {
  return Number(b.drifted) - Number(a.drifted) || b.psi - a.psi;
}
