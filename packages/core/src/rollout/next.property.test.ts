import fc from 'fast-check';
import { expect, test } from 'vitest';
import { act, lookAt, tick, type World, worldOf } from '../../test/rollout/world.ts';
import { rollout as schema } from '../record/rollout.ts';
import { abortNow, type RolloutAction } from './move.ts';
import { next } from './next.ts';

/** What can happen between and within ticks. */
type Happening =
  | { readonly kind: 'tick' | 'twice' | 'lost write' | 'killed before acting' | 'abort' }
  | { readonly kind: 'canary dies' | 'stable dies' | 'stable is back' | 'weight is changed' | 'canary is swapped' }
  | { readonly kind: 'serving' | 'live'; readonly down: boolean }
  | { readonly kind: 'bad'; readonly bad: number }
  | { readonly kind: 'time'; readonly seconds: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'tick' } as const) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('time' as const), seconds: fc.constantFrom(0, 5, 60, 600) }) },
  fc.record({ kind: fc.constant('time' as const), seconds: fc.constantFrom(1200, 2400, 4000) }),
  fc.constantFrom<Happening>(
    { kind: 'twice' },
    { kind: 'lost write' },
    { kind: 'killed before acting' },
    { kind: 'killed before acting' },
    { kind: 'abort' },
    { kind: 'canary dies' },
    { kind: 'canary is swapped' },
    { kind: 'stable dies' },
    { kind: 'stable is back' },
    { kind: 'weight is changed' },
  ),
  fc.record({ kind: fc.constantFrom('serving' as const, 'live' as const), down: fc.boolean() }),
  fc.record({ kind: fc.constant('bad' as const), bad: fc.constantFrom(0, 10, 18, 25, 300) }),
);

const strategies = fc.constantFrom<Parameters<typeof worldOf>[0]>(
  {},
  { steps: [0.5, 1, 100] },
  { onUndecided: 'advance', noData: 'advance' },
  { noData: 'abort' },
  { metrics: [] },
  { strategy: 'blue-green', steps: [100] },
  { strategy: 'shadow', steps: [10, 50, 100] },
);

/** Checks what must hold of every action before it is done. */
function checked(world: World, action: RolloutAction): void {
  const { stable, canary, rollout, servingDown } = world;
  const onlyCanary = rollout.stable !== undefined && stable?.healthy !== true && canary?.healthy === true;
  if (action.kind === 'abort' && !servingDown && canary?.version === 'v2') expect(onlyCanary).toBe(false);
  if (action.kind === 'promote') {
    expect(rollout.phase).toBe('finishing');
    expect(rollout.steps.slice(0, -1).every(({ outcome }) => outcome !== 'aborted')).toBe(true);
  }
  if (action.kind === 'set-weight' && rollout.plan.strategy === 'shadow')
    expect([0, world.weight]).toContain(action.percent);
  if (rollout.phase === 'aborting' && 'percent' in action) expect(action.percent).toBeLessThanOrEqual(world.weight);
  act(world, action);
}

function decide(world: World) {
  const { rollout, action } = next(world.rollout, lookAt(world), new Date(world.now));
  schema.parse(rollout);
  expect(rollout.step).toBeGreaterThanOrEqual(world.rollout.step);
  if (world.rollout.phase === 'aborting') expect(['aborting', 'aborted', 'finished']).toContain(rollout.phase);
  return { rollout, action };
}

function tickChecked(world: World): void {
  for (let looks = 0; looks < 20; looks++) {
    const { rollout, action } = decide(world);
    world.rollout = rollout;
    if (action.kind === 'wait' || action.kind === 'none') return;
    checked(world, action);
    if (world.servingDown) return;
  }
  expect.fail(`no rest: ${JSON.stringify(world.done.slice(-5))}`);
}

const happen: { readonly [K in Happening['kind']]: (world: World, what: Extract<Happening, { kind: K }>) => void } = {
  tick: tickChecked,
  twice: (world) => {
    const { rollout, action } = decide(world);
    world.rollout = rollout;
    checked(world, action);
    checked(world, action);
  },
  'lost write': (world) => checked(world, decide(world).action.kind === 'start' ? { kind: 'start' } : { kind: 'none' }),
  'killed before acting': (world) => {
    world.rollout = decide(world).rollout;
  },
  abort: (world) => {
    world.rollout = abortNow(world.rollout, 'asked for', new Date(world.now));
  },
  'canary dies': ({ canary }) => {
    if (canary) canary.healthy = false;
  },
  'canary is swapped': (world) => {
    if (world.canary) world.canary = { version: 'v9', healthy: true };
  },
  'stable dies': ({ stable, rollout }) => {
    if (stable && rollout.phase !== 'finished') stable.healthy = false;
  },
  'stable is back': ({ stable }) => {
    if (stable) stable.healthy = true;
  },
  'weight is changed': (world) => {
    if (world.canary) world.weight = 80;
  },
  serving: (world, { down }) => {
    world.servingDown = down;
  },
  live: (world, { down }) => {
    world.liveDown = down;
  },
  bad: (world, { bad }) => {
    world.canaryBad = bad;
  },
  time: (world, { seconds }) => {
    world.now += seconds * 1000;
  },
};

function go<K extends Happening['kind']>(world: World, what: Extract<Happening, { kind: K }>): void {
  const kind: K = what.kind;
  happen[kind](world, what);
}

/** The system is whole again, and somebody ticks. */
function settle(world: World): void {
  [world.servingDown, world.liveDown] = [false, false];
  if (world.stable) world.stable.healthy = true;
  for (let turn = 0; turn < 300; turn++) {
    tickChecked(world);
    world.now += 60_000;
  }
}

test('whatever happens, it comes to one of two ends, with one champion and everything on it', () => {
  fc.assert(
    fc.property(
      strategies,
      fc.boolean(),
      fc.array(happening, { maxLength: 40, size: 'max' }),
      (plan, first, happenings) => {
        const world = worldOf(plan, first);
        for (const what of happenings) go(world, what);
        settle(world);
        const { rollout, stable, weight, mirror } = world;
        expect(['finished', 'aborted']).toContain(rollout.phase);
        expect({ version: stable?.version, weight, mirror }).toEqual({
          version: rollout.phase === 'finished' ? 'v2' : rollout.stable?.version,
          weight: 0,
          mirror: 0,
        });
      },
    ),
    { numRuns: 150 },
  );
});

test('a kill after any write, at any point, changes where a rollout ends in nothing', () => {
  fc.assert(
    fc.property(strategies, fc.array(fc.nat(30), { maxLength: 12 }), fc.constantFrom(10, 300), (plan, kills, bad) => {
      const [calm, killed] = [worldOf(plan), worldOf(plan)];
      for (const world of [calm, killed]) world.canaryBad = bad;
      for (let minute = 0; minute < 200; minute++) {
        if (kills.includes(minute)) killed.rollout = decide(killed).rollout;
        for (const world of [calm, killed]) {
          tickChecked(world);
          world.now += 60_000;
        }
      }
      expect(killed.rollout.phase).toBe(calm.rollout.phase);
      expect(killed.stable).toEqual(calm.stable);
    }),
    { numRuns: 100 },
  );
});

test('without faults and harm the percents only rise', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 6 }), (steps) => {
      const world = worldOf({ steps: [...steps.toSorted((a, b) => a - b), 100], bakeSeconds: 120 });
      for (let turn = 0; turn < 60; turn++) {
        tick(world);
        world.now += 60_000;
      }
      const percents = world.done.flatMap((action) => ('percent' in action ? [action.percent] : []));
      expect(percents).toEqual(world.rollout.plan.steps.slice(0, -1));
      expect(world.rollout.phase).toBe('finished');
    }),
    { numRuns: 40 },
  );
});
