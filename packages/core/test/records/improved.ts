import { absolute, type Change, deltaOf, drift, metricOf, relative, sliceOf, type Value } from './parts.ts';
import { comparedWith, nothingChanged, recordOf, trend, verdictOf } from './sections.ts';

const n = 6057;
const values: readonly Value[] = [
  ['roc_auc', 0.741, 0.012],
  ['recall', 0.616, 0.018],
  ['log_loss', 0.548, 0.01],
  ['p95 latency', 32, 0.3],
];
const changes: readonly Change[] = [
  ['roc_auc', 0.741, 0.729, 0.006, 0.018],
  ['recall', 0.616, 0.612, -0.005, 0.013],
  ['log_loss', 0.548, 0.556, -0.011, -0.005],
  ['p95 latency', 32, 31.2, 0.5, 1.1],
];
const bySlice: readonly (readonly [string, string, number, number, number, number, number])[] = [
  ['channel', 'phone', 1871, 0.611, 0.607, -0.011, 0.019],
  ['channel', 'branch', 1204, 0.588, 0.58, -0.008, 0.024],
  ['channel', 'web', 2941, 0.631, 0.606, 0.013, 0.037],
  ['region', 'south', 1520, 0.612, 0.611, -0.01, 0.012],
  ['region', 'centre', 702, 0.62, 0.614, -0.01, 0.022],
  ['region', 'north', 1412, 0.61, 0.604, -0.008, 0.02],
  ['region', 'east', 284, 0.625, 0.61, -0.005, 0.035],
  ['region', 'coast', 388, 0.618, 0.605, -0.005, 0.031],
  ['region', 'west', 1655, 0.64, 0.619, 0.004, 0.038],
];
const small: readonly (readonly [string, string, number, number, number])[] = [
  ['region', 'isles', 96, 0.552, 0.591],
  ['channel', 'agent', 41, 0.538, 0.615],
];

const deltas = changes.map((change) => deltaOf(change, { n, failing: 0.0034 }));
const sliced = bySlice.map(([column, value, rows, now, was, low, high]) =>
  deltaOf(['recall', now, was, low, high], { n: rows, slice: { column, value }, failing: 0.0034 }),
);
const sliceChecks = sliced.map((delta) =>
  relative(delta.slice?.column === 'channel' ? '1' : '2', 'max-drop', '0.02', delta),
);
const smallChecks = small.map(([column, value, rows, now, was]) => {
  const { interval: _, ...delta } = deltaOf(['recall', now, was, -1, 1], { n: rows, slice: { column, value } });
  return relative(column === 'channel' ? '1' : '2', 'max-drop', '0.02', delta, 'too small');
});
const [auc, , , latency] = deltas;
if (auc === undefined || latency === undefined) throw new Error('the record names its deltas in this order');

/** Mock a: passed, better than main. */
export const improved = recordOf({
  head: '9f3c2ab',
  run: '4812',
  took: 252,
  evaluation: {
    rows: n,
    positives: 1890,
    metrics: values,
    auc: 0.741,
    recall: 0.616,
    slices: [
      ...bySlice.map(([column, value, rows, now]) =>
        sliceOf(column, value, rows, Math.round(rows * 0.31), [['recall', now, 0.03]]),
      ),
      ...small.map(([column, value, rows, now]) =>
        sliceOf(column, value, rows, Math.round(rows * 0.31), [['recall', now, 0.1]]),
      ),
    ],
  },
  comparison: comparedWith(n, 15, [...deltas, ...sliced], {
    trend,
    changed: {
      ...nothingChanged,
      params: [
        { key: 'max_depth', was: '6', now: '8' },
        { key: 'learning_rate', was: '0.10', now: '0.05' },
      ],
    },
  }),
  verdict: verdictOf('passed', [
    absolute('0', 'min', '0.70', metricOf(['roc_auc', 0.741, 0.012], n)),
    relative('0', 'max-drop', '0.005', auc),
    ...sliceChecks,
    ...smallChecks,
    absolute('3', 'max', '40', metricOf(['p95 latency', 32, 0.3], n)),
    relative('3', 'max-rise', '10%', latency),
    drift('4', 'income', 0.04),
  ]),
});
