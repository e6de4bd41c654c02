import { correctedStability } from '../drift/psi.ts';
import { categoryTest } from '../drift/tests.ts';
import type { DriftLine } from '../policy/policy.ts';
import type { ScoreCounts } from '../port/watch.ts';
import type { Evaluation } from '../record/evaluation.ts';
import type { SeriesName, SeriesPoint } from '../record/watch.ts';
import { newcombeInterval } from '../stats/newcombe.ts';
import { stabilityLimit } from './columns.ts';
import { type MeasuredPoint, unjudged } from './series.ts';

/** The model's answers on the champion's evaluation data, in bins that a window is counted by. */
export interface ReferenceScores {
  /** Ascending; bins are [edge i, edge i+1), the first and last also hold what lies beyond. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly rows: number;
  /** Rows predicted positive; undefined where the record only knows sums of weights. */
  readonly positive?: number;
}

/**
 * Distribution of the scores as the record keeps it: the bins of the calibration curve, with what lies between and
 * outside of them as bins of their own, empty there. A record without them (scores that are no probabilities) has two
 * bins, below the threshold and from it on; and none where rows have weights.
 */
export function referenceScores(evaluation: Evaluation): ReferenceScores {
  const positive = predictedPositive(evaluation);
  const share = positive === undefined ? {} : { positive };
  const { calibration } = evaluation.curves;
  if (calibration.length > 0) {
    const { edges, counts } = wholeRange(calibration);
    return { edges, counts, rows: counts.reduce((sum, count) => sum + count, 0), ...share };
  }
  if (positive === undefined) return { edges: [], counts: [], rows: 0 };
  const { threshold, rows } = evaluation;
  const reach = Math.max(1, Math.abs(threshold));
  return {
    edges: [threshold - reach, threshold, threshold + reach],
    counts: [rows - positive, positive],
    rows,
    ...share,
  };
}

function predictedPositive({ confusion, weight, rows }: Evaluation): number | undefined {
  const positive = confusion.truePositive + confusion.falsePositive;
  return weight !== undefined || !(positive >= 0 && positive <= rows) ? undefined : positive;
}

/**
 * Bins of the calibration curve hold their upper edge and not their lower one; those of a window the other way round.
 * The smallest step up turns one into the other, also for scores such as 0.1 + 0.2 that are not quite on the edge.
 */
const stepUp = Number.EPSILON;

function wholeRange(calibration: Evaluation['curves']['calibration']): Pick<ReferenceScores, 'edges' | 'counts'> {
  const edges: number[] = [0];
  const counts: number[] = [];
  const addBin = (to: number, count: number): void => {
    edges.push(to + stepUp);
    counts.push(count);
  };
  let reached = 0;
  for (const { from, to, count } of calibration) {
    if (from > reached) addBin(from, 0);
    addBin(to, count);
    reached = to;
  }
  if (reached < 1) addBin(1, 0);
  return { edges, counts };
}

/** Interval of the change of the share predicted positive: 5 % beyond each end. */
const changeLevels = { low: 0.05, high: 0.05 };

/** The answers of one window against those on the champion's evaluation data. */
export function predictionPoint(
  { reference, now }: { readonly reference: ReferenceScores; readonly now: ScoreCounts },
  drift: readonly DriftLine[],
  score: string,
): MeasuredPoint {
  const name: SeriesName = { kind: 'prediction', name: score };
  if (reference.rows === 0) return unjudged(name, 'no data', 'the champion’s record has no scores', now.rows);
  if (now.rows === 0) return unjudged(name, 'no data', 'there are no rows');
  const cells = [
    ...reference.counts.map((was, index) => ({ was, now: now.bins[index] ?? 0 })),
    { was: 0, now: now.missing },
  ];
  const value = correctedStability(cells);
  const p = categoryTest(cells)?.p;
  const limit = stabilityLimit(drift, score);
  return {
    point: {
      ...name,
      outcome: 'judged',
      value,
      ...shareFacts(reference, now),
      n: now.rows,
      limit,
      ...(p === undefined || !Number.isFinite(p) ? {} : { p }),
    },
    over: value > limit.value,
  };
}

/** Shares predicted positive, of the rows that have a score, and their difference by Newcombe's interval. */
function shareFacts(reference: ReferenceScores, now: ScoreCounts): Pick<SeriesPoint, 'reference' | 'share' | 'change'> {
  const scored = now.rows - now.missing;
  const before = reference.positive === undefined ? {} : { reference: reference.positive / reference.rows };
  if (scored === 0) return before;
  const share = now.positive / scored;
  if (reference.positive === undefined) return { share };
  const ends = newcombeInterval(
    { k: now.positive, n: scored },
    { k: reference.positive, n: reference.rows },
    changeLevels,
  );
  return { ...before, share, change: { value: share - reference.positive / reference.rows, ...ends } };
}
