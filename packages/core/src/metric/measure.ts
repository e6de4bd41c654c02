import type { Interval, Metric } from '../record/evaluation.ts';
import { isConfusionMetric, type MetricName, metricCatalogue } from './catalogue.ts';
import type { CellTable } from './cells.ts';
import { confusionMetric, type Measured } from './confusion.ts';
import { areaInterval, cellInterval, meanInterval } from './interval.ts';
import { type Loss, logLosses, type MeanLoss, meanLoss, measuredLoss, squaredErrors } from './mean-loss.ts';
import { averagePrecisionVariance, rocAucVariance } from './rank-spread.ts';
import type { RankedRows } from './ranked.ts';
import { effectiveUnits, spreadOf } from './spread.ts';
import { type ClassWeights, rankValues } from './ties.ts';

/** One metric's value, and its interval when somebody wants it. */
interface Found {
  readonly measured: Measured;
  readonly interval: (value: number) => Interval | undefined;
}

/** Which metrics to compute, and which of them with an interval. */
export interface Wanted {
  readonly metrics: readonly MetricName[];
  readonly intervals: ReadonlySet<MetricName>;
}

/** Computes metrics of ranked rows at a threshold. */
export function measure(rows: RankedRows, table: CellTable, wanted: Wanted): Metric[] {
  const find = finder(rows, table);
  return wanted.metrics.map((name) => {
    const { measured, interval } = find(name);
    const { direction } = metricCatalogue[name];
    const shown = 'value' in measured && wanted.intervals.has(name) ? interval(measured.value) : undefined;
    return { name, direction, n: rows.score.length, ...measured, ...(shown && { interval: shown }) };
  });
}

function finder(rows: RankedRows, table: CellTable): (name: MetricName) => Found {
  const { cells } = table;
  const classes = {
    positives: cells.truePositive + cells.falseNegative,
    negatives: cells.falsePositive + cells.trueNegative,
  };
  let ranks: ReturnType<typeof rankValues> | undefined;
  return (name) => {
    if (isConfusionMetric(name)) {
      return { measured: confusionMetric(name, cells), interval: (value) => cellInterval(rows, table, name, value) };
    }
    if (name === 'log_loss') return lossFound(rows, logLosses);
    if (name === 'brier_score') return lossFound(rows, squaredErrors);
    ranks ??= rankValues(rows, classes);
    return name === 'roc_auc'
      ? rocAucFound(rows, classes, ranks.rocAuc)
      : precisionFound(rows, classes, ranks.averagePrecision);
  };
}

function lossFound(rows: RankedRows, loss: Loss): Found {
  const mean = meanLoss(rows, loss);
  return { measured: measuredLoss(rows, mean), interval: () => lossInterval(rows, mean, loss) };
}

function lossInterval(rows: RankedRows, { mean, weight, squares }: MeanLoss, loss: Loss): Interval | undefined {
  const n = rows.score.length;
  if (n < 2) return undefined;
  if (!rows.groups) return meanInterval(rows, mean, (squares / (weight * weight)) * (n / (n - 1)));
  const spread = spreadOf(rows);
  rows.score.forEach((score, row) => {
    const influence = (loss.ofRow(rows.positive[row] ?? 0, score) - mean) / weight;
    spread.add(row, row + 1, influence, influence);
  });
  return meanInterval(rows, mean, spread.variance());
}

function rocAucFound(rows: RankedRows, classes: ClassWeights, measured: Measured): Found {
  const interval = (area: number): Interval | undefined => {
    const units = Math.min(classUnits(rows, classes, 0), classUnits(rows, classes, 1));
    return units < 2 ? undefined : areaInterval(rows, area, rocAucVariance(rows, classes, area), units, 'delong');
  };
  return { measured, interval };
}

function precisionFound(rows: RankedRows, classes: ClassWeights, measured: Measured): Found {
  const interval = (area: number): Interval | undefined => {
    const units = classUnits(rows, classes, 1);
    return units < 2
      ? undefined
      : areaInterval(rows, area, averagePrecisionVariance(rows, classes, area), units, 'delta');
  };
  return { measured, interval };
}

function classUnits(rows: RankedRows, { positives, negatives }: ClassWeights, wanted: 0 | 1): number {
  if (!(rows.weight || rows.groups)) return wanted === 1 ? positives : negatives;
  return effectiveUnits(rows, (row) => rows.positive[row] === wanted);
}
