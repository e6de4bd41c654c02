import type { Refs } from '@weighbridge/core';
import { bareFixture, type GitFixture, gitFixture } from '@weighbridge/testing';

/**
 * A repository as a forge holds it. main: a ─ b ─ c, feature left main at b and has two commits, and the refs that forges make
 * of both: GitHub's test merge, a merge queue's commit, GitLab's merged result.
 */
export interface ForgeStory {
  readonly bare: GitFixture;
  readonly author: GitFixture;
  readonly commits: Readonly<Record<'a' | 'b' | 'c' | 'feature1' | 'feature' | 'merge' | 'queue', string>>;
  /** A clone as a CI job has it: detached at one commit of one ref. */
  checkout(ref: string, depth?: number): GitFixture;
  remove(): void;
}

/** Builds it with real git. */
export function forgeStory(): ForgeStory {
  const bare = bareFixture();
  const author = gitFixture();
  const made: GitFixture[] = [bare, author];
  author.git('remote', 'add', 'origin', `file://${bare.root}`);
  const a = author.commit('a', { 'train.py': 'one\n', 'data.csv': 'x\n' });
  const b = author.commit('b', { 'params.yml': 'depth: 6\n' });
  author.git('switch', '-q', '-c', 'feature');
  const feature1 = author.commit('feature 1', { 'train.py': 'two\n' });
  const feature = author.commit('feature 2', { 'params.yml': 'depth: 8\n' });
  author.git('switch', '-q', 'main');
  const c = author.commit('c', { 'README.md': 'c\n' });
  author.git('switch', '-q', '--detach', 'main');
  const merge = author.merge('feature');
  author.git('switch', '-q', '--detach', 'main');
  const queue = author.merge('feature');
  author.git('switch', '-q', 'main');
  author.git(
    'push',
    '-q',
    'origin',
    'main',
    'feature',
    `${merge}:refs/pull/1/merge`,
    `${queue}:refs/heads/gh-readonly-queue/main/pr-1`,
  );
  return {
    bare,
    author,
    commits: { a, b, c, feature1, feature, merge, queue },
    checkout(ref, depth) {
      const clone = gitFixture();
      made.push(clone);
      clone.git('remote', 'add', 'origin', `file://${bare.root}`);
      clone.git('fetch', '-q', '--no-tags', ...(depth === undefined ? [] : [`--depth=${depth}`]), 'origin', ref);
      clone.git('checkout', '-q', '--detach', 'FETCH_HEAD');
      return clone;
    },
    remove: () => {
      for (const fixture of made) fixture.remove();
    },
  };
}

/** The forge's API over the same commits, and what was asked of it. */
export function refsOf(bare: GitFixture): Refs & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async tip(branch) {
      asked.push('tip');
      return bare.git('rev-parse', `refs/heads/${branch}`);
    },
    async mergeBase(base, head) {
      asked.push('mergeBase');
      return bare.git('merge-base', base, head);
    },
    async ancestors(commit, limit) {
      asked.push('ancestors');
      const lines = bare.git('log', '--first-parent', `--max-count=${limit}`, '--format=%H %cI', commit);
      return lines.split('\n').map((line) => ({ sha: line.split(' ')[0] ?? '', at: line.split(' ')[1] ?? '' }));
    },
    async file(path, commit) {
      asked.push('file');
      return `${bare.git('show', `${commit}:${path}`)}\n`;
    },
  };
}
