import type { Evaluation, SliceMetrics } from '../record/evaluation.ts';
import { isMetricName, type MetricName, metricCatalogue } from './catalogue.ts';
import { type CellTable, tableAt } from './cells.ts';
import { calibrationBins, rocCurve } from './curves.ts';
import { measure, type Wanted } from './measure.ts';
import type { Coded, EvaluationSettings, Predictions } from './predictions.ts';
import { type RankedRows, type Ranking, rankPredictions, sliceRanking } from './ranked.ts';

/** The record's evaluation section, less what only files can tell. */
export type BinaryEvaluation = Omit<Evaluation, 'digests' | 'kept'>;

/** What slices hold beside their usual metrics. */
export interface SliceOptions {
  /** Metrics that somebody judges in slices: they are computed there, with intervals. */
  readonly sliceMetrics?: readonly MetricName[];
}

/** Few, and without intervals: a record with fifty slices should stay under 64 KB. */
const usualInSlices: readonly MetricName[] = [
  'accuracy',
  'precision',
  'recall',
  'specificity',
  'f1',
  'roc_auc',
  'log_loss',
];
const everyMetric = Object.keys(metricCatalogue).filter(isMetricName);

/**
 * Evaluates a binary task: every metric of the catalogue with a 90 % interval, slices, confusion and curves.
 *
 * Values are scikit-learn's. Intervals: Wilson's score interval for shares of rows; DeLong's variance for the area
 * under the ROC curve; the delta method (infinitesimal jackknife) for the other metrics of cells and for average
 * precision; the normal interval for mean losses. Areas and cell metrics are on the logit scale, so ends stay in
 * range. Weights enter every variance, and where a group has several rows the groups are the independent units.
 */
export function evaluateBinary(
  predictions: Predictions,
  settings: EvaluationSettings,
  { sliceMetrics = [] }: SliceOptions = {},
): BinaryEvaluation {
  const ranking = rankPredictions(predictions);
  const { rows } = ranking;
  const table = tableAt(rows, settings.threshold);
  const classes = {
    positives: table.cells.truePositive + table.cells.falseNegative,
    negatives: table.cells.falsePositive + table.cells.trueNegative,
  };
  const inSlices = { metrics: [...new Set([...usualInSlices, ...sliceMetrics])], intervals: new Set(sliceMetrics) };
  return {
    task: 'binary',
    rows: rows.score.length,
    positives: positivesOf(table),
    target: settings.target,
    score: settings.score,
    threshold: settings.threshold,
    ...(settings.weight !== undefined && { weight: settings.weight }),
    ...(settings.group !== undefined && { group: settings.group }),
    metrics: measure(rows, table, { metrics: everyMetric, intervals: new Set(everyMetric) }),
    slices: predictions.slices.flatMap((column) => evaluateSlices(ranking, column, settings.threshold, inSlices)),
    confusion: { threshold: settings.threshold, ...table.cells },
    curves: { roc: rocCurve(rows, classes), calibration: calibrationBins(rows) },
  };
}

function positivesOf({ rows }: CellTable): number {
  return rows.truePositive + rows.falseNegative;
}

/** Slices of one column that have rows, in the order of their values as text; the missing value comes last. */
function evaluateSlices(ranking: Ranking, coded: Coded, threshold: number, wanted: Wanted): SliceMetrics[] {
  const byCode = sliceRanking(ranking, coded);
  const filled = coded.values.map((value, code) => ({ value, rows: byCode[code] })).filter(hasRows);
  return filled.sort(byValue).map(({ value, rows }) => {
    const table = tableAt(rows, threshold);
    return {
      slice: { column: coded.column, value },
      rows: rows.score.length,
      positives: positivesOf(table),
      metrics: measure(rows, table, wanted),
    };
  });
}

interface Slice {
  readonly value: string | null;
  readonly rows: RankedRows;
}

function hasRows(slice: { readonly value: string | null; readonly rows: RankedRows | undefined }): slice is Slice {
  return slice.rows !== undefined && slice.rows.score.length > 0;
}

function byValue(a: Slice, b: Slice): number {
  if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
  if (a.value === b.value) return 0;
  return a.value < b.value ? -1 : 1;
}
