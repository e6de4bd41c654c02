import { setTimeout as sleep } from 'node:timers/promises';
import {
  type LiveMetrics,
  type LiveQuery,
  type LiveSides,
  next,
  type Rollout,
  type RolloutAction,
  type RolloutLook,
  type RolloutPlan,
  type ServableVersion,
  ServiceError,
  type Serving,
  startRollout,
} from '@weighbridge/core';

/** A plan of seconds instead of minutes. */
export function quickPlan(change: Partial<RolloutPlan> = {}): RolloutPlan {
  return {
    target: 'haproxy',
    strategy: 'canary',
    steps: [5, 25, 50, 100],
    bakeSeconds: 2,
    maxHoldSeconds: 30,
    staleAfterSeconds: 60,
    noData: 'hold',
    onUndecided: 'abort',
    alpha: 0.05,
    metrics: [{ name: 'errors', margin: 0.05, minCount: 20 }],
    ...change,
  };
}

export interface Driven {
  readonly candidate: ServableVersion;
  readonly plan: RolloutPlan;
  readonly query: LiveQuery;
  /** Undefined: the sides are the versions. */
  readonly sides?: LiveSides;
  /** As a new job makes them at each look: nothing is kept between two but the rollout. */
  readonly serving: () => Serving;
  readonly live: () => LiveMetrics;
  /** After each look. */
  readonly onLook?: (rollout: Rollout) => unknown;
}

/** Looks twice a second and does what core decides, until the rollout has ended; at most a minute and a half. */
export async function drive(driven: Driven): Promise<Rollout> {
  const { candidate, plan } = driven;
  const stable = { version: 'v1', model: `sha256:${'1'.repeat(64)}` };
  const { path: _path, ...served } = candidate;
  let rollout = startRollout({ model: 'churn', id: 'trial', candidate: served, stable, plan, at: new Date() });
  const end = performance.now() + 90_000;
  while (rollout.phase !== 'finished' && rollout.phase !== 'aborted') {
    if (performance.now() > end) throw new Error(`the rollout did not end: ${rollout.phase}, ${rollout.reason}`);
    const move = next(rollout, await lookAt(driven, rollout), new Date());
    // As it is written down between two jobs.
    rollout = JSON.parse(JSON.stringify(move.rollout));
    driven.onLook?.(rollout);
    // What could not be done is found undone by the next look.
    await act(driven, move.action).catch(onlyService);
  }
  return rollout;
}

async function onlyService(error: unknown): Promise<void> {
  if (!(error instanceof ServiceError)) throw error;
  await sleep(500);
}

async function lookAt({ serving, live, query, sides }: Driven, { candidate, counters }: Rollout): Promise<RolloutLook> {
  const versions = sides ?? { canary: candidate.version, stable: 'v1' };
  const unreachable = (error: unknown): { readonly unreachable: string } => ({
    unreachable: error instanceof Error ? error.message : String(error),
  });
  return {
    serving: await serving().state().catch(unreachable),
    live: await live().look([query], versions, counters).catch(unreachable),
  };
}

async function act({ serving, candidate }: Driven, action: RolloutAction): Promise<void> {
  const own = serving();
  switch (action.kind) {
    case 'start':
      await own.start(candidate, 1);
      return;
    case 'set-weight':
      return own.setWeight(action.percent, 1);
    case 'set-mirror':
      return own.setMirror(action.percent, 1);
    case 'promote':
      return own.promote(1);
    case 'abort':
      return own.abort(1);
    case 'wait':
      await sleep(500);
      return;
    case 'none':
      return;
  }
}
