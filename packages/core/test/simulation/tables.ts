import type { ColumnCounts } from '../../src/port/table.ts';
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts';
import { multinomialDraw, type Random } from '../../src/stats/random.ts';

/** How a column's rows are drawn on the two sides; `missing` are shares of cells. */
export interface ColumnPlan {
  readonly column: string;
  readonly missing?: readonly [was: number, now: number];
}

const bins = 20;

/** n uniform values in order, by the spacings of exponential waits: nothing needs sorting. */
function orderedUniforms(n: number, random: Random): Float64Array {
  const values = new Float64Array(n);
  let sum = 0;
  for (let index = 0; index < n; index++) {
    sum -= Math.log(random());
    values[index] = sum;
  }
  const total = sum - Math.log(random());
  for (let index = 0; index < n; index++) values[index] = (values[index] ?? 0) / total;
  return values;
}

function cellsMissing(n: number, share: number, random: Random): number {
  const counts = new Float64Array(2);
  multinomialDraw(n, Float64Array.of(share, 1 - share), random, counts);
  return counts[0] ?? 0;
}

/**
 * A normal column, whose mean is `shift` standard deviations higher now. Its values are kept as their quantiles at the
 * base: every figure of a comparison depends on order alone.
 */
export function normalColumn(n: number, random: Random, plan: ColumnPlan & { readonly shift?: number }): ColumnCounts {
  const { column, missing = [0, 0], shift = 0 } = plan;
  const [lostWas, lostNow] = [cellsMissing(n, missing[0], random), cellsMissing(n, missing[1], random)];
  const was = orderedUniforms(n - lostWas, random);
  const drawn = orderedUniforms(n - lostNow, random);
  const now = shift === 0 ? drawn : drawn.map((value) => normalCdf(normalQuantile(value) + shift));
  const edges = Array.from(
    { length: bins + 1 },
    (_, k) => was[Math.min(was.length - 1, Math.floor((k * was.length) / bins))] ?? 0,
  );
  const [before, after] = [binned(was, edges), binned(now, edges)];
  return {
    kind: 'number',
    column,
    was: { rows: n, missing: lostWas, median: was[Math.floor(was.length / 2)] ?? 0 },
    now: { rows: n, missing: lostNow, median: now[Math.floor(now.length / 2)] ?? 0 },
    bins: before.map((count, k) => ({ from: edges[k] ?? 0, to: edges[k + 1] ?? 0, was: count, now: after[k] ?? 0 })),
    ks: distance(was, now),
  };
}

/** Rows in [edge, next edge); what lies outside goes to the ends. */
function binned(sorted: Float64Array, edges: readonly number[]): readonly number[] {
  const counts = new Array<number>(bins).fill(0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < bins - 1 && value >= (edges[bin + 1] ?? 1)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function distance(a: Float64Array, b: Float64Array): number {
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if ((a[i] ?? 0) <= (b[j] ?? 0)) i++;
    else j++;
    most = Math.max(most, Math.abs(i / a.length - j / b.length));
  }
  return most;
}

/** A column of small whole numbers, most rows tied: every value is a bin. */
export function countColumn(n: number, random: Random, column: string, mean: number): ColumnCounts {
  const shares = poisson(mean);
  const [was, now] = [draw(n, shares, random), draw(n, shares, random)];
  let [before, after, ks] = [0, 0, 0];
  for (const [k, count] of was.entries()) {
    before += count / n;
    after += (now[k] ?? 0) / n;
    ks = Math.max(ks, Math.abs(before - after));
  }
  return {
    kind: 'number',
    column,
    was: { rows: n, missing: 0, median: mean },
    now: { rows: n, missing: 0, median: mean },
    bins: was.map((count, k) => ({ from: k, to: k + 1, was: count, now: now[k] ?? 0 })),
    ks,
  };
}

export function poisson(mean: number): readonly number[] {
  const shares: number[] = [Math.exp(-mean)];
  for (let k = 1; k < bins; k++) shares.push(((shares[k - 1] ?? 0) * mean) / k);
  return shares;
}

/** A column of values; the shares are made to add up to 1 less what is missing. Past `listed` they are one rest. */
export function categoryColumn(
  n: number,
  random: Random,
  plan: ColumnPlan & { readonly was: readonly number[]; readonly now?: readonly number[]; readonly listed?: number },
): ColumnCounts {
  const { column, missing = [0, 0], was: before, now: after = before, listed = before.length } = plan;
  const was = draw(n, [...before, scaledMissing(before, missing[0])], random);
  const now = draw(n, [...after, scaledMissing(after, missing[1])], random);
  const sides = was.map((count, index) => ({ was: count, now: now[index] ?? 0 }));
  const lost = sides.pop() ?? { was: 0, now: 0 };
  const rest = sides.slice(listed).reduce((sum, side) => ({ was: sum.was + side.was, now: sum.now + side.now }), {
    was: 0,
    now: 0,
  });
  const values = sides.slice(0, listed).map((side, index) => ({ value: `v${index}`, ...side }));
  return {
    kind: 'category',
    column,
    was: { rows: n, missing: lost.was },
    now: { rows: n, missing: lost.now },
    values: sides.length > listed ? [...values, { value: '', ...rest, rest: true }] : values,
    distinctWas: sides.filter((side) => side.was > 0).length,
    distinctNow: sides.filter((side) => side.now > 0).length,
  };
}

function scaledMissing(shares: readonly number[], missing: number): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return (total * missing) / (1 - missing);
}

export function draw(n: number, weights: readonly number[] | Float64Array, random: Random): number[] {
  const shares = Float64Array.from(weights);
  const total = shares.reduce((sum, weight) => sum + weight, 0);
  const counts = new Float64Array(weights.length);
  multinomialDraw(
    n,
    shares.map((weight) => weight / total),
    random,
    counts,
  );
  return [...counts];
}

/** Shares as often met in text columns: the k-th value is 1/k as frequent as the first. */
export function zipf(values: number): readonly number[] {
  return Array.from({ length: values }, (_, k) => 1 / (k + 1));
}
