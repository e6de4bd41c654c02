import type { Changed, Comparison, Delta, Reference } from '../../src/record/comparison.ts';
import { type RunRecord, recordVersion } from '../../src/record/record.ts';
import type { Check, Verdict, VerdictWord } from '../../src/record/verdict.ts';
import { base, confusionOf, curvesOf, digestOf, type EvaluationParts, evaluationOf, subjectOf } from './parts.ts';

export const nothingChanged: Changed = { data: [], code: [], params: [], environment: [], policy: [], unknown: [] };

const main: Reference = {
  commit: base,
  ref: 'main',
  reason: 'merge-base',
  commitsBefore: 0,
  source: 'ledger',
  record: digestOf('d'),
  ageDays: 1.4,
  ageCommits: 2,
};

/** A comparison of the same rows with main's record. */
export function comparedWith(
  rows: number,
  family: number,
  metrics: readonly Delta[],
  more: Partial<Comparison> = {},
): Comparison {
  return {
    outcome: 'compared',
    searched: [{ kind: 'ledger', where: 'the ledger', found: 'record' }],
    baseline: main,
    pairing: { kind: 'paired', by: 'id', rows },
    alpha: 0.05,
    family,
    metrics: [...metrics],
    flips: [],
    was: { confusion: confusionOf(rows, Math.round(rows * 0.312), 0.612), curves: curvesOf(0.729, rows) },
    changed: nothingChanged,
    ...more,
  };
}

export function verdictOf(outcome: VerdictWord, checks: readonly Check[], more: Partial<Verdict> = {}): Verdict {
  return {
    outcome,
    exit: outcome === 'failed' || outcome === 'stopped' ? 1 : 0,
    reason: 'see the checks',
    policy: digestOf('e'),
    onInconclusive: 'warn',
    onIncomparable: 'fail',
    checks: [...checks],
    ...more,
  };
}

export interface RecordParts {
  readonly head: string;
  readonly run: string;
  readonly evaluation: EvaluationParts;
  readonly comparison: Comparison;
  readonly verdict: Verdict;
  /** Seconds of the whole. */
  readonly took: number;
  readonly more?: Partial<RunRecord>;
}

export function recordOf({ head, run, evaluation, comparison, verdict, took, more = {} }: RecordParts): RunRecord {
  return {
    version: recordVersion,
    subject: subjectOf(head, run),
    training: {
      params: { path: 'params.yml', digest: digestOf('1'), values: { max_depth: '8', learning_rate: '0.05' } },
      environment: { lockfile: { path: 'uv.lock', digest: digestOf('2') }, interpreter: 'Python 3.12.7' },
      outputs: [{ name: 'model', path: 'model/churn.onnx', digest: digestOf('9'), bytes: 2_104_233 }],
    },
    evaluation: evaluationOf(evaluation),
    comparison,
    verdict,
    durations: { evaluate: took * 1000 - 9000, compare: 8000, gate: 1000 },
    ...more,
  };
}

/** Nine accepted runs of roc_auc. */
export const trend = [0.702, 0.708, 0.709, 0.714, 0.716, 0.72, 0.722, 0.727, 0.729].map((value, index) => ({
  commit: String(index + 1).repeat(40),
  at: new Date(Date.UTC(2026, 9, 4 + index * 5)).toISOString(),
  value,
}));
