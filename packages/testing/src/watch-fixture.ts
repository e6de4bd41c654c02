import {
  type Alarm,
  alarmsOf,
  type RetrainDecision,
  type Retraining,
  type Watch,
  type WatchReference,
  type WatchWindow,
} from '@weighbridge/core';
import { columnPoints, type Moment, metricPoints, predictionPoint, servicePoints } from './watch-points.ts';

/** What a test wants of a watch; the rest is filled in. */
export interface WatchWish {
  readonly model?: string;
  /** What production does: nothing, its data drifts, the model gets worse (data drifts too), or the service fails. */
  readonly story?: 'quiet' | 'drift' | 'worse' | 'failing';
  /** How many days are watched, up to and with the 21st of November 2026. */
  readonly days?: number;
  /** Days at the end in which the story shows. */
  readonly since?: number;
}

const oneDay = 86_400_000;
const lastDay = Date.parse('2026-11-21T00:00:00Z');
/** Days after which labels are known. */
const delay = 7;

export function watchDigest(letter: string): `sha256:${string}` {
  return `sha256:${letter.repeat(64)}`;
}

/** Churn in production, as mock m has it: windows of a day, rule 3 of 5, looked at on the 22nd of November 2026 at 06:00. */
export function watchFixture(wish: WatchWish = {}, over: Partial<Watch> = {}): Watch {
  const { model = 'churn', story = 'drift', days = 12, since = 7 } = wish;
  const windows = Array.from({ length: days }, (_, index) => {
    const past = index - (days - since) + 1;
    return windowFixture(lastDay - (days - 1 - index) * oneDay, { story, past, index });
  });
  const alarms = [...alarmsOf(windows, { k: 3, n: 5, closeAfter: 3 })];
  return {
    version: 1,
    model,
    phase: alarms.length === 0 ? 'quiet' : 'alarm',
    reference: referenceFixture(),
    windows,
    alarms,
    ...(alarms.length === 0 ? {} : { openedAt: '2026-11-18T06:00:00Z' }),
    lookedAt: '2026-11-22T06:00:00Z',
    expected: 0.61,
    retrainings: [],
    told: {},
    ...over,
  };
}

export function referenceFixture(): WatchReference {
  return {
    digest: watchDigest('a'),
    version: 'v1.3.2',
    record: watchDigest('b'),
    commit: '4be91c7'.padEnd(40, '0'),
    name: 'data.train of v1.3.2',
    rows: 81_204,
    at: '2026-10-02T09:12:00Z',
  };
}

/** One day: 14 columns, the score, two metrics with one of them in slices, and two service levels. */
function windowFixture(from: number, moment: Moment): WatchWindow {
  const rows = 8200 + ((moment.index * 137) % 400);
  const age = (lastDay - from) / oneDay;
  const matured = age >= delay || moment.story === 'worse';
  const labelled = matured ? rows - 60 - moment.index : Math.round(rows * 0.03 * age);
  return {
    id: new Date(from).toISOString(),
    from: new Date(from).toISOString(),
    to: new Date(from + oneDay).toISOString(),
    rows,
    outcome: 'judged',
    reference: watchDigest('a'),
    by: watchDigest('c'),
    labels: {
      matured,
      labelled,
      missing: rows - labelled,
      duplicated: matured ? 12 : 0,
      contradictory: matured ? 3 : 0,
    },
    series: [
      ...columnPoints(rows, moment),
      predictionPoint(rows, moment),
      ...(matured ? metricPoints(labelled, moment) : []),
      ...servicePoints(rows, moment),
    ],
  };
}

export function decisionFixture(outcome: RetrainDecision['outcome'], alarms: readonly Alarm[]): RetrainDecision {
  return {
    version: 1,
    model: 'churn',
    outcome,
    reasons: [
      { rule: 'alarm', holds: true, text: 'drift of income in 5 of 5 windows and source in 5 of 5 windows' },
      { rule: 'own commit', holds: true, text: 'started by the schedule' },
      { rule: 'open', holds: true, text: 'no other one open' },
      outcome === 'retrain'
        ? { rule: 'cooldown', holds: true, text: 'last one 31 days ago, at least 7 days' }
        : { rule: 'cooldown', holds: false, text: 'last one 3 days ago, at least 7 days' },
      ...(outcome === 'retrain' ? [{ rule: 'month', holds: true, text: '1 of at most 4 in 30 days' }] : []),
    ],
    inputs: {
      at: '2026-11-22T06:00:00Z',
      alarms: [...alarms],
      reference: watchDigest('a'),
      windows: watchDigest('d'),
      retrainings: [{ at: '2026-10-22T06:00:00Z', reference: watchDigest('e'), windows: watchDigest('f') }],
      occasion: 'schedule',
      ownCommit: false,
      policy: { on: ['drift', 'performance'], cooldownSeconds: 604_800, maxPerMonth: 4, maxWithoutSuccess: 2 },
    },
  };
}

/** A retraining that was dispatched at the look of the fixture. */
export function retrainingFixture(over: Partial<Retraining> = {}): Retraining {
  return {
    at: '2026-11-22T06:00:00Z',
    reference: watchDigest('a'),
    windows: watchDigest('d'),
    decision: watchDigest('9'),
    branch: 'weighbridge/retrain/churn-20261122',
    run: { id: '4870', url: 'https://github.com/acme/models/actions/runs/4870' },
    ...over,
  };
}
