import type { Check } from '../../src/record/verdict.ts';
import { absolute, type Change, deltaOf, digestOf, metricOf, relative, sliceOf, type Value } from './parts.ts';
import { comparedWith, nothingChanged, recordOf, verdictOf } from './sections.ts';

const n = 6057;
const values: readonly Value[] = [
  ['roc_auc', 0.717, 0.012],
  ['recall', 0.609, 0.018],
  ['log_loss', 0.561, 0.01],
  ['p95 latency', 30.8, 0.3],
];
const changes: readonly Change[] = [
  ['roc_auc', 0.717, 0.729, -0.018, -0.006],
  ['recall', 0.609, 0.612, -0.012, 0.006],
  ['log_loss', 0.561, 0.556, 0.002, 0.008],
  ['p95 latency', 30.8, 31.2, -0.7, -0.1],
];
const regions: readonly (readonly [string, number, number, number])[] = [
  ['north', 1412, 0.601, 0.604],
  ['south', 2120, 0.612, 0.611],
  ['west', 2255, 0.615, 0.619],
  ['east', 270, 0.607, 0.61],
];
const deltas = changes.map((change) => deltaOf(change, { n, failing: 0.0083 }));
const sliced = regions.map(([value, rows, now, was]) =>
  deltaOf(['recall', now, was, now - was - 0.015, now - was + 0.016], {
    n: rows,
    slice: { column: 'region', value },
    failing: 0.0083,
  }),
);
const [auc, , , latency] = deltas;
if (auc === undefined || latency === undefined) throw new Error('the record names its deltas in this order');
const ceiling = absolute('2', 'max', '40', metricOf(['p95 latency', 30.8, 0.3], n));

function byRegion(minRows: number): Check[] {
  return sliced.map((delta) => ({
    ...relative('1', 'max-drop', '0.02', delta, delta.n < minRows ? 'too small' : 'passed'),
    judge: 'harm' as const,
    minRows,
  }));
}

/** Mock h: it passes only by the policy that the change itself loosens. */
export const loosened = recordOf({
  head: 'a6072cd',
  run: '4844',
  took: 260,
  evaluation: {
    rows: n,
    positives: 1890,
    metrics: values,
    auc: 0.717,
    recall: 0.609,
    slices: regions.map(([value, rows, now]) =>
      sliceOf('region', value, rows, Math.round(rows * 0.31), [['recall', now, 0.03]]),
    ),
  },
  comparison: comparedWith(n, 6, [...deltas, ...sliced], {
    underBasePolicy: {
      policy: digestOf('f'),
      evaluation: values.map((value) => metricOf(value, n)),
      slices: [],
      alpha: 0.05,
      family: 6,
      metrics: [...deltas, ...sliced],
    },
    changed: {
      ...nothingChanged,
      code: [{ path: 'train.py', added: 22, removed: 9 }],
      policy: [
        { where: 'churn, gate, roc_auc', was: 'max-drop: 0.005', now: 'max-drop: 0.020', effect: 'looser' },
        { where: 'churn, gate, recall by region', was: 'min-n: 200', now: 'min-n: 2000', effect: 'looser' },
      ],
    },
  }),
  verdict: verdictOf('failed', [relative('0', 'max-drop', '0.020', auc), ...byRegion(2000), ceiling], {
    underBasePolicy: {
      outcome: 'failed',
      policy: digestOf('f'),
      checks: [relative('0', 'max-drop', '0.005', auc, 'failed'), ...byRegion(200), ceiling],
    },
    owners: ['@acme/ml-leads'],
  }),
});
