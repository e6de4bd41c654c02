import { describe, expect, it } from 'vitest';
import type { Tag } from '../port/tracker.ts';
import { registryState, timeAfter } from './registry-state.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];

/** Tags of these names, a minute apart, in disorder. */
function tags(...made: readonly (readonly [string, string])[]): readonly Tag[] {
  const inOrder = made.map(([name, commit], minute) => ({
    name,
    commit,
    message: `made ${name}`,
    at: new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString(),
  }));
  return [...inOrder].reverse();
}

const released = [
  ['churn@v1.0.0', A],
  ['churn#champion#1', A],
  ['churn@v1.1.0', B],
  ['churn#champion#2', B],
] as const;

describe('the state of a registry', () => {
  it('is empty without tags of the model', () => {
    const state = registryState(tags(['fraud@v1.0.0', A], ['v1', A], ['churn', A], ['churn@latest', A]), 'churn');
    expect(state).toEqual({
      versions: [],
      aliases: new Map(),
      history: [],
      nextNumber: 1,
      newest: undefined,
      deprecated: false,
    });
  });

  it('has versions and where aliases are', () => {
    const state = registryState(tags(...released), 'churn');
    expect(state.versions).toMatchObject([
      { name: 'v1.0.0', commit: A, tag: 'churn@v1.0.0', deregistered: false, message: 'made churn@v1.0.0' },
      { name: 'v1.1.0', commit: B, tag: 'churn@v1.1.0', deregistered: false },
    ]);
    const champion = state.aliases.get('champion');
    expect(champion).toMatchObject({ version: 'v1.1.0', commit: B, tag: 'churn#champion#2', number: 2 });
    expect(champion?.history.map(({ version }) => version)).toEqual(['v1.1.0', 'v1.0.0']);
    expect([state.nextNumber, state.newest]).toEqual([3, '2026-11-22T12:03:00.000Z']);
  });

  it('goes back by a new tag on the older commit', () => {
    const state = registryState(tags(...released, ['churn#champion#3', A]), 'churn');
    expect(state.aliases.get('champion')).toMatchObject({ version: 'v1.0.0', number: 3 });
    expect(state.aliases.get('champion')?.history).toHaveLength(3);
  });

  it('an alias taken back is on the version that it was on before, as GTO has it', () => {
    const state = registryState(tags(...released, ['churn#champion!#3', B]), 'churn');
    expect(state.aliases.get('champion')).toMatchObject({ version: 'v1.0.0', number: 1 });
    const none = registryState(tags(...released, ['churn#champion!#3', B], ['churn#champion!#4', A]), 'churn');
    expect(none.aliases.has('champion')).toBe(false);
    expect([none.history.length, none.nextNumber]).toEqual([4, 5]);
  });

  it('a version taken back holds no alias and keeps its name', () => {
    const state = registryState(tags(...released, ['churn@v1.1.0!', B]), 'churn');
    expect(state.versions[1]).toMatchObject({ name: 'v1.1.0', deregistered: true });
    expect(state.aliases.get('champion')).toMatchObject({ version: 'v1.0.0' });
    expect(registryState(tags(...released, ['churn@v1.1.0!', A]), 'churn').versions[1]?.deregistered).toBe(false);
    const again = registryState(tags(...released, ['churn@v1.1.0!', B], ['churn@v1.1.0#9', B]), 'churn');
    expect(again.versions).toMatchObject([{ name: 'v1.0.0' }, { name: 'v1.1.0', deregistered: false }]);
  });
});

describe('the state of an unusual registry', () => {
  it('an alias on a commit without a version is on none', () => {
    const state = registryState(tags(['churn#champion#1', C]), 'churn');
    expect(state.aliases.get('champion')).toMatchObject({ commit: C, version: undefined });
  });

  it('reads GTO’s simple form, and one registered after its alias', () => {
    const state = registryState(tags(['churn#champion', A], ['churn@v1.0.0', A]), 'churn');
    expect(state.aliases.get('champion')).toMatchObject({ version: 'v1.0.0', tag: 'churn#champion' });
    expect(state.nextNumber).toBe(1);
  });

  it('counts all tags of a model together, and of one second by number', () => {
    const same = tags(
      ...released.slice(0, 3),
      ['churn#staging#9', B],
      ['churn#champion#10', B],
      ['churn#champion#11', A],
    );
    const state = registryState(
      same.map((tag) => ({ ...tag, at: '2026-11-22T12:00:00.000Z' })),
      'churn',
    );
    expect(state.aliases.get('champion')).toMatchObject({ version: 'v1.0.0', number: 11 });
    expect(state.nextNumber).toBe(12);
  });

  it('keeps apart models whose names begin alike, and folders', () => {
    const all = tags(['churn@v1.0.0', A], ['churn2@v2.0.0', A], ['x=churn@v3.0.0', A], ['churn-b#champion#4', A]);
    expect(registryState(all, 'churn').versions.map(({ name }) => name)).toEqual(['v1.0.0']);
    expect(registryState(all, 'x:churn').versions.map(({ name }) => name)).toEqual(['v3.0.0']);
  });

  it('says whether the model was given up', () => {
    expect(registryState(tags(...released, ['churn@deprecated', A]), 'churn').deprecated).toBe(true);
    expect(registryState(tags(['churn@deprecated', A], ...released), 'churn').deprecated).toBe(false);
  });
});

describe('the time of the next tag', () => {
  const state = registryState(tags(...released), 'churn');
  it.each([
    ['2026-11-22T13:00:00.000Z', '2026-11-22T13:00:00.000Z'],
    ['2026-11-22T12:03:00.000Z', '2026-11-22T12:03:01.000Z'],
    ['2026-11-22T11:00:00.000Z', '2026-11-22T12:03:01.000Z'],
  ])('at %s is %s', (now, at) => {
    expect(timeAfter(state, new Date(now)).toISOString()).toBe(at);
  });

  it('is now when there are no tags', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    expect(timeAfter(registryState([], 'churn'), now)).toBe(now);
  });
});
