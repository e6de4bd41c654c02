import type { RankedRows } from './ranked.ts';
import { spreadOf } from './spread.ts';
import { afterTies, beforeTies, type ClassWeights, nextTie, previousTie } from './ties.ts';

/**
 * Variance of the area under the ROC curve from the placements of each row among the other class (DeLong, DeLong
 * and Clarke-Pearson 1988); with groups the placements are added up within each first (Obuchowski 1997).
 */
export function rocAucVariance(rows: RankedRows, { positives, negatives }: ClassWeights, area: number): number {
  const spread = spreadOf(rows);
  let positivesAbove = 0;
  let negativesAbove = 0;
  for (const tie = beforeTies(); nextTie(rows, tie); ) {
    const negativesBelow = (negatives - negativesAbove - tie.negatives / 2) / negatives;
    const positivesOver = (positivesAbove + tie.positives / 2) / positives;
    spread.add(tie.from, tie.to, (negativesBelow - area) / positives, (positivesOver - area) / negatives);
    positivesAbove += tie.positives;
    negativesAbove += tie.negatives;
  }
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
  for (const tie = afterTies(rows); previousTie(rows, tie); ) {
    const flagged = Math.max(hits + misses, Number.MIN_VALUE);
    gain += (tie.positives / flagged) * (misses / flagged);
    loss += (tie.positives / flagged) * (hits / flagged);
    spread.add(tie.from, tie.to, (hits / flagged - value + gain) / positives, -loss / positives);
    hits -= tie.positives;
    misses -= tie.negatives;
  }
  return spread.variance();
}
