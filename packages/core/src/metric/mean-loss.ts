import { type Measured, reasons } from './confusion.ts';
import type { RankedRows } from './ranked.ts';
import { sumBlock, sumRows } from './sum.ts';

/** The loss of one row of probability `score`. */
export type RowLoss = (positive: number, score: number) => number;

/**
 * −log of the probability given to what happened. Like scikit-learn on float64, that probability is kept
 * within [ε, 1 − ε] of the machine precision.
 */
export function logLoss(positive: number, score: number): number {
  // Both ways are computed: labels are as good as random to a processor that guesses which one it will be.
  const given = positive * score + (1 - positive) * (1 - score);
  return -Math.log(Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON));
}

/** Squared distance of the probability from what happened (Brier 1950, one class). */
export function squaredError(positive: number, score: number): number {
  const distance = positive - score;
  return distance * distance;
}

/** A loss of one row, and of many: `ofRows` writes those of rows `from` to `to` to the start of `into`. */
export interface Loss {
  readonly ofRow: RowLoss;
  readonly ofRows: (rows: RankedRows, from: number, to: number, into: Float64Array) => void;
}

/** Each has a loop of its own, so that the call within is a direct one: ten million calls of a parameter make garbage. */
export const logLosses: Loss = {
  ofRow: logLoss,
  ofRows({ positive, score }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = logLoss(positive[i] as number, score[i] as number);
  },
};

export const squaredErrors: Loss = {
  ofRow: squaredError,
  ofRows({ positive, score }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = squaredError(positive[i] as number, score[i] as number);
  },
};

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
export function meanLoss(rows: RankedRows, loss: Loss): MeanLoss {
  const { score, weight } = rows;
  const losses = new Float64Array(Math.min(score.length, sumBlock));
  const [weights = 0, sum = 0, w2 = 0, w2x = 0, w2xx = 0] = sumRows(score.length, 5, (from, to, into) => {
    let [blockWeight, blockSum, square, squareLoss, squareLoss2] = [0, 0, 0, 0, 0];
    loss.ofRows(rows, from, to, losses);
    for (let i = from; i < to; i++) {
      const x = losses[i - from] as number;
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
