import type { LiveLook, ServingState } from '../../src/port/serving.ts';
import type { Rollout, RolloutPlan } from '../../src/record/rollout.ts';
import type { RolloutAction } from '../../src/rollout/move.ts';
import { next, type RolloutLook } from '../../src/rollout/next.ts';
import { startRollout } from '../../src/rollout/start.ts';

const digest = `sha256:${'a'.repeat(64)}`;

export const basePlan: RolloutPlan = {
  target: 'process',
  strategy: 'canary',
  steps: [5, 25, 50, 100],
  bakeSeconds: 600,
  maxHoldSeconds: 3600,
  staleAfterSeconds: 1800,
  noData: 'hold',
  onUndecided: 'abort',
  alpha: 0.05,
  metrics: [{ name: 'errors', margin: 0.01, minCount: 100 }],
};

/** A serving system in memory, with servers that can die, and a state that is written down between looks. */
export interface World {
  now: number;
  stable: { version: string; healthy: boolean } | undefined;
  canary: { version: string; healthy: boolean } | undefined;
  weight: number;
  mirror: number;
  rollout: Rollout;
  /** What was done, in order. */
  readonly done: RolloutAction[];
  /** Bad events of a thousand, of either side. */
  canaryBad: number;
  stableBad: number;
  servingDown: boolean;
  liveDown: boolean;
}

export function worldOf(plan: Partial<RolloutPlan> = {}, first = false): World {
  const at = new Date('2026-11-22T10:00:00Z');
  const stable = { version: 'v1', model: digest };
  const rollout = startRollout({
    model: 'churn',
    id: 'r1',
    candidate: { version: 'v2', model: digest },
    ...(first ? {} : { stable }),
    plan: { ...basePlan, ...plan },
    at,
  });
  return {
    now: at.getTime(),
    stable: first ? undefined : { version: 'v1', healthy: true },
    canary: undefined,
    weight: 0,
    mirror: 0,
    rollout,
    done: [],
    canaryBad: 10,
    stableBad: 10,
    servingDown: false,
    liveDown: false,
  };
}

/** A thousand events for each percent of the weight. */
function liveOf(world: World): LiveLook {
  const percent = world.mirror > 0 ? world.mirror : world.weight;
  const side = (thousands: number, bad: number) =>
    thousands > 0 ? { bad: thousands * bad, all: thousands * 1000 } : { noData: 'no sample' };
  const canary = side(world.canary?.healthy ? percent : 0, world.canaryBad);
  const stable = side(world.stable?.healthy ? 100 - (world.mirror > 0 ? 0 : percent) : 0, world.stableBad);
  const { metrics } = world.rollout.plan;
  return {
    metrics: Object.fromEntries(metrics.map(({ name }) => [name, { canary, stable }])),
    counters: { x: world.now },
  };
}

export function lookAt(world: World): RolloutLook {
  const { stable, canary, weight, mirror } = world;
  const serving: ServingState = { stable: stable && { ...stable }, canary: canary && { ...canary }, weight, mirror };
  return {
    serving: world.servingDown ? { unreachable: 'no route' } : serving,
    live: world.liveDown ? { unreachable: 'Prometheus does not answer' } : liveOf(world),
  };
}

/** Does an action as a serving system would: idempotent, and failing while it cannot be reached. */
export function act(world: World, action: RolloutAction): void {
  world.done.push(action);
  if (world.servingDown) return;
  if (action.kind === 'start') world.canary = { version: 'v2', healthy: true };
  if (action.kind === 'set-weight') world.weight = world.canary ? action.percent : 0;
  if (action.kind === 'set-mirror') world.mirror = world.canary ? action.percent : 0;
  if (action.kind === 'promote' && world.canary) [world.stable, world.canary] = [world.canary, undefined];
  if (action.kind === 'abort') world.canary = undefined;
  if (action.kind === 'promote' || action.kind === 'abort') [world.weight, world.mirror] = [0, 0];
}

/** One tick: looks, writes and acts until there is nothing to do but wait. Returns how many looks it took. */
export function tick(world: World): number {
  for (let looks = 1; ; looks++) {
    const { rollout, action } = next(world.rollout, lookAt(world), new Date(world.now));
    world.rollout = rollout;
    if (action.kind === 'wait' || action.kind === 'none') return looks;
    act(world, action);
    if (looks > 20 || world.servingDown) return looks;
  }
}

/** Ticks, some seconds apart. */
export function ticks(world: World, count: number, seconds = 60): void {
  for (let turn = 0; turn < count; turn++) {
    tick(world);
    world.now += seconds * 1000;
  }
}
