import type { EndLevels, Ends } from './levels.ts';
import { studentQuantile } from './student.ts';

/**
 * What a statistic's interval needs when it is linear in its rows, exactly or to first order. `influence[i]` is
 * row i's share of the statistic's error (w · ∂θ/∂w of its weight w), so they add up to zero; rows of one cluster
 * are not independent and are added up first.
 */
export interface Linearised {
  readonly estimate: number;
  readonly influence: Float64Array;
  /** Cluster of each row, counted from 0. Absent when rows are independent. */
  readonly cluster?: Int32Array;
}

/** Ends, standard error, and how many independent parts it was computed from. */
export interface LinearInterval extends Ends {
  readonly standardError: number;
  readonly parts: number;
}

/**
 * Interval of a linearised statistic: the ABC interval of DiCiccio & Efron (1992), which is the limit of the BCa
 * bootstrap over rows (or clusters) with endlessly many resamples: no draws, so ends at level 0.0009 cost no more than ends
 * at 0.05 and carry no noise of their own. Normal quantiles are replaced by Student's with parts − 1 degrees of freedom.
 * With fewer than two parts nothing is known and the ends are infinite.
 */
export function linearInterval(statistic: Linearised, levels: EndLevels): LinearInterval {
  const { parts, squares, cubes } = moments(statistic);
  if (parts < 2)
    return {
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
      standardError: Number.POSITIVE_INFINITY,
      parts,
    };
  if (squares === 0) return { low: statistic.estimate, high: statistic.estimate, standardError: 0, parts };
  const standardError = Math.sqrt((squares * parts) / (parts - 1));
  const acceleration = cubes / (6 * squares ** 1.5);
  const end = (z: number) => statistic.estimate + standardError * accelerated(z, acceleration);
  return {
    low: end(studentQuantile(levels.low, parts - 1)),
    high: end(-studentQuantile(levels.high, parts - 1)),
    standardError,
    parts,
  };
}

/** The standard normal quantile bent by skewness; for a mean the bias correction equals the acceleration. */
function accelerated(z: number, acceleration: number): number {
  const w = z + acceleration;
  return w / (1 - Math.min(0.5, Math.max(-0.5, acceleration * w))) ** 2;
}

/** Number of independent parts, and sums of their squared and cubed influences. */
function moments({ influence, cluster }: Linearised): { parts: number; squares: number; cubes: number } {
  const summed = cluster ? clusterSums(influence, cluster) : { parts: influence.length, sums: influence };
  let squares = 0;
  let cubes = 0;
  for (const value of summed.sums) {
    squares += value * value;
    cubes += value * value * value;
  }
  return { parts: summed.parts, squares, cubes };
}

/** Sums of the values by cluster, and how many clusters have a row. */
export function clusterSums(values: Float64Array, cluster: Int32Array): { parts: number; sums: Float64Array } {
  let top = -1;
  for (const code of cluster) if (code > top) top = code;
  const sums = new Float64Array(top + 1);
  const seen = new Uint8Array(top + 1);
  for (let row = 0; row < values.length; row++) {
    const code = cluster[row] as number;
    sums[code] = (sums[code] as number) + (values[row] as number);
    seen[code] = 1;
  }
  let parts = 0;
  for (const flag of seen) parts += flag;
  return { parts, sums };
}
