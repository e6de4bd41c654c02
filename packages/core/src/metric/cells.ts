import type { Cells } from './confusion.ts';
import { leadingRows, type RankedRows } from './ranked.ts';
import { sumRows } from './sum.ts';

/** The confusion cells at a threshold: rows, and sums of weights where there are weights. */
export interface CellTable {
  /** How many leading rows are predicted positive. */
  readonly flagged: number;
  /** Rows of each cell. */
  readonly rows: Cells;
  /** What metrics are computed from: sums of weights, or rows without weights. */
  readonly cells: Cells;
}

/** Splits ranked rows at a threshold; score ≥ threshold is predicted positive. */
export function tableAt(rows: RankedRows, threshold: number): CellTable {
  const flagged = leadingRows(rows, (score) => score >= threshold);
  const above = classSums(rows, 0, flagged);
  const below = classSums(rows, flagged, rows.score.length);
  return {
    flagged,
    rows: {
      truePositive: above.positives,
      falsePositive: flagged - above.positives,
      falseNegative: below.positives,
      trueNegative: rows.score.length - flagged - below.positives,
    },
    cells: {
      truePositive: above.positiveWeight,
      falsePositive: above.negativeWeight,
      falseNegative: below.positiveWeight,
      trueNegative: below.negativeWeight,
    },
  };
}

interface ClassSums {
  readonly positives: number;
  readonly positiveWeight: number;
  readonly negativeWeight: number;
}

function classSums({ positive, weight }: RankedRows, first: number, end: number): ClassSums {
  let positives = 0;
  for (let i = first; i < end; i++) positives += positive[i] as number;
  if (!weight) return { positives, positiveWeight: positives, negativeWeight: end - first - positives };
  const [positiveWeight = 0, negativeWeight = 0] = sumRows(end - first, 2, (from, to, into) => {
    for (let i = first + from; i < first + to; i++) {
      const cell = 1 - (positive[i] as number);
      into[cell] = (into[cell] as number) + (weight[i] as number);
    }
  });
  return { positives, positiveWeight, negativeWeight };
}
