import { type RunRecord, recordVersion, type VerdictWord } from '@weighbridge/core';

/** What a test wants of a record; the rest is filled in. */
export interface RecordWish {
  readonly model?: string;
  readonly commit?: string;
  readonly outcome?: VerdictWord;
  /** ROC AUC; two wishes with different values are different records. */
  readonly value?: number;
  /** Values of one slice column: 400 of them make a record too large for one ledger entry. */
  readonly slices?: number;
  readonly run?: string;
}

/** A whole, valid record of one commit, hand-made. */
export function recordFixture({
  model = 'churn',
  commit = '1'.repeat(40),
  outcome = 'passed',
  value = 0.75,
  slices = 0,
  run = '41',
}: RecordWish = {}): RunRecord {
  const digest = `sha256:${'a'.repeat(64)}`;
  const auc = { name: 'roc_auc', direction: 'higher', value, n: 2000 } as const;
  return {
    version: recordVersion,
    subject: {
      model,
      head: commit,
      checkedOut: commit,
      forge: 'local',
      run: { id: run, attempt: 1, job: 'model' },
      weighbridge: '0.1.0',
    },
    evaluation: {
      task: 'binary',
      rows: 2000,
      positives: 800,
      target: 'churned',
      score: 'probability',
      threshold: 0.5,
      metrics: [auc],
      slices: Array.from({ length: slices }, (_, index) => ({
        slice: { column: 'region', value: `region ${index}` },
        rows: 100,
        positives: 40,
        metrics: [{ ...auc, n: 100 }],
      })),
      confusion: { threshold: 0.5, truePositive: 500, falsePositive: 200, falseNegative: 300, trueNegative: 1000 },
      curves: { roc: [], calibration: [] },
      digests: { predictions: digest, rows: digest },
    },
    verdict: {
      outcome,
      exit: outcome === 'passed' ? 0 : 1,
      reason: 'roc_auc is above its minimum.',
      policy: digest,
      onInconclusive: 'warn',
      onIncomparable: 'fail',
      checks: [],
    },
    durations: { evaluate: 12 },
  };
}
