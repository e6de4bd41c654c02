import { type Measured, reasons } from './confusion.ts';
import type { RankedRows } from './ranked.ts';
import { addCompensated } from './sum.ts';

/** Sums of weights of both classes. */
export interface ClassWeights {
  readonly positives: number;
  readonly negatives: number;
}

/** Rows `from` to `to` share one score; the class weights are theirs alone. */
export type TieVisitor = (positives: number, negatives: number, from: number, to: number) => void;

/** Visits every run of equal scores, from the highest score to the lowest. */
export function forEachTie({ positive, score, weight }: RankedRows, visit: TieVisitor): void {
  const rows = score.length;
  let from = 0;
  while (from < rows) {
    const value = score[from] as number;
    let positives = 0;
    let negatives = 0;
    let to = from;
    do {
      const w = weight ? (weight[to] as number) : 1;
      if (positive[to] === 1) positives += w;
      else negatives += w;
      to++;
    } while (to < rows && score[to] === value);
    visit(positives, negatives, from, to);
    from = to;
  }
}

/** Visits every run of equal scores, from the lowest score to the highest. */
export function forEachTieUpwards({ positive, score, weight }: RankedRows, visit: TieVisitor): void {
  let to = score.length;
  while (to > 0) {
    const value = score[to - 1] as number;
    let positives = 0;
    let negatives = 0;
    let from = to;
    do {
      from--;
      const w = weight ? (weight[from] as number) : 1;
      if (positive[from] === 1) positives += w;
      else negatives += w;
    } while (from > 0 && score[from - 1] === value);
    visit(positives, negatives, from, to);
    to = from;
  }
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
  forEachTie(rows, (tiePositives, tieNegatives) => {
    const above = (total[0] as number) + (lost[0] as number);
    addCompensated(total, lost, 0, tiePositives);
    addCompensated(total, lost, 1, tieNegatives);
    addCompensated(total, lost, 2, tieNegatives * (above + tiePositives / 2));
    const hits = above + tiePositives;
    const misses = (total[1] as number) + (lost[1] as number);
    if (tiePositives > 0) addCompensated(total, lost, 3, tiePositives * (hits / (hits + misses)));
  });
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
