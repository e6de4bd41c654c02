import type { DataCheck, DataSection } from '../../src/record/data.ts';
import type { RunRecord } from '../../src/record/record.ts';
import type { Training } from '../../src/record/training.ts';
import { brokenSection, held } from './data-broken.ts';
import { improved } from './improved.ts';
import { base, digestOf, subjectOf } from './parts.ts';

const warning: DataCheck = {
  ...held('tenure', 'maximum', 'at most 600', 27),
  severity: 'warning',
  outcome: 'failed',
  count: 12,
  rows: [88, 1204, 2001],
  was: { count: 9, of: 81_204 },
};

const checks = (brokenSection.checks ?? []).map((check, index): DataCheck => {
  if (index > 2) return check;
  return { ...check, outcome: 'passed', count: 0, rows: [], by: index === 2 ? 'order' : 'scan' };
});

/** Mock a with data that holds, and a diff. */
export const passedSection: DataSection = { ...brokenSection, checks, explanations: [] };

export const dataPassed: RunRecord = { ...improved, data: passedSection };

/** The same data with two rules that only warn, taken by a run that was not trained again. */
export const dataWarned: RunRecord = {
  ...improved,
  data: {
    ...passedSection,
    checks: [
      warning,
      {
        ...warning,
        column: 'income',
        rule: 'required',
        expected: 'at most 0.1% empty',
        count: 210,
        tolerance: { share: 0.001 },
      },
      ...checks,
    ],
  },
  training: {
    ...(improved.training ?? { environment: {}, outputs: [] }),
    reused: { commit: base, record: digestOf('d'), from: 'the ledger', savedSeconds: 725 },
    usage: { wallSeconds: 0 },
  },
};

/** Everything that a training can say. */
const training: Training = {
  command: 'python train.py --epochs 40',
  params: { path: 'params.yml', digest: digestOf('1'), values: { max_depth: '8', learning_rate: '0.05' } },
  environment: {
    lockfile: { path: 'uv.lock', digest: digestOf('2') },
    interpreter: 'Python 3.12.7',
    image: 'registry.acme.io/ml/train:2026-11',
    gpu: 'NVIDIA H100 80GB HBM3',
    os: 'Debian 12',
    cpu: 'Intel Xeon Platinum 8480C',
    cores: 16,
  },
  seeds: [1, 2, 3, 4, 5],
  outputs: [
    { name: 'model', path: 'model/', digest: digestOf('9'), bytes: 2_104_233, files: 3 },
    {
      name: 'predictions',
      path: 'predictions.parquet',
      digest: digestOf('a'),
      bytes: 310_204,
      kept: { kind: 'artifact', digest: digestOf('a'), location: 'wb-churn-train', expiresAt: '2027-02-20T00:00:00Z' },
    },
  ],
  legs: 3,
  attempts: 4,
  spread: [
    { metric: 'roc_auc', runs: 5, mean: 0.74, deviation: 0.0021, low: 0.0013, high: 0.0061 },
    { metric: 'recall', runs: 5, mean: 0.617, deviation: 0.0052, low: 0.0031, high: 0.0149 },
  ],
  usage: {
    startedAt: '2026-11-22T08:02:00Z',
    wallSeconds: 4325,
    cpuSeconds: 20_410,
    peakBytes: 9_412_000_000,
    gpu: {
      driver: '560.35.03',
      cuda: '12.6',
      devices: [{ name: 'NVIDIA H100 80GB HBM3', memoryMiB: 81_559, peakMiB: 61_204, utilisation: 0.83 }],
    },
    cost: { amount: 4.21, currency: 'USD', rate: 'h100 at 3.50 per hour' },
  },
};

const { comparison } = dataPassed;
if (comparison === undefined) throw new Error('the record compares');

/** A training of five seeds, whose spread widened the interval of the one metric that has one. */
export const dataTrained: RunRecord = {
  ...dataPassed,
  training,
  comparison: {
    ...comparison,
    metrics: comparison.metrics.map((delta) => {
      if (delta.name !== 'roc_auc' || delta.interval === undefined) return delta;
      const method = `${delta.interval.method}, widened by the spread between runs`;
      return { ...delta, interval: { ...delta.interval, method } };
    }),
  },
};

/** Training failed: its last lines hold what a program can print, and what must not come alive. */
export const trainingFailed: RunRecord = {
  version: 1,
  subject: subjectOf('77aa310', '4852'),
  data: passedSection,
  stopped: {
    command: 'train',
    code: 'WB6001',
    reason: 'training failed with exit code 3',
    tail: [
      'epoch 12/40  loss 0.412',
      'Traceback (most recent call last):',
      '  File "train.py", line 41, in <module>',
      '    model.fit(frame[FEATURES], frame["churned"])',
      '\tValueError: could not convert "```" to float, see #318 and @acme/ml-leads </details>',
    ],
  },
  durations: { validate: 400, train: 64_000 },
};
