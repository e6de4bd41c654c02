import type { Confusion } from '../record/evaluation.ts';
import type { ConfusionMetricName } from './catalogue.ts';

/** A number, or why there is none, in words a reviewer understands. */
export type Measured = { readonly value: number } | { readonly undefined: string };

/** Counts, or sums of weights. */
export type Cells = Omit<Confusion, 'threshold'>;

type Formula = (cells: Cells) => Measured;

/** Why metrics have no value; the words are part of the record. */
export const reasons = {
  noPositives: 'no positive rows',
  noNegatives: 'no negative rows',
  noneFlagged: 'no row is predicted positive',
  noneFlaggedOrPositive: 'no row is positive or predicted positive',
  noWeight: 'the weights sum to zero',
  oneLabel: 'all rows have the same label and it is always the predicted one',
  notProbabilities: 'some scores are outside 0 to 1',
} as const;

function ratio(part: number, whole: number, otherwise: string): Measured {
  return whole === 0 ? { undefined: otherwise } : { value: part / whole };
}

function total({ truePositive, falsePositive, falseNegative, trueNegative }: Cells): number {
  return truePositive + falsePositive + falseNegative + trueNegative;
}

/** Positives and negatives are all predicted, or nothing else is there: kappa and MCC have no contrast. */
function hasOneLabel({ truePositive, falsePositive, falseNegative, trueNegative }: Cells): boolean {
  return falsePositive === 0 && falseNegative === 0 && (truePositive === 0 || trueNegative === 0);
}

/** (1 + β²)·TP / ((1 + β²)·TP + β²·FN + FP): defined even where precision is not. */
function fBeta(beta: number): Formula {
  const square = beta * beta;
  return ({ truePositive, falsePositive, falseNegative }) => {
    const hits = (1 + square) * truePositive;
    return ratio(hits, hits + square * falseNegative + falsePositive, reasons.noneFlaggedOrPositive);
  };
}

function balancedAccuracy(cells: Cells): Measured {
  const positives = cells.truePositive + cells.falseNegative;
  const negatives = cells.trueNegative + cells.falsePositive;
  if (positives === 0) return { undefined: reasons.noPositives };
  if (negatives === 0) return { undefined: reasons.noNegatives };
  return { value: (cells.truePositive / positives + cells.trueNegative / negatives) / 2 };
}

/** Zero, not undefined, when one side is constant and the other is not: scikit-learn's choice. */
function matthews(cells: Cells): Measured {
  const { truePositive, falsePositive, falseNegative, trueNegative } = cells;
  if (hasOneLabel(cells)) return { undefined: reasons.oneLabel };
  const actual = (truePositive + falseNegative) * (trueNegative + falsePositive);
  const flagged = (truePositive + falsePositive) * (trueNegative + falseNegative);
  if (actual === 0 || flagged === 0) return { value: 0 };
  return { value: (truePositive * trueNegative - falsePositive * falseNegative) / Math.sqrt(actual * flagged) };
}

/** 1 − observed / expected disagreement (Cohen 1960). */
function kappa(cells: Cells): Measured {
  const { truePositive, falsePositive, falseNegative, trueNegative } = cells;
  if (hasOneLabel(cells)) return { undefined: reasons.oneLabel };
  const all = total(cells);
  const expected =
    ((truePositive + falseNegative) / all) * (falseNegative + trueNegative) +
    ((falsePositive + trueNegative) / all) * (truePositive + falsePositive);
  return { value: 1 - (falsePositive + falseNegative) / expected };
}

function wrongShare(cells: Cells): Measured {
  return ratio(cells.falsePositive + cells.falseNegative, total(cells), reasons.noWeight);
}

const formulas: Readonly<Record<ConfusionMetricName, Formula>> = {
  accuracy: (cells) => ratio(cells.truePositive + cells.trueNegative, total(cells), reasons.noWeight),
  balanced_accuracy: balancedAccuracy,
  precision: ({ truePositive, falsePositive }) =>
    ratio(truePositive, truePositive + falsePositive, reasons.noneFlagged),
  recall: ({ truePositive, falseNegative }) => ratio(truePositive, truePositive + falseNegative, reasons.noPositives),
  specificity: ({ trueNegative, falsePositive }) =>
    ratio(trueNegative, trueNegative + falsePositive, reasons.noNegatives),
  f1: fBeta(1),
  'f0.5': fBeta(0.5),
  f2: fBeta(2),
  jaccard: ({ truePositive, falsePositive, falseNegative }) =>
    ratio(truePositive, truePositive + falsePositive + falseNegative, reasons.noneFlaggedOrPositive),
  matthews_corrcoef: matthews,
  cohen_kappa: kappa,
  zero_one_loss: wrongShare,
  hamming_loss: wrongShare,
};

/**
 * One metric of four confusion cells, which are counts or sums of weights (rows of weight zero count for nothing).
 * Definitions are scikit-learn's; undefined exactly where it warns, raises or returns NaN.
 */
export function confusionMetric(name: ConfusionMetricName, cells: Cells): Measured {
  return total(cells) === 0 ? { undefined: reasons.noWeight } : formulas[name](cells);
}
