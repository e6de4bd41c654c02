import { absolute, metricOf, notJudged, type Value } from './parts.ts';
import { recordOf, verdictOf } from './sections.ts';

const n = 6057;
const values: readonly Value[] = [
  ['roc_auc', 0.729, 0.012],
  ['recall', 0.612, 0.018],
  ['log_loss', 0.556, 0.01],
  ['p95 latency', 31.2, 0.3],
];

/** Mock f: nothing to compare with yet. */
export const firstRun = recordOf({
  head: '2d8870b',
  run: '4790',
  took: 242,
  evaluation: { rows: n, positives: 1890, metrics: values, auc: 0.729, recall: 0.612 },
  comparison: {
    outcome: 'first run',
    searched: [
      { kind: 'input', where: 'a given record', found: 'not configured' },
      { kind: 'ledger', where: 'the ledger', found: 'nothing' },
      { kind: 'ci-artifact', where: '5 earlier commits', found: 'nothing' },
      { kind: 'file', where: '`metrics.json` on `main`', found: 'nothing' },
      { kind: 'registry', where: 'the registry', found: 'nothing' },
    ],
    alpha: 0.05,
    family: 0,
    metrics: [],
    flips: [],
  },
  verdict: verdictOf('passed', [
    absolute('0', 'min', '0.70', metricOf(['roc_auc', 0.729, 0.012], n)),
    {
      ...notJudged('0', 'max-drop', '0.005', 'roc_auc'),
      n,
      resolution: { marginResolved: 0.0088, rowsNeeded: 18_350, assumedCorrelation: 0.9 },
    },
    notJudged('1', 'max-drop', '0.02', 'recall', { column: 'channel', value: 'phone' }),
    notJudged('1', 'max-drop', '0.02', 'recall', { column: 'channel', value: 'web' }),
    absolute('2', 'max', '40', metricOf(['p95 latency', 31.2, 0.3], n)),
    notJudged('2', 'max-rise', '10%', 'p95 latency'),
    {
      id: '3/schema',
      metric: 'schema',
      limit: { kind: 'schema', value: 14, written: '14 rules' },
      judge: 'point',
      outcome: 'passed',
      explanation: 'all rules hold',
      measured: 14,
    },
  ]),
});
