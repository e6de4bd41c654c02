import { type RunRecord, recordVersion } from '../../src/record/record.ts';
import { absolute, type Change, deltaOf, drift, metricOf, relative, subjectOf, type Value } from './parts.ts';
import { comparedWith, nothingChanged, recordOf, verdictOf } from './sections.ts';

const n = 6057;
const values: readonly Value[] = [
  ['roc_auc', 0.73, 0.012],
  ['p95 latency', 44, 0.3],
];
const changes: readonly Change[] = [['roc_auc', 0.73, 0.729, -0.004, 0.006]];
const deltas = changes.map((change) => deltaOf(change, { n, failing: 0.05 }));
const [auc] = deltas;
if (auc === undefined) throw new Error('the record has one delta');
const { value: _, interval: __, ...recall } = metricOf(['recall', 0.5, 0.1], n);

/** Drift and schema rows, a metric without a value, a value past its maximum, a stale baseline, one comparison alone. */
export const dataRules = recordOf({
  head: 'be11e5a',
  run: '4850',
  took: 3905,
  evaluation: { rows: n, positives: 1890, metrics: values, auc: 0.73, recall: 0.6 },
  comparison: comparedWith(n, 1, deltas, {
    baseline: {
      commit: '4be91c7'.padEnd(40, '0'),
      ref: 'main',
      reason: 'nearest ancestor',
      commitsBefore: 3,
      source: 'ci-artifact',
      ageDays: 41,
      ageCommits: 212,
    },
    pairing: { kind: 'unpaired', reason: 'the baseline kept no predictions' },
    changed: { ...nothingChanged, unknown: [{ what: 'environment', why: 'no lockfile at the base' }] },
  }),
  verdict: verdictOf('failed', [
    relative('0', 'max-drop', '0.005', auc),
    absolute('1', 'min', '0.5', { ...recall, undefined: 'no positive rows' }, 'failed'),
    absolute('2', 'max', '40', metricOf(['p95 latency', 44, 0.3], n), 'failed'),
    drift('3', 'income', 0.31, 'failed'),
    {
      id: '4/schema',
      metric: 'schema',
      limit: { kind: 'schema', value: 14, written: '14 rules' },
      judge: 'point',
      outcome: 'failed',
      explanation: '2 rules are broken',
      measured: 12,
    },
  ]),
  more: {},
});
dataRules.evaluation?.metrics.push({ ...recall, undefined: 'no positive rows' });

/** A step before the gate failed: no metrics exist. */
export const stoppedRun: RunRecord = {
  version: recordVersion,
  subject: subjectOf('5a0d111', '4851'),
  stopped: { command: 'train', code: 'WB3001', reason: 'the job was cancelled after 12 min' },
  durations: { train: 720_000 },
};
