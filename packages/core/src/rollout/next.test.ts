import { expect, test } from 'vitest';
import { act, lookAt, tick, ticks, type World, worldOf } from '../../test/rollout/world.ts';
import { rollout as schema } from '../record/rollout.ts';
import { abortNow } from './move.ts';
import { next } from './next.ts';

function kinds({ done }: World): string[] {
  return done.map((action) => ('percent' in action ? `${action.kind} ${action.percent}` : action.kind));
}

test('a harmless canary: started, step by step, promoted', () => {
  const world = worldOf();
  ticks(world, 40);
  expect(kinds(world)).toEqual(['start', 'set-weight 5', 'set-weight 25', 'set-weight 50', 'promote']);
  const { rollout } = world;
  expect(rollout.phase).toBe('finished');
  expect(rollout.events.map(({ kind, weight }) => `${kind} ${weight}`)).toEqual([
    'started 5',
    'advanced 25',
    'advanced 50',
    'advanced 100',
    'finished 100',
  ]);
  expect(rollout.steps.map(({ outcome }) => outcome)).toEqual(['advanced', 'advanced', 'advanced', 'advanced']);
  expect(rollout.steps[0]?.to).toBe('2026-11-22T10:10:00.000Z');
  expect(rollout.metrics[0]?.outcome).toBe('no harm');
  expect(schema.parse(rollout)).toEqual(rollout);
});

test('a harmful canary is aborted long before its bake time, and all traffic is back', () => {
  const world = worldOf();
  world.canaryBad = 400;
  ticks(world, 8);
  const { rollout } = world;
  expect(rollout.phase).toBe('aborted');
  expect(rollout.reason).toBe('errors rose above its limit');
  expect(rollout.secondsToAbort).toBe(0);
  expect(rollout.steps[0]).toMatchObject({ outcome: 'aborted', weight: 5 });
  expect(new Date(rollout.endedAt ?? 0).getTime()).toBeLessThan(Date.parse('2026-11-22T10:08:00Z'));
  expect(world).toMatchObject({ stable: { version: 'v1' }, canary: undefined, weight: 0 });
});

test.each([
  ['abort', 'aborted', 'errors is undecided, and the longest time of a step is over'],
  ['hold', 'running', 'errors is undecided'],
  ['advance', 'finished', 'v2 serves all traffic'],
] as const)('undecided: %s after the longest time', (onUndecided, phase, reason) => {
  const world = worldOf({ onUndecided });
  world.canaryBad = 20;
  ticks(world, 200);
  expect(world.rollout).toMatchObject({ phase, reason });
  expect(world.rollout.events.some(({ kind }) => kind === 'held')).toBe(true);
});

test.each([
  ['abort', 'aborted', 10],
  ['hold', 'aborted', 60],
  ['advance', 'finished', 30],
] as const)('no data: %s', (noData, phase, minutes) => {
  const world = worldOf({ noData });
  world.liveDown = true;
  ticks(world, 100);
  expect(world.rollout.phase).toBe(phase);
  expect(Date.parse(world.rollout.endedAt ?? '')).toBe(Date.parse('2026-11-22T10:00:00Z') + minutes * 60_000);
  expect(world.rollout.metrics[0]).toMatchObject({ outcome: 'no data', reason: 'Prometheus does not answer' });
});

test('a serving system that cannot be asked is never taken for health', () => {
  const world = worldOf({ noData: 'advance', metrics: [] });
  ticks(world, 3);
  world.servingDown = true;
  ticks(world, 300);
  expect(world.rollout).toMatchObject({ phase: 'aborting', step: 0 });
  world.servingDown = false;
  ticks(world, 2);
  expect(world).toMatchObject({ rollout: { phase: 'aborted' }, weight: 0, canary: undefined });
});

test('a canary that is gone or fails aborts', () => {
  for (const canary of [undefined, { version: 'v2', healthy: false }, { version: 'v9', healthy: true }]) {
    const world = worldOf();
    ticks(world, 3);
    world.canary = canary;
    tick(world);
    expect(world).toMatchObject({ rollout: { phase: 'aborted' }, weight: 0 });
  }
});

test('the only one that answers is never taken away', () => {
  const world = worldOf();
  ticks(world, 3);
  world.stable = { version: 'v1', healthy: false };
  ticks(world, 3);
  expect(world.rollout.reason).toBe('the stable version does not answer; the canary stays');
  world.rollout = abortNow(world.rollout, 'stopped by hand', new Date(world.now), 'rolled back');
  ticks(world, 200);
  expect(kinds(world)).not.toContain('abort');
  expect(world).toMatchObject({ canary: { version: 'v2' }, rollout: { phase: 'aborting' } });
  world.stable = { version: 'v1', healthy: true };
  ticks(world, 2);
  expect(world).toMatchObject({ canary: undefined, rollout: { phase: 'aborted', reason: 'stopped by hand' } });
});

test('a candidate that answers before it was started is started all the same, by each holder', () => {
  const world = worldOf();
  world.canary = { version: 'v2', healthy: true };
  const look = () => next(world.rollout, lookAt(world), new Date(world.now));
  expect(look().action).toEqual({ kind: 'start' });
  world.rollout = { ...look().rollout, fence: 1 };
  expect(look().action).toEqual({ kind: 'start' });
  world.rollout = look().rollout;
  expect(look().action).toEqual({ kind: 'set-weight', percent: 5 });
});

test('a rollout that nobody looks at goes back to the champion', () => {
  const world = worldOf();
  ticks(world, 3);
  world.now += 31 * 60_000;
  tick(world);
  expect(world.rollout).toMatchObject({ phase: 'aborted', reason: 'nobody looked for more than 30 min' });
  expect(world.rollout.events.at(-1)?.kind).toBe('put back');
  expect(world.weight).toBe(0);
});

test('weights that disagree are put right; a candidate that serves already is the end', () => {
  const world = worldOf();
  ticks(world, 3);
  world.weight = 80;
  tick(world);
  expect(world.weight).toBe(5);
  world.stable = { version: 'v2', healthy: true };
  world.canary = undefined;
  tick(world);
  expect(world.rollout).toMatchObject({ phase: 'finished', step: 3 });
});

test('blue-green promotes once the candidate answers; a first version does, too', () => {
  for (const world of [worldOf({ strategy: 'blue-green', steps: [100] }), worldOf({}, true)]) {
    tick(world);
    expect(kinds(world)).toEqual(['start', 'promote']);
    expect(world).toMatchObject({ rollout: { phase: 'finished' }, stable: { version: 'v2' } });
  }
});

test('a shadow gets copies, is judged alike, and is promoted', () => {
  const world = worldOf({ strategy: 'shadow', steps: [20, 100] });
  ticks(world, 20);
  expect(kinds(world)).toEqual(['start', 'set-mirror 20', 'promote']);
  expect(world.rollout.traffic?.outcome).toBe('not judged');
  const harmful = worldOf({ strategy: 'shadow', steps: [20, 100] });
  harmful.canaryBad = 300;
  ticks(harmful, 20);
  expect(harmful).toMatchObject({ rollout: { phase: 'aborted' }, mirror: 0, canary: undefined });
});

/** An hour and more of a canary that gets thirty percent of the traffic, whatever is planned. */
function skewedTicks(world: World, bad: number): void {
  for (let turn = 0; turn < 80; turn++) {
    const look = lookAt(world);
    const counts = { canary: { bad, all: 30_000 }, stable: { bad: 700, all: 70_000 } };
    const skewed = { ...look, live: { metrics: { errors: counts }, counters: { x: turn } } };
    const { rollout, action } = next(world.rollout, skewed, new Date(world.now));
    world.rollout = rollout;
    act(world, action);
    world.now += 60_000;
  }
}

test.each(['abort', 'advance'] as const)('traffic that is shared in another way is never advanced on: %s', (end) => {
  const world = worldOf({ onUndecided: end });
  skewedTicks(world, 300);
  expect(world.rollout.traffic).toMatchObject({ planned: 5, observed: 30, outcome: 'mismatch' });
  expect(world.rollout).toMatchObject({ phase: 'aborted', step: 0 });
  expect(world.rollout.reason).toBe('the traffic is not shared as planned, and the longest time of a step is over');
});

test('traffic that is shared in another way waits for a person where the policy says so', () => {
  const world = worldOf({ onUndecided: 'hold' });
  skewedTicks(world, 300);
  expect(world.rollout).toMatchObject({ phase: 'running', step: 0, reason: 'the traffic is not shared as planned' });
});

test('harm aborts although the traffic is shared in another way', () => {
  const world = worldOf({ onUndecided: 'hold' });
  skewedTicks(world, 3000);
  expect(world.rollout.traffic?.outcome).toBe('mismatch');
  expect(world.rollout).toMatchObject({ phase: 'aborted', reason: 'errors rose above its limit' });
});

test('no data that holds is never advanced on', () => {
  const world = worldOf({ noData: 'hold', onUndecided: 'advance' });
  world.liveDown = true;
  ticks(world, 100);
  expect(world.rollout).toMatchObject({ phase: 'aborted', step: 0 });
  expect(world.rollout.reason).toBe('errors has no data at this step, and the longest time of a step is over');
});

test('without metrics the bake time decides, and the reason says so', () => {
  const world = worldOf({ metrics: [] });
  ticks(world, 40);
  expect(world.rollout.phase).toBe('finished');
  expect(world.rollout.events[1]).toMatchObject({ kind: 'advanced', reason: 'nothing is watched' });
});

test('too few events hold a step', () => {
  const world = worldOf({ metrics: [{ name: 'errors', margin: 0.5, minCount: 1e9 }] });
  ticks(world, 30);
  expect(world.rollout).toMatchObject({ phase: 'running', step: 0 });
  expect(world.rollout.reason).toBe('errors has too few events of the canary at this step');
});
