import type { Curves } from '../record/evaluation.ts';
import { tableAt } from './cells.ts';
import { confusionMetric } from './confusion.ts';
import { cellInterval } from './interval.ts';
import { areProbabilities } from './mean-loss.ts';
import { leadingRows, type RankedRows, rowsBetween } from './ranked.ts';
import { sumRows } from './sum.ts';
import { beforeTies, type ClassWeights, nextTie } from './ties.ts';

type RocPoint = Curves['roc'][number];
type CalibrationBin = Curves['calibration'][number];

const rocSteps = 199;
const bins = 10;

/**
 * The ROC curve, from (0, 0) to (1, 1), at most 201 points; empty when a class has no weight. Up to 199 distinct
 * scores it holds a point for each, else the last one in each of 199 equal steps along the mean of both rates,
 * to six decimals.
 */
export function rocCurve(rows: RankedRows, { positives, negatives }: ClassWeights): RocPoint[] {
  if (positives === 0 || negatives === 0) return [];
  const every = hasFewScores(rows);
  const rate = (part: number, whole: number): number => (every ? part / whole : sixDecimals(part / whole));
  const points: RocPoint[] = [];
  let [hits, misses, step] = [0, 0, -1];
  for (const tie = beforeTies(); nextTie(rows, tie); ) {
    const reached = (hits + tie.positives) / positives + (misses + tie.negatives) / negatives;
    const next = every ? step + 1 : Math.min(rocSteps - 1, Math.floor((reached / 2) * rocSteps));
    if (next > step)
      points.push({ falsePositiveRate: rate(misses, negatives), truePositiveRate: rate(hits, positives) });
    step = next;
    hits += tie.positives;
    misses += tie.negatives;
  }
  return [...points, { falsePositiveRate: 1, truePositiveRate: 1 }];
}

function sixDecimals(rate: number): number {
  return Math.round(rate * 1e6) / 1e6;
}

/** Whether there is a step for each distinct score. */
function hasFewScores({ score }: RankedRows): boolean {
  let distinct = 0;
  for (let i = 0; i < score.length && distinct <= rocSteps; i++) if (score[i] !== score[i - 1]) distinct++;
  return distinct <= rocSteps;
}

/**
 * Mean score against the share of positives in ten equal bins, each with its upper edge and without its lower one
 * (as scikit-learn's `calibration_curve`); empty bins are left out, and all when scores are no probabilities.
 */
export function calibrationBins(rows: RankedRows): CalibrationBin[] {
  if (!areProbabilities(rows)) return [];
  const found: CalibrationBin[] = [];
  let end = rows.score.length;
  for (let bin = 0; bin < bins; bin++) {
    const start = bin === bins - 1 ? 0 : leadingRows(rows, (score) => score > (bin + 1) * (1 / bins));
    const inside = rowsBetween(rows, start, end);
    const described = end > start ? describeBin(inside) : undefined;
    if (described) found.push({ from: bin / bins, to: (bin + 1) / bins, count: end - start, ...described });
    end = start;
  }
  return found;
}

function describeBin(rows: RankedRows): Pick<CalibrationBin, 'predicted' | 'observed' | 'low' | 'high'> | undefined {
  // With every row predicted positive, precision is the share of positives.
  const table = tableAt(rows, Number.NEGATIVE_INFINITY);
  const observed = confusionMetric('precision', table.cells);
  if ('undefined' in observed) return undefined;
  const { low, high } = cellInterval(rows, table, 'precision', observed.value);
  return { predicted: meanScore(rows), observed: observed.value, low, high };
}

function meanScore({ score, weight }: RankedRows): number {
  const [sum = 0, weights = 0] = sumRows(score.length, 2, (from, to, into) => {
    let [blockSum, blockWeight] = [0, 0];
    for (let i = from; i < to; i++) {
      const w = weight ? (weight[i] as number) : 1;
      blockSum += w * (score[i] as number);
      blockWeight += w;
    }
    into.set([blockSum, blockWeight]);
  });
  return sum / weights;
}
