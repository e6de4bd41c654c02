import type { RankedRows } from './ranked.ts';
import { spreadOf } from './spread.ts';
import { type ClassWeights, forEachTie, forEachTieUpwards } from './ties.ts';

/**
 * Variance of the area under the ROC curve from the placements of each row among the other class (DeLong, DeLong
 * and Clarke-Pearson 1988); with groups the placements are added up within each first (Obuchowski 1997).
 */
export function rocAucVariance(rows: RankedRows, { positives, negatives }: ClassWeights, area: number): number {
  const spread = spreadOf(rows);
  let positivesAbove = 0;
  let negativesAbove = 0;
  forEachTie(rows, (tiePositives, tieNegatives, from, to) => {
    const negativesBelow = (negatives - negativesAbove - tieNegatives / 2) / negatives;
    const positivesOver = (positivesAbove + tiePositives / 2) / positives;
    spread.add(from, to, (negativesBelow - area) / positives, (positivesOver - area) / negatives);
    positivesAbove += tiePositives;
    negativesAbove += tieNegatives;
  });
  return spread.variance();
}

/**
 * Variance of average precision. A positive of weight w at score s moves the sum by its own precision and by
 * what it adds to the precision at every score up to s; a negative lowers the precision there.
 */
export function averagePrecisionVariance(
  rows: RankedRows,
  { positives, negatives }: ClassWeights,
  value: number,
): number {
  const spread = spreadOf(rows);
  let hits = positives;
  let misses = negatives;
  let gain = 0;
  let loss = 0;
  forEachTieUpwards(rows, (tiePositives, tieNegatives, from, to) => {
    const flagged = Math.max(hits + misses, Number.MIN_VALUE);
    gain += (tiePositives / flagged) * (misses / flagged);
    loss += (tiePositives / flagged) * (hits / flagged);
    spread.add(from, to, (hits / flagged - value + gain) / positives, -loss / positives);
    hits -= tiePositives;
    misses -= tieNegatives;
  });
  return spread.variance();
}
