import type { RunRecord } from '../../src/record/record.ts';
import type { MetricAnalysis, Rollout, RolloutEvent, RolloutStep, WindowCounts } from '../../src/record/rollout.ts';
import type { VersionSection } from '../../src/record/version.ts';
import { improved } from './improved.ts';
import { digestOf, sha } from './parts.ts';

const home = 'https://github.com/acme/models';
const merged = sha('e88d140');

/** 22 Nov, at this time of day. */
export function at(time: string): string {
  return `2026-11-22T${time.length === 5 ? `${time}:00` : time}Z`;
}

export const version: VersionSection = {
  name: 'v1.4.0',
  tag: 'churn@v1.4.0',
  commit: merged,
  after: 'v1.3.2',
  why: 'params changed: minor',
  model: digestOf('9'),
  manifest: digestOf('8'),
  files: 1,
  bytes: 2_104_233,
  registries: [
    { kind: 'git', name: 'churn@v1.4.0' },
    { kind: 'release', name: 'churn@v1.4.0', url: `${home}/releases/tag/churn%40v1.4.0` },
  ],
  adoptedFrom: { change: 318, commit: sha('9f3c2ab'), run: '4812', record: digestOf('5') },
  evidence: { kind: 'api', run: '4812', event: 'pull_request', commit: sha('9f3c2ab') },
  alias: { name: 'champion', tag: 'churn#champion#7', at: at('10:11'), previous: 'v1.3.2' },
};

/** One window a minute: `[bad, all]` of the canary and of the stable side. */
export function windowsOf(minutes: number, counts: WindowCounts): WindowCounts[] {
  return Array.from({ length: minutes }, (_, index): WindowCounts => {
    const swing = index % 3 === 0 ? 1 : 0;
    const [bad, all, stableBad, stableAll] = counts;
    return [bad + swing, all, stableBad + (index % 4 === 0 ? 2 : 0), stableAll];
  });
}

export interface StepParts {
  readonly from?: string;
  readonly to?: string;
  readonly canary?: number;
  readonly windows?: Readonly<Record<string, WindowCounts[]>>;
}

export function stepOf(weight: number, outcome: RolloutStep['outcome'], parts: StepParts = {}): RolloutStep {
  const { from, to, canary, windows = {} } = parts;
  return {
    weight,
    outcome,
    ...(from === undefined ? {} : { from: at(from) }),
    ...(to === undefined ? {} : { to: at(to) }),
    windows: { ...windows },
    ...(canary === undefined ? {} : { requests: { canary, stable: Math.round((canary * (100 - weight)) / weight) } }),
    withoutData: {},
  };
}

export function eventOf(
  time: string,
  kind: RolloutEvent['kind'],
  step: number,
  weight: number,
  reason: string,
): RolloutEvent {
  return { at: at(time), kind, step, weight, reason };
}

/** Name, bad and all of both sides, then difference and its ends. */
export function metricOf(
  name: string,
  [bad, all, stableBad, stableAll]: WindowCounts,
  [difference, low, high]: readonly [number, number, number],
  outcome: MetricAnalysis['outcome'] = 'undecided',
): MetricAnalysis {
  return {
    name,
    canary: { bad, all },
    stable: { bad: stableBad, all: stableAll },
    difference,
    low,
    high,
    margin: 0.01,
    dispersion: 1.1,
    outcome,
    reason: `${name}: ${outcome}`,
  };
}

export const plan: Rollout['plan'] = {
  target: 'haproxy',
  strategy: 'canary',
  steps: [5, 25, 50, 100],
  bakeSeconds: 600,
  maxHoldSeconds: 3600,
  staleAfterSeconds: 1800,
  noData: 'hold',
  onUndecided: 'abort',
  alpha: 0.05,
  metrics: [
    { name: 'errors', margin: 0.01, minCount: 500 },
    { name: 'over 40 ms', margin: 0.01, minCount: 500 },
  ],
};

export function rolloutOf(parts: Partial<Rollout>): Rollout {
  return {
    version: 1,
    model: 'churn',
    id: 'r1',
    candidate: { version: 'v1.4.0', model: digestOf('9'), record: digestOf('5'), commit: merged },
    stable: { version: 'v1.3.2', model: digestOf('7'), record: digestOf('d'), commit: sha('4be91c7') },
    plan,
    phase: 'running',
    step: 0,
    steps: [stepOf(5, 'current', { from: '10:12' }), stepOf(25, 'waits'), stepOf(50, 'waits'), stepOf(100, 'waits')],
    startedAt: at('10:11'),
    metrics: [],
    reason: 'the first step has begun',
    events: [eventOf('10:12', 'started', 0, 5, 'the challenger answers')],
    fence: 3,
    change: 318,
    ...parts,
  };
}

/** The record of mock a after its merge. */
export function shippedRecord(rollout: Rollout | undefined, modelVersion: VersionSection = version): RunRecord {
  const { change: _, ...subject } = improved.subject;
  const run = { id: '4866', attempt: 1, job: 'ship', url: `${home}/actions/runs/4866` };
  return {
    ...improved,
    subject: { ...subject, head: merged, ref: 'refs/heads/main', run },
    modelVersion,
    ...(rollout === undefined ? {} : { rollout }),
  };
}
