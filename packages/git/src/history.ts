import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Repository } from '@weighbridge/core';
import { isObjectId, isSafeName } from './names.ts';
import { type Git, gitFailure, textOf } from './run-git.ts';

type History = Pick<
  Repository,
  'head' | 'parents' | 'has' | 'isShallow' | 'resolve' | 'mergeBase' | 'isAncestor' | 'ancestors'
>;

/** The part of `Repository` that asks about commits. */
export function history(git: Git, root: string): History {
  const has = (commit: string) => hasCommit(git, commit);
  const cut = () => shallowCommits(git, root);
  return {
    has,
    head: () => revision(git, 'HEAD'),
    resolve: (name) => (isSafeName(name) ? revision(git, name) : Promise.resolve(undefined)),
    parents: (commit) => parentsOf(git, commit),
    isShallow: async () => (await cut()).size > 0,
    mergeBase: async (a, b) => ((await has(a)) && (await has(b)) ? mergeBaseOf(git, a, b, await cut()) : undefined),
    isAncestor: async (ancestor, commit) =>
      (await has(commit)) ? isAncestorOf(git, ancestor, commit, await cut()) : undefined,
    ancestors: async (commit, limit) => ((await has(commit)) ? firstParents(git, commit, limit) : []),
  };
}

async function hasCommit(git: Git, commit: string): Promise<boolean> {
  return isObjectId(commit) && (await git(['cat-file', '-e', `${commit}^{commit}`])).code === 0;
}

async function revision(git: Git, name: string): Promise<string | undefined> {
  const result = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  return result.code === 0 ? new TextDecoder().decode(result.stdout).trim() : undefined;
}

/** From the commit object itself: revision walking hides the parents of a commit where a shallow clone is cut. */
async function parentsOf(git: Git, commit: string): Promise<readonly string[] | undefined> {
  if (!isObjectId(commit)) return undefined;
  const { code, stdout } = await git(['cat-file', 'commit', commit]);
  if (code !== 0) return undefined;
  const text = new TextDecoder().decode(stdout);
  const header = text.split('\n\n', 1)[0] ?? '';
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gmu)].map((match) => match[1] ?? '');
}

/** Commits at which a shallow clone is cut: their parents exist and are not here. Empty for a whole clone. */
async function shallowCommits(git: Git, root: string): Promise<ReadonlySet<string>> {
  const path = resolve(root, await textOf(git, ['rev-parse', '--git-path', 'shallow']));
  try {
    return new Set((await readFile(path, 'utf8')).split('\n').filter(isObjectId));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
    throw error;
  }
}

/**
 * A common ancestor that is found in a shallow clone may not be the nearest. It is, when no cut commit is reachable
 * from either side without passing through it: whatever lies hidden is then older.
 */
async function mergeBaseOf(git: Git, a: string, b: string, cut: ReadonlySet<string>): Promise<string | undefined> {
  const result = await git(['merge-base', a, b]);
  if (result.code > 1) throw gitFailure(['merge-base'], result);
  const found = new TextDecoder().decode(result.stdout).trim();
  if (result.code === 1 || found === '') return undefined;
  if (cut.size > 0 && (await reaches(git, [a, b, `^${found}`], cut))) return undefined;
  return found;
}

async function isAncestorOf(
  git: Git,
  ancestor: string,
  commit: string,
  cut: ReadonlySet<string>,
): Promise<boolean | undefined> {
  if (ancestor === commit) return true;
  if (await hasCommit(git, ancestor)) {
    const result = await git(['merge-base', '--is-ancestor', ancestor, commit]);
    if (result.code > 1) throw gitFailure(['merge-base'], result);
    if (result.code === 0) return true;
  }
  // A "no" holds only when all of the history was seen; in a whole clone a commit that is not here is no ancestor.
  return cut.size > 0 && (await reaches(git, [commit], cut)) ? undefined : false;
}

async function reaches(git: Git, revisions: readonly string[], cut: ReadonlySet<string>): Promise<boolean> {
  const text = await textOf(git, ['rev-list', ...revisions]);
  return text.split('\n').some((commit) => cut.has(commit));
}

async function firstParents(
  git: Git,
  commit: string,
  limit: number,
): Promise<readonly { readonly sha: string; readonly at: string }[]> {
  const text = await textOf(git, [
    'log',
    '--first-parent',
    `--max-count=${Math.max(0, Math.trunc(limit))}`,
    '--format=%H %cI',
    commit,
  ]);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [sha = '', at = ''] = line.split(' ');
      return { sha, at };
    });
}
