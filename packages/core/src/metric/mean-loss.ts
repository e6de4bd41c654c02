import { type Measured, reasons } from './confusion.ts';
import type { RankedRows } from './ranked.ts';
import { sumRows } from './sum.ts';

/** The loss of one row of probability `score`. */
export type RowLoss = (positive: number, score: number) => number;

/**
 * −log of the probability given to what happened. Like scikit-learn on float64, that probability is kept
 * within [ε, 1 − ε] of the machine precision.
 */
export function logLoss(positive: number, score: number): number {
  const given = positive === 1 ? score : 1 - score;
  return -Math.log(Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON));
}

/** Squared distance of the probability from what happened (Brier 1950, one class). */
export function squaredError(positive: number, score: number): number {
  const distance = positive - score;
  return distance * distance;
}

/** A mean, the sum of the weights, and Σ w²(loss − mean)². */
export interface MeanLoss {
  readonly mean: number;
  readonly weight: number;
  readonly squares: number;
}

/** Whether every score can be a probability. */
export function areProbabilities({ score }: RankedRows): boolean {
  return (score[0] ?? 0) <= 1 && (score[score.length - 1] ?? 0) >= 0;
}

/** The weighted mean of a loss over the rows. */
export function meanLoss({ positive, score, weight }: RankedRows, loss: RowLoss): MeanLoss {
  const [weights = 0, sum = 0, w2 = 0, w2x = 0, w2xx = 0] = sumRows(score.length, 5, (from, to, into) => {
    let [blockWeight, blockSum, square, squareLoss, squareLoss2] = [0, 0, 0, 0, 0];
    for (let i = from; i < to; i++) {
      const x = loss(positive[i] as number, score[i] as number);
      const w = weight ? (weight[i] as number) : 1;
      blockWeight += w;
      blockSum += w * x;
      square += w * w;
      squareLoss += w * w * x;
      squareLoss2 += w * w * x * x;
    }
    into.set([blockWeight, blockSum, square, squareLoss, squareLoss2]);
  });
  const mean = sum / weights;
  return { mean, weight: weights, squares: Math.max(0, w2xx - 2 * mean * w2x + mean * mean * w2) };
}

/** The mean as a metric: undefined for scores that are no probabilities, as scikit-learn refuses them. */
export function measuredLoss(rows: RankedRows, { mean, weight }: MeanLoss): Measured {
  if (!areProbabilities(rows)) return { undefined: reasons.notProbabilities };
  return weight === 0 ? { undefined: reasons.noWeight } : { value: mean };
}
