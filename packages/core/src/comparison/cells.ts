import type { Cells } from '../metric/confusion.ts';
import type { Side, Sides } from './side.ts';

/**
 * Rows (or sums of weights) by target, candidate's and reference's prediction: index 4·target + 2·candidate +
 * reference. All that the comparison of two models at a threshold depends on, when rows are independent.
 */
export type PairedCells = Float64Array;

/** Counts paired rows. */
export function pairedCells({ candidate, reference, threshold }: Sides): PairedCells {
  const cells = new Float64Array(8);
  const { target, score, weight } = candidate;
  for (let row = 0; row < target.length; row++) {
    const predicted = (score[row] as number) >= threshold ? 2 : 0;
    const before = (reference.score[row] as number) >= threshold ? 1 : 0;
    const index = 4 * (target[row] as number) + predicted + before;
    cells[index] = (cells[index] as number) + (weight ? (weight[row] as number) : 1);
  }
  return cells;
}

/** Counts one model's rows by 2·target + prediction. */
export function sideCells({ target, score, weight }: Side, threshold: number): Float64Array {
  const cells = new Float64Array(4);
  for (let row = 0; row < target.length; row++) {
    const index = 2 * (target[row] as number) + ((score[row] as number) >= threshold ? 1 : 0);
    cells[index] = (cells[index] as number) + (weight ? (weight[row] as number) : 1);
  }
  return cells;
}

/** The confusion cells of counts by 2·target + prediction. */
export function confusionOf([
  trueNegative = 0,
  falsePositive = 0,
  falseNegative = 0,
  truePositive = 0,
]: ArrayLike<number> & Iterable<number>): Cells {
  return { truePositive, falsePositive, falseNegative, trueNegative };
}

/** The candidate's confusion cells among paired cells. */
export function candidateCells([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]: PairedCells): Cells {
  return { trueNegative: a + b, falsePositive: c + d, falseNegative: e + f, truePositive: g + h };
}

/** The reference's confusion cells among paired cells. */
export function referenceCells([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]: PairedCells): Cells {
  return { trueNegative: a + c, falsePositive: b + d, falseNegative: e + g, truePositive: f + h };
}
