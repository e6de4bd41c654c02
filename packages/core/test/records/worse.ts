import { absolute, type Change, deltaOf, drift, metricOf, relative, type Value } from './parts.ts';
import { comparedWith, nothingChanged, recordOf, verdictOf } from './sections.ts';

const n = 6057;
const values: readonly Value[] = [
  ['roc_auc', 0.711, 0.012],
  ['recall', 0.581, 0.018],
  ['log_loss', 0.569, 0.01],
  ['p95 latency', 27.4, 0.3],
];
const changes: readonly Change[] = [
  ['roc_auc', 0.711, 0.729, -0.024, -0.012],
  ['recall', 0.581, 0.612, -0.04, -0.022],
  ['log_loss', 0.569, 0.556, 0.01, 0.016],
  ['p95 latency', 27.4, 31.2, -4.1, -3.5],
];
const deltas = changes.map((change) => deltaOf(change, { n, failing: 0.0167 }));
const bySlice = (
  [
    ['tenure', '0-3', -0.082, -0.046, 0.621, 0.685],
    ['channel', 'web', -0.032, -0.01, 0.709, 0.73],
    ['channel', 'phone', -0.018, 0.006, 0.722, 0.728],
  ] as const
).map(([column, value, low, high, now, was]) =>
  deltaOf(['roc_auc', now, was, low, high], { n: 900, slice: { column, value }, failing: 0.0167 }),
);
const [auc, recall, , latency] = deltas;
if (auc === undefined || recall === undefined || latency === undefined)
  throw new Error('the record names its deltas in this order');

/** Mock b, and with another context j and n: failed, worse than main, two causes at once. */
export const worse = recordOf({
  head: 'c51d0e8',
  run: '4827',
  took: 280,
  evaluation: { rows: n, positives: 1890, metrics: values, auc: 0.711, recall: 0.581 },
  comparison: comparedWith(n, 3, [...deltas, ...bySlice], {
    flips: [
      { newlyWrong: 241, newlyRight: 171 },
      { slice: { column: 'tenure', value: '0-3' }, newlyWrong: 118, newlyRight: 22 },
      { slice: { column: 'channel', value: 'web' }, newlyWrong: 131, newlyRight: 84 },
      { slice: { column: 'channel', value: 'phone' }, newlyWrong: 72, newlyRight: 60 },
    ],
    changed: {
      ...nothingChanged,
      code: [{ path: 'features.py', added: 41, removed: 88 }],
      environment: [{ key: 'scikit-learn', was: '1.8.0', now: '1.9.1' }],
    },
  }),
  verdict: verdictOf('failed', [
    absolute('0', 'min', '0.70', metricOf(['roc_auc', 0.711, 0.012], n)),
    relative('0', 'max-drop', '0.005', auc, 'failed'),
    relative('1', 'max-drop', '0.020', recall, 'failed'),
    absolute('2', 'max', '40', metricOf(['p95 latency', 27.4, 0.3], n)),
    relative('2', 'max-rise', '10%', latency),
    drift('3', 'tenure', 0.01),
  ]),
});
