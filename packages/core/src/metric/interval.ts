import type { Interval } from '../record/evaluation.ts';
import { normalQuantile } from '../stats/normal.ts';
import { wilsonInterval } from '../stats/wilson.ts';
import type { ConfusionMetricName } from './catalogue.ts';
import type { CellTable } from './cells.ts';
import { type Cells, confusionMetric } from './confusion.ts';
import type { RankedRows } from './ranked.ts';
import { effectiveUnits, finiteSample, spreadOf } from './spread.ts';

/** Each end of a shown interval errs with this probability: a 90 % interval. */
const level = 0.05;
const levels = { low: level, high: level };
const z = normalQuantile(1 - level);

type CellName = keyof Cells;
const cellNames = ['truePositive', 'falsePositive', 'falseNegative', 'trueNegative'] as const satisfies CellName[];
const wrong = ['falsePositive', 'falseNegative'] as const;

/** Which cells a share counts, among which. */
interface Share {
  readonly hits: readonly CellName[];
  readonly among: readonly CellName[];
}
const shares: Partial<Record<ConfusionMetricName, Share>> = {
  accuracy: { hits: ['truePositive', 'trueNegative'], among: cellNames },
  precision: { hits: ['truePositive'], among: ['truePositive', 'falsePositive'] },
  recall: { hits: ['truePositive'], among: ['truePositive', 'falseNegative'] },
  specificity: { hits: ['trueNegative'], among: ['trueNegative', 'falsePositive'] },
  zero_one_loss: { hits: wrong, among: cellNames },
  hamming_loss: { hits: wrong, among: cellNames },
};

const sum = (cells: Cells, names: readonly CellName[]): number => names.reduce((total, name) => total + cells[name], 0);

function named(ends: { readonly low: number; readonly high: number }, rows: RankedRows, method: string): Interval {
  return { ...ends, lowLevel: level, highLevel: level, method: rows.groups ? `${method}, by group` : method };
}

/** The interval of a metric of the confusion cells: Wilson's for a share, else the delta method. */
export function cellInterval(rows: RankedRows, table: CellTable, name: ConfusionMetricName, value: number): Interval {
  const share = shares[name];
  return share ? shareInterval(rows, table, name, share) : deltaInterval(rows, table, name, value);
}

/**
 * Wilson's interval. Weighted or grouped rows count for as many independent rows as give the share its variance,
 * p(1 − p) / variance (Korn and Graubard 1998).
 */
function shareInterval(
  rows: RankedRows,
  table: CellTable,
  name: ConfusionMetricName,
  { hits, among }: Share,
): Interval {
  const all = sum(table.cells, among);
  if (!(rows.weight || rows.groups)) return named(wilsonInterval(sum(table.cells, hits), all, levels), rows, 'wilson');
  const p = sum(table.cells, hits) / all;
  const variance = p > 0 && p < 1 ? cellVariance(rows, table, influences(name, table.cells)) : 0;
  const units = variance > 0 ? (p * (1 - p)) / variance : effectiveUnits(rows, isAmong(rows, table, among));
  return named(wilsonInterval(p * units, units, levels), rows, 'wilson');
}

function isAmong(
  { positive }: RankedRows,
  { flagged }: CellTable,
  among: readonly CellName[],
): (row: number) => boolean {
  const chosen = new Set<CellName>(among);
  return (row) => {
    const right = positive[row] === 1 ? 'truePositive' : 'trueNegative';
    const missed = positive[row] === 1 ? 'falseNegative' : 'falsePositive';
    return chosen.has(row < flagged === (positive[row] === 1) ? right : missed);
  };
}

/** The derivative of a metric by each cell, as a small step upwards: it stays inside the table's range. */
function influences(name: ConfusionMetricName, cells: Cells): Cells {
  const step = sum(cells, cellNames) * 1e-6;
  const valueAt = (at: Cells): number => {
    const measured = confusionMetric(name, at);
    return 'value' in measured ? measured.value : Number.NaN;
  };
  const here = valueAt(cells);
  const slope = (cell: CellName): number => (valueAt({ ...cells, [cell]: cells[cell] + step }) - here) / step;
  return {
    truePositive: slope('truePositive'),
    falsePositive: slope('falsePositive'),
    falseNegative: slope('falseNegative'),
    trueNegative: slope('trueNegative'),
  };
}

function cellVariance(rows: RankedRows, { flagged, cells }: CellTable, influence: Cells): number {
  if (!(rows.weight || rows.groups)) return countedVariance(cells, influence);
  const spread = spreadOf(rows);
  spread.add(0, flagged, influence.truePositive, influence.falsePositive);
  spread.add(flagged, rows.score.length, influence.falseNegative, influence.trueNegative);
  return spread.variance();
}

/** The same where every row counts once: the rows of a cell are alike, so none has to be visited. */
function countedVariance(cells: Cells, influence: Cells): number {
  const { truePositive, falsePositive, falseNegative, trueNegative } = cells;
  const part = (cell: CellName): number => cells[cell] * influence[cell] ** 2;
  return (
    (part('truePositive') + part('falseNegative')) * finiteSample(truePositive + falseNegative) +
    (part('falsePositive') + part('trueNegative')) * finiteSample(falsePositive + trueNegative)
  );
}

/**
 * The delta method on a scale without ends, with half a row of mean weight added to each cell, so that a table
 * with empty cells still has a width. The interval always holds the value itself.
 */
function deltaInterval(rows: RankedRows, table: CellTable, name: ConfusionMetricName, value: number): Interval {
  const meanWeight = sum(table.cells, cellNames) / rows.score.length;
  const half = meanWeight / 2;
  const { truePositive, falsePositive, falseNegative, trueNegative } = table.cells;
  const smooth = {
    truePositive: truePositive + half,
    falsePositive: falsePositive + half,
    falseNegative: falseNegative + half,
    trueNegative: trueNegative + half,
  };
  const influence = influences(name, smooth);
  const added = cellNames.reduce((total, cell) => total + (meanWeight * influence[cell]) ** 2 / 2, 0);
  const error = Math.sqrt(cellVariance(rows, table, influence) + added);
  const centre = confusionMetric(name, smooth);
  const lowest = name === 'matthews_corrcoef' || name === 'cohen_kappa' ? -1 : 0;
  const ends = boundedEnds('value' in centre ? centre.value : value, error, lowest);
  return named({ low: Math.min(ends.low, value), high: Math.max(ends.high, value) }, rows, 'delta');
}

/** Normal ends on the logit scale of the range from `lowest` to 1. */
function boundedEnds(centre: number, error: number, lowest: number): { low: number; high: number } {
  const width = 1 - lowest;
  const share = (centre - lowest) / width;
  const logit = Math.log(share / (1 - share));
  const reach = (z * error) / width / (share * (1 - share));
  const back = (x: number): number => lowest + width / (1 + Math.exp(-x));
  return { low: back(logit - reach), high: back(logit + reach) };
}

/**
 * The interval of an area (under the ROC curve; average precision) from its variance, on the logit scale. An area
 * of 0 or 1 has no variance: Wilson's interval on the `units` of the smaller class stands in.
 */
export function areaInterval(
  rows: RankedRows,
  area: number,
  variance: number,
  units: number,
  method: string,
): Interval {
  if (area > 0 && area < 1) return named(boundedEnds(area, Math.sqrt(variance), 0), rows, method);
  return named(wilsonInterval(area * units, units, levels), rows, 'wilson');
}

/** Normal ends around a mean that cannot be negative. */
export function meanInterval(rows: RankedRows, mean: number, variance: number): Interval {
  const reach = z * Math.sqrt(variance);
  return named({ low: Math.max(0, mean - reach), high: mean + reach }, rows, 'normal');
}
