import type { EndLevels, Ends } from './levels.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { multinomialDraw, type Random } from './random.ts';

/** Resamples of every bootstrap. */
export const resamples = 10_000;

/** A percentile with fewer resamples beyond it is extrapolated, not read off. */
const fewestBeyond = 25;

/**
 * Parametric resamples of counted cells. Each stratum is a multinomial of its own (paired rows: one stratum; two
 * samples: two); a row of the result holds the cells of all strata in order.
 */
export function resampleCells(strata: readonly Float64Array[], random: Random): Float64Array {
  const width = strata.reduce((sum, cells) => sum + cells.length, 0);
  const drawn = new Float64Array(resamples * width);
  const plans = strata.map((cells) => {
    const size = cells.reduce((sum, count) => sum + count, 0);
    return { size: Math.round(size), shares: cells.map((count) => count / size) };
  });
  let at = 0;
  for (let turn = 0; turn < resamples; turn++) {
    for (const { size, shares } of plans) {
      multinomialDraw(size, shares, random, drawn.subarray(at, at + shares.length));
      at += shares.length;
    }
  }
  return drawn;
}

/** A bootstrap's ends and the standard deviation of its values. */
export interface BootstrapInterval extends Ends {
  readonly standardError: number;
}

/**
 * BCa interval (Efron 1987) from resampled values of a statistic. A value of NaN (a resample without the rows that
 * the statistic needs) counts as lowest at the low end and as highest at the high end: what cannot be computed is never
 * evidence. Ends beyond the resamples' reach (level below 25 / 10,000, as α/k often is) continue the
 * deepest percentile that 25 values support as a normal tail would, so they keep its skewness.
 */
export function bootstrapInterval(
  values: Float64Array,
  point: number,
  acceleration: number,
  levels: EndLevels,
): BootstrapInterval {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const below = known.filter((value) => value < point).length + known.filter((value) => value === point).length / 2;
  const bias = normalQuantile(Math.min(0.99, Math.max(0.01, known.length === 0 ? 0.5 : below / known.length)));
  const missing = values.length - known.length;
  const corrected = (z: number) => {
    const w = bias + z;
    return normalCdf(bias + w / (1 - Math.min(0.5, Math.max(-0.5, acceleration * w))));
  };
  const low = tailPercentile(
    (rank) => (rank < missing ? Number.NEGATIVE_INFINITY : (known[rank - missing] as number)),
    values.length,
    corrected(normalQuantile(levels.low)),
  );
  const high = tailPercentile(
    (rank) => known[rank] ?? Number.POSITIVE_INFINITY,
    values.length,
    corrected(-normalQuantile(levels.high)),
  );
  return { low, high, standardError: deviation(known) };
}

function tailPercentile(at: (rank: number) => number, size: number, level: number): number {
  const percentile = (p: number) => at(Math.min(size - 1, Math.max(0, Math.round(p * size - 0.5))));
  const deepest = fewestBeyond / size;
  const reached = Math.min(1 - deepest, Math.max(deepest, level));
  if (reached === level) return percentile(level);
  const middle = percentile(0.5);
  return middle + ((percentile(reached) - middle) * normalQuantile(level)) / normalQuantile(reached);
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
