import { absolute, type Change, deltaOf, digestOf, drift, metricOf, relative, type Value } from './parts.ts';
import { comparedWith, nothingChanged, recordOf, verdictOf } from './sections.ts';

const n = 7310;
const values: readonly Value[] = [
  ['roc_auc', 0.731, 0.011],
  ['recall', 0.607, 0.017],
  ['log_loss', 0.559, 0.009],
  ['p95 latency', 31.9, 0.3],
];
const changes: readonly Change[] = [
  ['roc_auc', 0.731, 0.718, 0.008, 0.018],
  ['recall', 0.607, 0.598, 0.001, 0.017],
  ['log_loss', 0.559, 0.566, -0.01, -0.004],
  ['p95 latency', 31.9, 31.4, 0.2, 0.8],
];
const deltas = changes.map((change) => deltaOf(change, { n, failing: 0.0167 }));
const [auc, recall, , latency] = deltas;
if (auc === undefined || recall === undefined || latency === undefined)
  throw new Error('the record names its deltas in this order');

/** Mock g: the evaluation data changed, so main's model was scored again. */
export const rescored = recordOf({
  head: 'd93b5f1',
  run: '4841',
  took: 375,
  evaluation: { rows: n, positives: 2412, metrics: values, auc: 0.731, recall: 0.607 },
  comparison: comparedWith(n, 3, deltas, {
    rescored: {
      rowsWas: 6057,
      rowsNow: n,
      added: 1301,
      removed: 48,
      metrics: [
        { name: 'roc_auc', was: 0.729, now: 0.718 },
        { name: 'recall', was: 0.612, now: 0.598 },
      ],
      positivesWas: 1890,
      positivesNow: 2412,
      slices: [{ slice: { column: 'region', value: 'isles' }, rowsWas: 96, rowsNow: 688 }],
      version: 'churn 1.3.2',
      model: digestOf('7'),
    },
    changed: {
      ...nothingChanged,
      data: [
        {
          dataset: 'evaluation',
          path: 'eval.parquet',
          was: digestOf('5'),
          now: digestOf('6'),
          added: 1301,
          removed: 48,
        },
      ],
      params: [{ key: 'max_depth', was: '6', now: '8' }],
    },
  }),
  verdict: verdictOf('passed', [
    relative('0', 'max-drop', '0.005', auc),
    absolute('0', 'min', '0.70', metricOf(['roc_auc', 0.731, 0.011], n)),
    relative('1', 'max-drop', '0.02', recall),
    absolute('2', 'max', '40', metricOf(['p95 latency', 31.9, 0.3], n)),
    relative('2', 'max-rise', '10%', latency),
    drift('3', 'income', 0.03),
  ]),
  more: { durations: { evaluate: 200_000, rescore: 110_000, compare: 64_000, gate: 1000 } },
});
