import { type BinaryEvaluation, evaluateBinary } from '../../src/metric/evaluate.ts';
import type { GateLine } from '../../src/policy/policy.ts';
import type { WatchWindow } from '../../src/record/watch.ts';
import { normalQuantile } from '../../src/stats/normal.ts';
import type { Random } from '../../src/stats/random.ts';
import { judgeWindow } from '../../src/watch/judge.ts';
import { digest } from './shift-judge.ts';

const positiveShare = 0.2;

/** Two metrics are watched: the area may be 0.02 below the champion's own, recall 0.05. */
const gate = [gateLine('roc_auc', 0.02), gateLine('recall', 0.05)];

function gateLine(metric: string, amount: number): GateLine {
  const maxDrop = { amount, relative: false, written: String(amount) };
  return { line: 1, metric, maxDrop, minRows: 100, judge: 'proof', judgeAbsolute: 'point' };
}

/**
 * Labelled answers of a model with the given area under the ROC curve: scores of both classes are normal with equal
 * spread, whose means are √2·Φ⁻¹(area) apart.
 */
export function drawAnswers(rows: number, area: number, random: Random): BinaryEvaluation {
  const apart = Math.SQRT2 * normalQuantile(area);
  const target = Uint8Array.from({ length: rows }, () => Number(random() < positiveShare));
  const score = Float64Array.from(target, (label) => label * apart + normalQuantile(random()));
  const settings = { target: 'churned', score: 'score', threshold: apart / 2 };
  return evaluateBinary({ target, score, slices: [] }, settings);
}

/** A window whose labels have all come. */
export function judgedAnswers(id: string, now: BinaryEvaluation, champion: BinaryEvaluation): WatchWindow {
  const { rows } = now;
  const reference = { ...champion, digests: { rows: digest('c'), predictions: digest('d') } };
  const labels = { matured: true, labelled: rows, missing: 0, duplicated: 0, contradictory: 0 };
  return judgeWindow(
    {
      ...{ id, rows, reference: digest('a'), by: digest('b'), columns: [], absent: [], showValues: false, service: [] },
      ...{ labels, performance: { now, reference } },
    },
    { alpha: 0.05, drift: [], gate, minRows: 100, score: 'score' },
  );
}
