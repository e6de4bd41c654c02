import { decisionFixture, referenceFixture, retrainingFixture, watchDigest, watchFixture } from '@weighbridge/testing';
import type { Watch, WatchWindow } from '../src/record/watch.ts';
import type { WatchReportContext } from '../src/report/watch/context.ts';
import { context } from './context.ts';

const home = 'https://github.com/acme/models';

/** GitHub on the morning of mock m. */
export const watchContext: WatchReportContext = {
  capabilities: context.capabilities,
  links: context.links,
  version: context.version,
  repository: 'acme/models',
  now: new Date('2026-11-22T06:00:00Z'),
  rule: { k: 3, n: 5, closeAfter: 3 },
  pageUrl: `${home}/actions/runs/4871#artifacts`,
  runUrl: `${home}/actions/runs/4871`,
  owners: ['@acme/ml-leads'],
};

/** One state of the issue. */
export interface WatchGolden {
  readonly name: string;
  readonly watch: Watch;
}

const drift = watchFixture({ story: 'drift' });
const worse = watchFixture({ story: 'worse' });
const failing = watchFixture({ story: 'failing' });
const quiet = watchFixture({ story: 'quiet' });

/** The last windows of a watch, changed. */
function withLast(watch: Watch, count: number, change: (window: WatchWindow) => WatchWindow): Watch {
  const start = watch.windows.length - count;
  return { ...watch, windows: watch.windows.map((window, index) => (index < start ? window : change(window))) };
}

function unjudged(outcome: 'empty' | 'too few', rows: number): (window: WatchWindow) => WatchWindow {
  return ({ labels: _labels, ...window }) => ({ ...window, rows, outcome, series: [] });
}

const withoutLabels = withLast(drift, 12, (window) => ({
  ...window,
  labels: { matured: false, labelled: 0, missing: window.rows, duplicated: 0, contradictory: 0 },
  series: window.series.filter(({ kind }) => kind !== 'metric'),
}));

const onceFlagged: Watch = {
  ...quiet,
  windows: [...quiet.windows.slice(0, -1), ...drift.windows.slice(-1)],
};

/** A reference with none of the columns that production has. */
const otherSchema: Watch = {
  ...quiet,
  windows: quiet.windows.map(({ labels: _labels, ...window }) => ({
    ...window,
    series: window.series
      .filter(({ kind }) => kind === 'column')
      .map(({ kind, name }) => ({
        kind,
        name,
        outcome: 'not in both' as const,
        reason: 'the column is not on both sides, or not of one kind',
        n: 0,
        flagged: false,
      })),
  })),
};

const newChampion = {
  ...referenceFixture(),
  digest: watchDigest('7'),
  record: watchDigest('8'),
  version: 'v1.4.0',
  name: 'data.train of v1.4.0',
  rows: 96_310,
  at: '2026-11-21T17:40:00Z',
};

const hours: Watch = {
  ...drift,
  windows: drift.windows.map((window, index) => {
    const from = new Date(Date.parse('2026-11-21T16:00:00Z') + index * 3_600_000);
    const to = new Date(from.getTime() + 3_600_000);
    return { ...window, id: from.toISOString(), from: from.toISOString(), to: to.toISOString() };
  }),
};

const files: Watch = {
  ...drift,
  windows: drift.windows.map(({ from: _from, to: _to, ...window }, index) => ({
    ...window,
    id: watchDigest('0123456789ab'.charAt(index)),
  })),
  alarms: drift.alarms.map((alarm) => ({ ...alarm, first: watchDigest('5'), since: watchDigest('7') })),
};

/** Every state of the issue and of the page. */
export const watchGoldens: readonly WatchGolden[] = [
  {
    name: 'm-drift-retraining',
    watch: { ...drift, decision: decisionFixture('retrain', drift.alarms), retrainings: [retrainingFixture()] },
  },
  { name: 'm-drift-waits', watch: { ...drift, decision: decisionFixture('wait', drift.alarms) } },
  {
    name: 'm-drift-compare-link',
    watch: {
      ...drift,
      decision: decisionFixture('retrain', drift.alarms),
      retrainings: [retrainingFixture({ compareUrl: `${home}/compare/main...weighbridge/retrain/churn-20261122` })],
    },
  },
  {
    name: 'm-drift-change-open',
    watch: {
      ...drift,
      decision: decisionFixture('wait', drift.alarms),
      retrainings: [retrainingFixture({ change: 342, changeUrl: `${home}/pull/342` })],
    },
  },
  { name: 'm-worse', watch: { ...worse, decision: decisionFixture('retrain', worse.alarms) } },
  { name: 'm-service', watch: failing },
  {
    name: 'm-ignored',
    watch: { ...drift, phase: 'ignored', ignored: { until: '2026-11-29T06:00:00Z', by: 'mona' } },
  },
  {
    name: 'm-recovered',
    watch: {
      ...watchFixture({ story: 'drift', days: 14, since: 11 }),
      phase: 'quiet',
      alarms: [],
      windows: [
        ...watchFixture({ story: 'drift', days: 14, since: 14 }).windows.slice(0, 9),
        ...quiet.windows.slice(-5),
      ],
      openedAt: '2026-11-12T06:00:00Z',
      closedAt: '2026-11-22T06:00:00Z',
    },
  },
  {
    name: 'm-recovered-new-champion',
    watch: {
      ...quiet,
      windows: quiet.windows.map((window) => ({ ...window, reference: newChampion.digest })),
      reference: newChampion,
      openedAt: '2026-11-18T06:00:00Z',
      closedAt: '2026-11-22T06:00:00Z',
      decision: decisionFixture('retrain', drift.alarms),
      retrainings: [retrainingFixture({ at: '2026-11-18T06:00:00Z', change: 342, changeUrl: `${home}/pull/342` })],
    },
  },
  { name: 'm-reference-changed', watch: { ...drift, reference: newChampion } },
  { name: 'm-window-empty', watch: withLast(drift, 1, unjudged('empty', 0)) },
  { name: 'm-window-too-few', watch: withLast(drift, 2, unjudged('too few', 41)) },
  { name: 'm-labels-to-come', watch: withoutLabels },
  { name: 'm-hours', watch: hours },
  { name: 'm-files', watch: files },
  { name: 'm-quiet', watch: quiet },
  { name: 'm-quiet-flagged-once', watch: onceFlagged },
  { name: 'm-other-schema', watch: otherSchema },
  { name: 'm-no-reference-yet', watch: { ...quiet, windows: [], expected: 0 } },
];
