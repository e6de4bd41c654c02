import { expect, test } from 'vitest';
import { ticks, worldOf } from '../../test/rollout/world.ts';
import type { DeployPolicy } from '../policy/ship.ts';
import type { Rollout, RolloutPlan } from '../record/rollout.ts';
import { isStale, releaseLease, takeLease } from './lease.ts';
import { planOf, secondsOfPlan } from './start.ts';
import { sumsOf } from './strata.ts';
import { traffic } from './traffic.ts';
import { addLook } from './windows.ts';

const at = (minute: number) => new Date(Date.parse('2026-11-22T10:00:00Z') + minute * 60_000);

/** A rollout whose first step has begun. */
function running(plan: Partial<RolloutPlan> = {}): Rollout {
  const world = worldOf(plan);
  ticks(world, 1);
  const { rollout } = world;
  return { ...rollout, steps: rollout.steps.map((step) => ({ ...step, windows: {}, withoutData: {} })) };
}

test('one holder at a time; whoever is new gets a larger fence', () => {
  const first = takeLease(running(), 'a', at(0), 600);
  expect(first).toMatchObject({ fence: 1, lease: { holder: 'a', until: '2026-11-22T10:10:00.000Z' } });
  if (!first) throw new Error('not taken');
  expect(takeLease(first, 'b', at(9), 600)).toBeUndefined();
  expect(takeLease(first, 'a', at(9), 600)).toMatchObject({ fence: 1, lease: { until: '2026-11-22T10:19:00.000Z' } });
  expect(takeLease(first, 'b', at(10), 600)).toMatchObject({ fence: 2, lease: { holder: 'b' } });
  expect(takeLease(first, 'a', at(11), 600)?.fence).toBe(2);
  const released = releaseLease(first);
  expect(released.lease).toBeUndefined();
  expect(takeLease(released, 'a', at(1), 600)?.fence).toBe(2);
});

test('stale is longer than agreed without a look, and never after the end', () => {
  const rollout = { ...running(), lookedAt: at(0).toISOString() };
  expect(isStale(rollout, at(30))).toBe(false);
  expect(isStale(rollout, at(30.1))).toBe(true);
  expect(isStale({ ...rollout, phase: 'finished' }, at(1000))).toBe(false);
});

const policy: DeployPolicy = {
  target: { kind: 'haproxy', haproxy: { socket: '/s', backend: 'b', stable: 's', canary: 'c' } },
  environment: 'production',
  strategy: 'canary',
  steps: [5, 25, 50],
  bake: 600_000,
  maxHold: 60_000,
  maxWait: 1_200_000,
  staleAfter: 1_800_000,
  noData: 'hold',
  onUndecided: 'abort',
  alpha: 0.05,
  metrics: [{ name: 'errors', bad: 'b', all: 'a', margin: 0.005, minCount: 100 }],
};

test('a plan of a policy: seconds, 100 at the end, and no longest time below the bake time', () => {
  const plan = planOf(policy);
  expect(plan).toMatchObject({ target: 'haproxy', steps: [5, 25, 50, 100], bakeSeconds: 600, maxHoldSeconds: 600 });
  expect(plan.metrics).toEqual([{ name: 'errors', margin: 0.005, minCount: 100 }]);
  expect(secondsOfPlan(plan)).toBe(1800);
  const blueGreen = planOf({ ...policy, strategy: 'blue-green' });
  expect(blueGreen.steps).toEqual([100]);
  expect(secondsOfPlan(blueGreen)).toBe(0);
});

const counted = (bad: number, all: number) => ({
  metrics: { errors: { canary: { bad, all }, stable: { bad, all: all * 19 } } },
  counters: { canary: all },
});

test('a look adds a window and keeps its counters; one without counters keeps the old ones', () => {
  const once = addLook(running(), counted(1, 50));
  expect(once.steps[0]).toMatchObject({
    windows: { errors: [[1, 50, 1, 950]] },
    requests: { canary: 50, stable: 950 },
  });
  const empty = addLook(once, { metrics: {}, counters: {} });
  expect(empty.counters).toEqual({ canary: 50 });
  expect(empty.steps[0]).toMatchObject({ windows: { errors: [[1, 50, 1, 950]] }, withoutData: { errors: 1 } });
});

test('what cannot be a count is no data', () => {
  for (const canary of [
    { bad: Number.NaN, all: 5 },
    { bad: 6, all: 5 },
    { bad: 0, all: Number.POSITIVE_INFINITY },
  ]) {
    const look = { metrics: { errors: { canary, stable: { noData: 'none' } } }, counters: {} };
    expect(addLook(running(), look).steps[0]).toMatchObject({ windows: {}, withoutData: { errors: 1 } });
  }
});

test('ten thousand looks of five metrics fit into 64 KB, and no event is lost', () => {
  const metrics = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, margin: 0.01, minCount: 100 }));
  const side = { canary: { bad: 12, all: 1234 }, stable: { bad: 120, all: 12_345 } };
  let rollout = running({ metrics });
  for (const step of [0, 1, 2]) {
    rollout = { ...rollout, step };
    for (let look = 0; look < 3333; look++)
      rollout = addLook(rollout, {
        metrics: Object.fromEntries(metrics.map(({ name }) => [name, side])),
        counters: { x: look },
      });
  }
  expect(JSON.stringify(rollout).length).toBeLessThan(60_000);
  expect(sumsOf(rollout.steps[1]?.windows['c'] ?? []).canaryAll).toBe(3333 * 1234);
});

test('shares of traffic', () => {
  const rollout = running();
  const shared = (canary: number, stable: number, minutes = 3) =>
    traffic({
      ...rollout,
      steps: rollout.steps.map((step) => ({
        ...step,
        windows: { errors: Array.from({ length: minutes }, () => [0, canary, 0, stable] as const).map((w) => [...w]) },
      })),
    });
  expect(shared(50, 950)).toMatchObject({ planned: 5, observed: 5, outcome: 'as planned', p: 1 });
  expect(shared(4688, 95_312)).toMatchObject({ outcome: 'as planned', p: 1 });
  expect(shared(700, 9300)).toMatchObject({ outcome: 'mismatch' });
  expect(shared(0, 10_000)).toMatchObject({ outcome: 'mismatch', observed: 0 });
  expect(shared(1, 9)).toMatchObject({ outcome: 'as planned' });
  expect(shared(0, 0)).toEqual({ planned: 5, outcome: 'no data' });
  expect(traffic({ ...rollout, step: 3 })).toEqual({ planned: 100, outcome: 'not judged' });
});

test('the first window of a step, which may hold the weight before, does not count', () => {
  const rollout = running();
  const [first, ...rest] = rollout.steps;
  if (!first) throw new Error('no step');
  const windows = {
    errors: [
      [0, 9000, 0, 1000],
      [0, 500, 0, 9500],
      [0, 500, 0, 9500],
    ] as [number, number, number, number][],
  };
  expect(traffic({ ...rollout, steps: [{ ...first, windows }, ...rest] })).toMatchObject({ observed: 5, p: 1 });
});
