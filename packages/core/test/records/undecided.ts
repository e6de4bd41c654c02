import { absolute, type Change, deltaOf, drift, metricOf, relative, type Value } from './parts.ts';
import { comparedWith, nothingChanged, recordOf, verdictOf } from './sections.ts';

const n = 1240;
const values: readonly Value[] = [
  ['roc_auc', 0.726, 0.026],
  ['recall', 0.619, 0.04],
  ['log_loss', 0.554, 0.02],
  ['p95 latency', 31, 0.3],
];
const changes: readonly Change[] = [
  ['roc_auc', 0.726, 0.729, -0.015, 0.009],
  ['recall', 0.619, 0.612, -0.013, 0.027],
  ['log_loss', 0.554, 0.556, -0.009, 0.005],
  ['p95 latency', 31, 31.2, -0.5, 0.1],
];
const deltas = changes.map((change) => deltaOf(change, { n, failing: 0.0167 }));
const [auc, recall, , latency] = deltas;
if (auc === undefined || recall === undefined || latency === undefined)
  throw new Error('the record names its deltas in this order');

/** Mock d: too few rows to tell. */
export const undecided = recordOf({
  head: '1fa6c39',
  run: '4833',
  took: 231,
  evaluation: { rows: n, positives: 387, metrics: values, auc: 0.726, recall: 0.619 },
  comparison: comparedWith(n, 3, deltas, {
    changed: { ...nothingChanged, code: [{ path: 'train.py', added: 6, removed: 6 }] },
  }),
  verdict: verdictOf('inconclusive', [
    absolute('0', 'min', '0.70', metricOf(['roc_auc', 0.726, 0.026], n)),
    {
      ...relative('0', 'max-drop', '0.005', auc, 'inconclusive'),
      resolution: { rowsNeeded: 16_384, marginResolved: 0.0182 },
    },
    relative('1', 'max-drop', '0.020', recall),
    absolute('2', 'max', '40', metricOf(['p95 latency', 31, 0.3], n)),
    relative('2', 'max-rise', '10%', latency),
    drift('3', 'income', 0.02),
  ]),
});
