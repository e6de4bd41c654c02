import { isConfusionMetric, type MetricName } from '../metric/catalogue.ts';
import { confusionMetric } from '../metric/confusion.ts';
import { logLoss, type RowLoss, squaredError } from '../metric/mean-loss.ts';
import { averagePrecisionInfluence } from '../stats/average-precision.ts';
import type { EndLevels } from '../stats/levels.ts';
import { type LinearInterval, linearInterval } from '../stats/linear.ts';
import { confusionOf, sideCells } from './cells.ts';
import type { Ranked } from './measured.ts';
import { slopesOf } from './resampled.ts';
import type { Side, Sides } from './side.ts';

/**
 * Interval of candidate − reference of a metric that is a mean over rows, or nearly: log loss and Brier score exactly,
 * average precision and functions of weighted or grouped confusion cells to first order. Paired rows subtract, so that
 * what both models share cancels; two sets of rows add up.
 */
export function linearDelta(
  name: MetricName,
  delta: number,
  sides: Sides,
  ranked: readonly [Ranked, Ranked],
  levels: EndLevels,
): LinearInterval {
  const { candidate, reference, threshold } = sides;
  const after = influenceOf(name, candidate, ranked[0], threshold);
  const before = influenceOf(name, reference, ranked[1], threshold);
  if (sides.paired) {
    const influence = after.map((value, row) => value - (before[row] as number));
    return linearInterval(
      { estimate: delta, influence, ...(candidate.cluster && { cluster: candidate.cluster }) },
      levels,
    );
  }
  const influence = new Float64Array(after.length + before.length);
  influence.set(after);
  influence.set(
    before.map((value) => -value),
    after.length,
  );
  const cluster = joinedClusters(candidate, reference);
  return linearInterval({ estimate: delta, influence, ...(cluster && { cluster }) }, levels);
}

/** Groups of two sets of rows: the same code in both sets is not the same group. */
function joinedClusters(candidate: Side, reference: Side): Int32Array | undefined {
  if (!(candidate.cluster || reference.cluster)) return undefined;
  const first = candidate.cluster ?? Int32Array.from(candidate.target.keys());
  const second = reference.cluster ?? Int32Array.from(reference.target.keys());
  const offset = first.reduce((top, code) => Math.max(top, code + 1), 0);
  const joined = new Int32Array(first.length + second.length);
  joined.set(first);
  joined.set(
    second.map((code) => code + offset),
    first.length,
  );
  return joined;
}

/** Each row's share of the metric's error: its weight times the derivative by it. */
function influenceOf(name: MetricName, side: Side, ranked: Ranked, threshold: number): Float64Array {
  if (isConfusionMetric(name)) return cellInfluence(name, side, threshold);
  if (name === 'log_loss') return lossInfluence(side, logLoss);
  if (name === 'brier_score') return lossInfluence(side, squaredError);
  return averagePrecisionInfluence(side, ranked()) ?? new Float64Array(side.target.length);
}

function cellInfluence(
  name: Parameters<typeof confusionMetric>[0],
  { target, score, weight, cluster }: Side,
  threshold: number,
): Float64Array {
  const cells = sideCells({ target, score, ...(weight && { weight }), ...(cluster && { cluster }) }, threshold);
  const slopes = slopesOf(cells, (at) => {
    const measured = confusionMetric(name, confusionOf(at));
    return 'value' in measured ? measured.value : Number.NaN;
  });
  const influence = new Float64Array(target.length);
  for (let row = 0; row < target.length; row++) {
    const cell = 2 * (target[row] as number) + ((score[row] as number) >= threshold ? 1 : 0);
    influence[row] = (weight ? (weight[row] as number) : 1) * (slopes[cell] as number);
  }
  return influence;
}

function lossInfluence({ target, score, weight }: Side, loss: RowLoss): Float64Array {
  const influence = new Float64Array(target.length);
  let total = 0;
  let sum = 0;
  for (let row = 0; row < target.length; row++) {
    const own = weight ? (weight[row] as number) : 1;
    const value = loss(target[row] as number, score[row] as number);
    influence[row] = value;
    total += own;
    sum += own * value;
  }
  const mean = sum / total;
  return influence.map((value, row) => ((weight ? (weight[row] as number) : 1) * (value - mean)) / total);
}
