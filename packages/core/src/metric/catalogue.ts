import type { Direction } from '../record/evaluation.ts';

/**
 * How a metric is built, which decides how its interval and its comparison are computed.
 * `proportion`: a share of rows; `confusion`: another function of the four confusion cells;
 * `rank`: of the order of the scores; `mean`: the weighted mean of one number per row.
 */
export type MetricFamily = 'proportion' | 'confusion' | 'rank' | 'mean';

/** One known metric. */
export interface MetricKind {
  readonly direction: Direction;
  readonly family: MetricFamily;
}

const higherProportion = { direction: 'higher', family: 'proportion' } as const;
const lowerProportion = { direction: 'lower', family: 'proportion' } as const;
const higherConfusion = { direction: 'higher', family: 'confusion' } as const;
const higherRank = { direction: 'higher', family: 'rank' } as const;
const lowerMean = { direction: 'lower', family: 'mean' } as const;

/**
 * Every metric of a binary task that is computed from predictions, in the order of the record. Names and
 * definitions are scikit-learn's (`specificity` is recall of the negative class; `f0.5` and `f2` are its
 * `fbeta_score` with that beta); a metric is undefined where scikit-learn warns, raises or returns NaN.
 */
export const metricCatalogue = {
  accuracy: higherProportion,
  balanced_accuracy: higherConfusion,
  precision: higherProportion,
  recall: higherProportion,
  specificity: higherProportion,
  f1: higherConfusion,
  'f0.5': higherConfusion,
  f2: higherConfusion,
  jaccard: higherConfusion,
  matthews_corrcoef: higherConfusion,
  cohen_kappa: higherConfusion,
  zero_one_loss: lowerProportion,
  hamming_loss: lowerProportion,
  roc_auc: higherRank,
  average_precision: higherRank,
  log_loss: lowerMean,
  brier_score: lowerMean,
} as const satisfies Readonly<Record<string, MetricKind>>;

export type MetricName = keyof typeof metricCatalogue;

/** Whether a name is in the catalogue. */
export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metricCatalogue, name);
}

/** The metrics that four confusion cells decide. */
export type ConfusionMetricName = {
  [Name in MetricName]: (typeof metricCatalogue)[Name]['family'] extends 'proportion' | 'confusion' ? Name : never;
}[MetricName];

/** Whether four confusion cells decide the metric. */
export function isConfusionMetric(name: string): name is ConfusionMetricName {
  if (!isMetricName(name)) return false;
  const { family } = metricCatalogue[name];
  return family === 'proportion' || family === 'confusion';
}
