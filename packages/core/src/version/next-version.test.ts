import { describe, expect, it } from 'vitest';
import type { Changed } from '../record/comparison.ts';
import { type ExistingVersion, nextVersion } from './next-version.ts';
import { compareVersions } from './version-parts.ts';

const recordDigest = `sha256:${'1'.repeat(64)}` as const;
const date = new Date('2026-11-22T23:59:59Z');
const nothing: Changed = { data: [], code: [], params: [], environment: [], policy: [], unknown: [] };
const data = [{ dataset: 'train', path: 'data/train.csv' }];
const code = [{ path: 'train.py' }];
const params = [{ key: 'depth', was: '3', now: '4' }];

function next(
  names: readonly (string | ExistingVersion)[],
  changed: Partial<Changed> | undefined = {},
  more: Partial<Parameters<typeof nextVersion>[0]> = {},
) {
  const existing = names.map((name) => (typeof name === 'string' ? { name } : name));
  const what = changed === undefined ? undefined : { ...nothing, ...changed };
  return nextVersion({ existing, scheme: 'semver', bump: 'auto', changed: what, date, recordDigest, ...more });
}

describe('the next version by semver', () => {
  it.each([
    [{ data }, 'v1.4.3', 'only data changed: patch'],
    [{ data, environment: params }, 'v1.4.3', 'only data and environment changed: patch'],
    [{ code }, 'v1.5.0', 'code changed: minor'],
    [{ data, params, code }, 'v1.5.0', 'data, code and params changed: minor'],
    [{ policy: [{ where: 'x', effect: 'other' as const }] }, 'v1.5.0', 'policy changed: minor'],
    [{}, 'v1.4.3', 'nothing that is known changed: patch'],
    [
      { data, unknown: [{ what: 'params', why: 'no base' }] },
      'v1.5.0',
      'it is not known whether params changed: minor',
    ],
  ])('%j', (changed, name, why) => {
    expect(next(['v1.4.2', 'v1.3.9'], changed)).toEqual({ name, after: 'v1.4.2', why });
  });

  it('begins at v1.0.0, whatever the policy bumps', () => {
    expect(next([])).toEqual({ name: 'v1.0.0', why: 'first version' });
    expect(next([], {}, { bump: 'major' })).toMatchObject({ name: 'v1.0.0' });
  });

  it('is a minor one when what changed is not known', () => {
    const wish = { existing: [{ name: 'v1.4.2' }], scheme: 'semver', bump: 'auto', date, recordDigest } as const;
    expect(nextVersion({ ...wish, changed: undefined })).toMatchObject({
      name: 'v1.5.0',
      why: expect.stringMatching(/not known/),
    });
  });

  it.each([
    ['major', 'v2.0.0'],
    ['minor', 'v1.5.0'],
    ['patch', 'v1.4.3'],
  ] as const)('is bumped by the policy: %s', (bump, name) => {
    expect(next(['v1.4.2'], { data }, { bump })).toEqual({ name, after: 'v1.4.2', why: `bump in the policy: ${bump}` });
  });

  it('comes after the highest number, not the last letter', () => {
    expect(next(['v1.9.0', 'v1.10.0', 'v1.2.30'], { code })).toMatchObject({ name: 'v1.11.0', after: 'v1.10.0' });
    expect(next(['v2.0.0-rc.1', 'v1.9.0'], { code })).toMatchObject({ name: 'v2.1.0', after: 'v2.0.0-rc.1' });
  });

  it('passes over versions of another scheme, with a word', () => {
    expect(next(['v1.0.0', 'v2026.11.1', 'spring', 'v1'], { code })).toEqual({
      name: 'v1.1.0',
      after: 'v1.0.0',
      why: 'code changed: minor; v2026.11.1 and 2 more are of another scheme',
    });
    expect(next(['2.0'])).toEqual({ name: 'v1.0.0', why: 'first version; 2.0 is of another scheme' });
  });

  it('is the same one for the same record', () => {
    const existing = [{ name: 'v1.0.0', record: recordDigest, commit: 'a' }, { name: 'v1.1.0' }];
    expect(next(existing, { code })).toEqual({ same: 'v1.0.0' });
    expect(next(existing, { code }, { commit: 'a' })).toEqual({ same: 'v1.0.0' });
  });

  it('does not go beside another on one commit', () => {
    const existing = [{ name: 'v1.0.0', record: `sha256:${'3'.repeat(64)}` as const, commit: 'a' }];
    expect(next(existing, { code }, { commit: 'a' })).toEqual({ taken: 'v1.0.0' });
    expect(next(existing, { code }, { commit: 'b' })).toMatchObject({ name: 'v1.1.0' });
  });
});

describe('the next version by calendar', () => {
  const scheme = 'calendar' as const;
  it.each([
    [[], 'v2026.11.22', undefined],
    [['v2026.11.21', 'v2026.2.28-7'], 'v2026.11.22', 'v2026.11.21'],
    [['v2026.11.22'], 'v2026.11.22-2', 'v2026.11.22'],
    [['v2026.11.22', 'v2026.11.22-2', 'v2026.11.22-10'], 'v2026.11.22-11', 'v2026.11.22-10'],
    [['v2026.11.23-2'], 'v2026.11.23-3', 'v2026.11.23-2'],
    [['v1.4.0'], 'v2026.11.22', undefined],
  ])('after %j is %s', (names, name, after) => {
    const found = next(names, { code }, { scheme });
    expect(found).toMatchObject({ name });
    expect('after' in found ? found.after : undefined).toBe(after);
  });
});

describe('the order of versions', () => {
  it('by semver is that of its own page', () => {
    const names = [
      ...['v1.0.0-alpha', 'v1.0.0-alpha.1', 'v1.0.0-alpha.beta', 'v1.0.0-beta', 'v1.0.0-beta.2', 'v1.0.0-beta.11'],
      ...['v1.0.0-rc.1', 'v1.0.0', 'v1.2.0', 'v1.10.0', 'v2.0.0'],
    ];
    const sorted = [...names].reverse().sort((a, b) => compareVersions(a, b, 'semver') ?? 0);
    expect(sorted).toEqual(names);
    expect(compareVersions('v1.0.0+a', 'v1.0.0+b', 'semver')).toBe(0);
  });

  it('by calendar counts the versions of a day', () => {
    const names = ['v2025.12.31', 'v2026.1.2', 'v2026.1.10', 'v2026.1.10-2', 'v2026.1.10-10', 'v2026.2.1'];
    const sorted = [...names].reverse().sort((a, b) => compareVersions(a, b, 'calendar') ?? 0);
    expect(sorted).toEqual(names);
  });

  it('is not known across schemes', () => {
    expect(compareVersions('v1.0.0', 'v2026.11.22', 'semver')).toBeUndefined();
    expect(compareVersions('v1.0.0', 'v2026.11.22', 'calendar')).toBeUndefined();
    expect(compareVersions('spring', 'v1.0.0', 'semver')).toBeUndefined();
  });
});
