import { resolveBase } from '@weighbridge/command';
import type { Occasion } from '@weighbridge/core';
import { gitRepository } from '@weighbridge/git';
import { type GitFixture, gitFixture, gitFixtureEnv } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ForgeStory, forgeStory, refsOf } from './forge-story.ts';

let story: ForgeStory;
beforeAll(() => {
  story = forgeStory();
});
afterAll(() => story.remove());

type Names = keyof ForgeStory['commits'];

const open = (clone: GitFixture) => gitRepository(clone.root, { env: gitFixtureEnv });
const sha = (name: Names) => story.commits[name];
const change = (more: object = {}): Occasion => ({
  kind: 'change',
  number: 1,
  head: sha('feature'),
  baseTip: sha('c'),
  baseRef: 'main',
  fork: false,
  ...more,
});
const push = (more: object = {}): Occasion => ({
  kind: 'push',
  branch: 'main',
  before: sha('b'),
  forced: false,
  isDefault: true,
  ...more,
});
const schedule: Occasion = { kind: 'other', event: 'schedule' };

interface Case {
  readonly name: string;
  readonly ref: string;
  readonly occasion: () => Occasion;
  readonly base: Names;
  readonly reason: string;
}

const cases: readonly Case[] = [
  { name: 'GitHub’s test merge', ref: 'refs/pull/1/merge', occasion: () => change(), base: 'c', reason: 'base tip' },
  { name: 'the head of a change', ref: 'feature', occasion: () => change(), base: 'b', reason: 'merge-base' },
  {
    name: 'the head, base tip not said',
    ref: 'feature',
    occasion: () => change({ baseTip: undefined }),
    base: 'b',
    reason: 'merge-base',
  },
  {
    name: 'a merged-results pipeline',
    ref: 'refs/pull/1/merge',
    occasion: () => change({ mergedInto: sha('c') }),
    base: 'c',
    reason: 'target of merged results',
  },
  {
    name: 'a merge queue',
    ref: 'gh-readonly-queue/main/pr-1',
    occasion: () => ({ kind: 'queue', base: sha('c'), head: sha('queue') }),
    base: 'c',
    reason: 'queue base',
  },
  {
    name: 'a push of two commits',
    ref: 'main',
    occasion: () => push({ before: sha('a') }),
    base: 'a',
    reason: 'commit before the push',
  },
  {
    name: 'a push of a new branch',
    ref: 'feature',
    occasion: () => push({ before: undefined, isDefault: false }),
    base: 'feature1',
    reason: 'nearest ancestor',
  },
  {
    name: 'a forced push, the commit before still there',
    ref: 'main',
    occasion: () => push({ before: sha('feature'), forced: true }),
    base: 'feature',
    reason: 'commit before the push',
  },
  {
    name: 'a forced push, the commit before gone',
    ref: 'main',
    occasion: () => push({ before: '9'.repeat(40), forced: true }),
    base: 'b',
    reason: 'nearest ancestor',
  },
  {
    name: 'a forced push of a branch, gone',
    ref: 'feature',
    occasion: () => push({ before: '9'.repeat(40), forced: true, isDefault: false }),
    base: 'b',
    reason: 'merge-base',
  },
  { name: 'a schedule on main', ref: 'main', occasion: () => schedule, base: 'b', reason: 'nearest ancestor' },
  { name: 'a dispatch on a branch', ref: 'feature', occasion: () => schedule, base: 'b', reason: 'merge-base' },
];

describe('resolveBase on real git', () => {
  it.each(cases)('$name, in a whole clone', async ({ ref, occasion, base, reason }) => {
    const clone = story.checkout(ref);
    clone.git('fetch', '-q', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    const found = await resolveBase(occasion(), { repository: open(clone), refs: undefined, defaultBranch: 'main' });
    expect(found.base).toEqual({ commit: sha(base), reason });
    expect(found.base?.commit).not.toBe(clone.git('rev-parse', 'HEAD'));
  });

  it.each(cases)('$name, in a clone of depth 1 with the forge’s API', async ({ ref, occasion, base, reason }) => {
    const clone = story.checkout(ref, 1);
    const found = await resolveBase(occasion(), {
      repository: open(clone),
      refs: refsOf(story.bare),
      defaultBranch: 'main',
    });
    expect([found.base, found.here]).toEqual([{ commit: sha(base), reason }, true]);
  });
});

describe('resolveBase when something is missing', () => {
  it('asks the forge before it deepens a shallow clone, and deepens it when the forge fails', async () => {
    const clone = story.checkout('feature', 1);
    const refs = refsOf(story.bare);
    await resolveBase(change(), { repository: open(clone), refs });
    expect(refs.asked).toEqual(['mergeBase']);
    const other = story.checkout('feature', 1);
    const failing = { ...refs, mergeBase: () => Promise.reject(new Error('HTTP 502')) };
    const found = await resolveBase(change(), { repository: open(other), refs: failing });
    expect(found.base).toEqual({ commit: sha('b'), reason: 'merge-base' });
    expect(found.asked.at(-1)).toMatch(/^git/);
    expect(
      (await resolveBase(change(), { repository: open(story.checkout('feature', 1)), refs: undefined })).base?.commit,
    ).toBe(sha('b'));
  });

  it('says that it could not look, and never "first run", when nobody can be asked', async () => {
    for (const [ref, occasion] of [
      ['feature', change()],
      ['feature', change({ baseTip: undefined })],
      ['feature', schedule],
    ] as const) {
      const clone = story.checkout(ref, 1);
      clone.git('remote', 'set-url', 'origin', 'file:///nowhere/at/all');
      const failing = {
        ...refsOf(story.bare),
        mergeBase: () => Promise.reject(new Error('HTTP 502')),
        ancestors: () => Promise.reject(new Error('HTTP 502')),
      };
      const looking = resolveBase(occasion, { repository: open(clone), refs: failing, defaultBranch: 'main' });
      await expect(looking).rejects.toMatchObject({
        name: 'ServiceError',
        code: 'WB4104',
        message: expect.stringMatching(/HTTP 502.*fetch-depth: 0/),
      });
    }
  });

  it('knows the base of a test merge in a clone of depth 1 that reaches nobody, and that its files are away', async () => {
    const clone = story.checkout('refs/pull/1/merge', 1);
    clone.git('remote', 'set-url', 'origin', 'file:///nowhere/at/all');
    const found = await resolveBase(change(), { repository: open(clone), refs: undefined });
    expect([found.base, found.here]).toEqual([{ commit: sha('c'), reason: 'base tip' }, false]);
  });

  it('proves that a first commit has no base', async () => {
    const repo = gitFixture();
    try {
      repo.commit('first');
      for (const occasion of [schedule, push({ before: undefined })]) {
        const found = await resolveBase(occasion, { repository: open(repo), refs: undefined, defaultBranch: 'main' });
        expect([found.base, found.why]).toEqual([undefined, 'it is the first commit of the repository']);
      }
    } finally {
      repo.remove();
    }
  });
});

describe('resolveBase after history was rewritten', () => {
  it('after a squash merge, takes the commit of main before it', async () => {
    const repo = story.author.clone();
    try {
      const before = repo.git('rev-parse', 'main');
      repo.git('merge', '-q', '--squash', 'origin/feature');
      const squashed = repo.commit('squashed');
      const found = await resolveBase(push({ before }), {
        repository: open(repo),
        refs: undefined,
        defaultBranch: 'main',
      });
      expect([found.checkedOut, found.base?.commit]).toEqual([squashed, before]);
      const local = await resolveBase(schedule, { repository: open(repo), refs: undefined, defaultBranch: 'main' });
      expect(local.base?.commit).toBe(before);
    } finally {
      repo.remove();
    }
  });

  it('after a rebase, takes the new merge-base', async () => {
    const repo = story.author.clone();
    try {
      repo.git('switch', '-q', '-c', 'feature', 'origin/feature');
      repo.git('rebase', '-q', 'origin/main');
      const head = repo.git('rev-parse', 'HEAD');
      const found = await resolveBase(change({ head }), { repository: open(repo), refs: undefined });
      expect(found.base).toEqual({ commit: sha('c'), reason: 'merge-base' });
    } finally {
      repo.remove();
    }
  });
});
