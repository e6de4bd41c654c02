import { type Measured, reasons } from './confusion.ts';
import type { RankedRows } from './ranked.ts';
import { addCompensated } from './sum.ts';

/** Sums of weights of both classes. */
export interface ClassWeights {
  readonly positives: number;
  readonly negatives: number;
}

/** A run of equal scores: rows `from` to `to`, and the sums of weights of its classes. Each step writes the next run. */
export interface Tie {
  from: number;
  to: number;
  positives: number;
  negatives: number;
}

/** Where a walk from the highest score to the lowest begins, before its first `nextTie`. */
export function beforeTies(): Tie {
  return { from: 0, to: 0, positives: 0, negatives: 0 };
}

/** Where a walk from the lowest score to the highest begins, before its first `previousTie`. */
export function afterTies({ score }: RankedRows): Tie {
  return { from: score.length, to: score.length, positives: 0, negatives: 0 };
}

/** Steps to the next lower score; false behind the last one. A step and not a callback: it is made for every score. */
export function nextTie({ positive, score, weight }: RankedRows, tie: Tie): boolean {
  const rows = score.length;
  let to = tie.to;
  if (to >= rows) return false;
  tie.from = to;
  const value = score[to] as number;
  let positives = 0;
  let negatives = 0;
  do {
    const w = weight ? (weight[to] as number) : 1;
    const isPositive = positive[to] as number;
    positives += w * isPositive;
    negatives += w * (1 - isPositive);
    to++;
  } while (to < rows && score[to] === value);
  tie.to = to;
  tie.positives = positives;
  tie.negatives = negatives;
  return true;
}

/** Steps to the next higher score; false behind the highest one. */
export function previousTie({ positive, score, weight }: RankedRows, tie: Tie): boolean {
  let from = tie.from;
  if (from <= 0) return false;
  tie.to = from;
  const value = score[from - 1] as number;
  let positives = 0;
  let negatives = 0;
  do {
    from--;
    const w = weight ? (weight[from] as number) : 1;
    const isPositive = positive[from] as number;
    positives += w * isPositive;
    negatives += w * (1 - isPositive);
  } while (from > 0 && score[from - 1] === value);
  tie.from = from;
  tie.positives = positives;
  tie.negatives = negatives;
  return true;
}

/** What the order of the scores says. */
export interface RankValues {
  readonly rocAuc: Measured;
  readonly averagePrecision: Measured;
}

/**
 * Area under the ROC curve by trapezoids (a tie counts one half), and average precision as the step sum
 * Σ (R_k − R_{k−1})·P_k over distinct scores; both weighted. scikit-learn's definitions.
 */
export function rankValues(rows: RankedRows, { positives, negatives }: ClassWeights): RankValues {
  const total = new Float64Array(4);
  const lost = new Float64Array(4);
  for (const tie = beforeTies(); nextTie(rows, tie); ) {
    const above = (total[0] as number) + (lost[0] as number);
    addCompensated(total, lost, 0, tie.positives);
    addCompensated(total, lost, 1, tie.negatives);
    addCompensated(total, lost, 2, tie.negatives * (above + tie.positives / 2));
    const hits = above + tie.positives;
    const misses = (total[1] as number) + (lost[1] as number);
    if (tie.positives > 0) addCompensated(total, lost, 3, tie.positives * (hits / (hits + misses)));
  }
  const sum = (index: number): number => (total[index] as number) + (lost[index] as number);
  return {
    rocAuc: bothClasses({ positives, negatives }) ?? { value: sum(2) / positives / negatives },
    averagePrecision: positives === 0 ? { undefined: reasons.noPositives } : { value: sum(3) / positives },
  };
}

/** Why a metric that contrasts both classes has no value, if so. */
function bothClasses({ positives, negatives }: ClassWeights): Measured | undefined {
  if (positives === 0) return { undefined: reasons.noPositives };
  return negatives === 0 ? { undefined: reasons.noNegatives } : undefined;
}
