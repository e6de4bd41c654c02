import { absolute, type Change, deltaOf, drift, metricOf, relative, sliceOf, type Value } from './parts.ts';
import { comparedWith, nothingChanged, recordOf, verdictOf } from './sections.ts';

const n = 6057;
const values: readonly Value[] = [
  ['roc_auc', 0.741, 0.012],
  ['recall', 0.618, 0.018],
  ['log_loss', 0.549, 0.01],
  ['p95 latency', 31.3, 0.3],
];
const changes: readonly Change[] = [
  ['roc_auc', 0.741, 0.729, 0.006, 0.018],
  ['recall', 0.618, 0.612, -0.003, 0.015],
  ['p95 latency', 31.3, 31.2, -0.2, 0.4],
];
const bySlice: readonly (readonly [string, string, number, number, number, number, number, number])[] = [
  ['region', 'north', 1412, 402, 0.533, 0.604, -0.112, -0.03],
  ['region', 'south', 1520, 475, 0.652, 0.611, 0.011, 0.071],
  ['region', 'west', 1655, 516, 0.642, 0.619, 0.004, 0.042],
  ['region', 'centre', 702, 219, 0.629, 0.614, -0.012, 0.042],
  ['region', 'east', 284, 88, 0.625, 0.61, -0.015, 0.045],
  ['region', 'coast', 388, 121, 0.618, 0.605, -0.018, 0.044],
  ['channel', 'branch', 1204, 375, 0.571, 0.58, -0.019, 0.001],
  ['channel', 'phone', 1871, 583, 0.615, 0.607, -0.007, 0.023],
  ['channel', 'web', 2941, 917, 0.631, 0.606, 0.011, 0.039],
];
const deltas = changes.map((change) => deltaOf(change, { n, failing: 0.0034 }));
const sliced = bySlice.map(([column, value, rows, , now, was, low, high]) =>
  deltaOf(['recall', now, was, low, high], { n: rows, slice: { column, value }, failing: 0.0034 }),
);
const sliceChecks = sliced.map((delta) => ({
  ...relative(
    delta.slice?.column === 'region' ? '1' : '2',
    'max-drop',
    '0.020',
    delta,
    delta.slice?.value === 'north' ? 'failed' : 'passed',
  ),
  judge: 'harm' as const,
  resolution: { marginResolved: delta.n > 1000 ? 0.018 : 0.034 },
}));
const [auc, , latency] = deltas;
if (auc === undefined || latency === undefined) throw new Error('the record names its deltas in this order');

/** Mock c: better overall, worse for one slice. */
export const worseSlice = recordOf({
  head: '77b1f04',
  run: '4830',
  took: 303,
  evaluation: {
    rows: n,
    positives: 1890,
    metrics: values,
    auc: 0.741,
    recall: 0.618,
    slices: bySlice.map(([column, value, rows, positives, now]) =>
      sliceOf(column, value, rows, positives, [['recall', now, 0.03]]),
    ),
  },
  comparison: comparedWith(n, 15, [...deltas, ...sliced], {
    changed: { ...nothingChanged, data: [{ dataset: 'train', path: 'data/churn.csv', added: 6310, removed: 2044 }] },
  }),
  verdict: verdictOf('failed', [
    absolute('0', 'min', '0.70', metricOf(['roc_auc', 0.741, 0.012], n)),
    relative('0', 'max-drop', '0.005', auc),
    ...sliceChecks,
    absolute('3', 'max', '40', metricOf(['p95 latency', 31.3, 0.3], n)),
    relative('3', 'max-rise', '10%', latency),
    drift('4', 'region', 0.17),
  ]),
  more: {
    data: {
      datasets: [],
      drift: [
        {
          dataset: 'train',
          column: 'region',
          psi: 0.17,
          was: {
            kind: 'shares',
            shares: [
              { value: 'north', share: 0.22 },
              { value: 'south', share: 0.25 },
            ],
          },
          now: {
            kind: 'shares',
            shares: [
              { value: 'north', share: 0.14 },
              { value: 'south', share: 0.33 },
            ],
          },
        },
        {
          dataset: 'train',
          column: 'income',
          psi: 0.02,
          was: { kind: 'median', median: 41_200 },
          now: { kind: 'median', median: 41_900 },
        },
      ],
    },
  },
});
