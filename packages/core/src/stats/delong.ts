import type { EndLevels, Ends } from './levels.ts';
import { clusterSums } from './linear.ts';
import { normalQuantile, normalSurvival } from './normal.ts';
import type { AucInfluence } from './placement.ts';
import { studentQuantile } from './student.ts';

/** Rows by class, and their clusters when rows of one cluster are not independent. */
export interface ClassedRows {
  readonly target: Uint8Array;
  readonly cluster?: Int32Array;
}

/** A variance and the degrees of freedom behind it; a class with one row leaves both undefined. */
export interface Spread {
  readonly variance: number;
  readonly freedom: number;
}

/**
 * Covariance of two areas, or of one with itself, from their influences: DeLong, DeLong & Clarke-Pearson (1988); with
 * clusters Obuchowski (1997), which is the same when every cluster is one row.
 */
export function aucCovariance(rows: ClassedRows, first: Float64Array, second: Float64Array): number {
  return rows.cluster
    ? clusteredProduct(rows, rows.cluster, first, second)
    : sum(classProducts(rows.target, first, second));
}

function sum([negative, positive]: readonly [number, number]): number {
  return negative + positive;
}

/** Σ u·v by class, each scaled to be unbiased. NaN for a class of one row. */
function classProducts(target: Uint8Array, first: Float64Array, second: Float64Array): [number, number] {
  const count: [number, number] = [0, 0];
  const total: [number, number] = [0, 0];
  for (let row = 0; row < target.length; row++) {
    const side = target[row] as 0 | 1;
    count[side] += 1;
    total[side] += (first[row] as number) * (second[row] as number);
  }
  return [(total[0] * count[0]) / (count[0] - 1), (total[1] * count[1]) / (count[1] - 1)];
}

function clusteredProduct(
  { target }: ClassedRows,
  cluster: Int32Array,
  first: Float64Array,
  second: Float64Array,
): number {
  const [firstNegative, firstPositive] = splitByClass(target, cluster, first);
  const [secondNegative, secondPositive] = splitByClass(target, cluster, second);
  const { parts } = clusterSums(first, cluster);
  return (
    scaledDot(firstPositive.sums, secondPositive.sums, firstPositive.parts) +
    scaledDot(firstNegative.sums, secondNegative.sums, firstNegative.parts) +
    scaledDot(firstPositive.sums, secondNegative.sums, parts) +
    scaledDot(firstNegative.sums, secondPositive.sums, parts)
  );
}

function splitByClass(target: Uint8Array, cluster: Int32Array, values: Float64Array) {
  let top = 0;
  for (const code of cluster) if (code > top) top = code;
  const split = [0, 1].map(() => ({ sums: new Float64Array(top + 1), seen: new Uint8Array(top + 1), parts: 0 })) as [
    Split,
    Split,
  ];
  for (let row = 0; row < values.length; row++) {
    const side = split[target[row] as 0 | 1];
    const code = cluster[row] as number;
    side.sums[code] = (side.sums[code] as number) + (values[row] as number);
    if (side.seen[code] === 0) side.parts += 1;
    side.seen[code] = 1;
  }
  return split;
}

interface Split {
  sums: Float64Array;
  seen: Uint8Array;
  parts: number;
}

function scaledDot(first: Float64Array, second: Float64Array, parts: number): number {
  let dot = 0;
  for (let index = 0; index < first.length; index++) dot += (first[index] as number) * (second[index] as number);
  return (dot * parts) / (parts - 1);
}

/**
 * Variance of a linear combination of areas by its influences, with Satterthwaite's degrees of freedom over the two
 * classes as in Brunner & Munzel (2000), which keep small slices honest; with clusters those that hold the rarer class, less one.
 */
export function aucSpread(rows: ClassedRows, influence: Float64Array): Spread {
  if (rows.cluster) {
    const [ofNegatives, ofPositives] = splitByClass(rows.target, rows.cluster, influence);
    const fewest = Math.min(ofNegatives.parts, ofPositives.parts);
    return { variance: aucCovariance(rows, influence, influence), freedom: fewest - 1 };
  }
  const [negative, positive] = classProducts(rows.target, influence, influence);
  let positives = 0;
  for (const one of rows.target) positives += one;
  const negatives = rows.target.length - positives;
  const freedom = (negative + positive) ** 2 / (negative ** 2 / (negatives - 1) + positive ** 2 / (positives - 1));
  return { variance: negative + positive, freedom };
}

/** Where a difference of areas can lie, and DeLong's test that it is zero. */
export interface DelongResult extends Ends {
  readonly standardError?: number;
  readonly z?: number;
  readonly p?: number;
}

/**
 * Interval and test of a difference of areas. The degenerate cases: a class with one row has no variance and leaves the
 * whole range −1 to 1; `same` scores differ by exactly nothing; otherwise a variance of zero (perfect separation, constant
 * scores) gets the ends that Tango's interval has when no row disagrees, ± z²/(N + z²) with N the rows of the smaller class.
 */
export function delongInterval(
  difference: number,
  spread: Spread,
  rows: { readonly smallerClass: number; readonly same: boolean },
  levels: EndLevels,
): DelongResult {
  const { variance, freedom } = spread;
  if (rows.same) return { low: 0, high: 0, standardError: 0, p: 1 };
  if (!(variance >= 0 && variance < Number.POSITIVE_INFINITY && freedom > 0) && variance !== 0)
    return { low: -1, high: 1 };
  if (variance === 0) return withoutVariance(difference, rows.smallerClass, levels);
  const standardError = Math.sqrt(variance);
  const z = difference / standardError;
  return {
    low: Math.max(-1, difference + standardError * studentQuantile(levels.low, freedom)),
    high: Math.min(1, difference - standardError * studentQuantile(levels.high, freedom)),
    standardError,
    z,
    p: 2 * normalSurvival(Math.abs(z)),
  };
}

function withoutVariance(difference: number, smallerClass: number, levels: EndLevels): DelongResult {
  const reach = (level: number) => {
    const square = normalQuantile(level) ** 2;
    return square / (smallerClass + square);
  };
  return {
    low: Math.max(-1, difference - reach(levels.low)),
    high: Math.min(1, difference + reach(levels.high)),
    standardError: 0,
  };
}

/** Two areas on the same rows, as the literature reports them. */
export interface Delong {
  readonly auc: readonly [number, number];
  readonly covariance: readonly [readonly [number, number], readonly [number, number]];
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly p: number;
}

/** DeLong's test of two correlated areas (first − second). z and p are NaN when the variance is zero. */
export function delong(rows: ClassedRows, first: AucInfluence, second: AucInfluence): Delong {
  const difference = first.auc - second.auc;
  const standardError = Math.sqrt(
    aucCovariance(rows, gap(first.influence, second.influence), gap(first.influence, second.influence)),
  );
  const z = standardError > 0 ? difference / standardError : Number.NaN;
  const mixed = aucCovariance(rows, first.influence, second.influence);
  const own = (area: AucInfluence) => aucCovariance(rows, area.influence, area.influence);
  return {
    auc: [first.auc, second.auc],
    covariance: [
      [own(first), mixed],
      [mixed, own(second)],
    ],
    difference,
    standardError,
    z,
    p: 2 * normalSurvival(Math.abs(z)),
  };
}

/** first − second, row by row. */
export function gap(first: Float64Array, second: Float64Array): Float64Array {
  return first.map((value, row) => value - (second[row] as number));
}
