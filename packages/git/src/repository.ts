import { resolve } from 'node:path';
import type { FileDelta, Repository } from '@weighbridge/core';
import { fetchCommit } from './fetch.ts';
import { history } from './history.ts';
import { isObjectId } from './names.ts';
import { bytesOf, type Git, type GitOptions, gitFailure, gitIn, listOf } from './run-git.ts';
import { withSnapshot } from './snapshot.ts';
import { writeFileAt } from './write-file.ts';

export interface RepositoryOptions extends GitOptions {
  /** Default: `origin`, else the only remote there is. */
  readonly remote?: string;
}

/** The repository around a folder; undefined when the folder is in none. Throws when git itself is missing. */
export async function openRepository(folder: string, options: RepositoryOptions): Promise<Repository | undefined> {
  // `safe.directory` must name the top folder, which is not known yet: any folder is allowed for this one question.
  const git = gitIn(folder, options, [['safe.directory', '*']]);
  const result = await git(['rev-parse', '--show-toplevel']);
  if (result.code === 0) return gitRepository(new TextDecoder().decode(result.stdout).replace(/\n$/u, ''), options);
  if (/not a git repository|must be run in a work tree/u.test(result.stderr)) return undefined;
  throw gitFailure(['rev-parse'], result);
}

/**
 * The `Repository` port over the git binary. `root` is the top folder of a working tree. What a shallow clone
 * cannot know is undefined; blobs of Git LFS come as the pointers that they are.
 */
export function gitRepository(root: string, options: RepositoryOptions): Repository {
  const folder = resolve(root);
  const git = gitIn(folder, options);
  return {
    root: folder,
    ...history(git, folder),
    fetch: (commit, depth) => fetchCommit(git, { commit, depth, remote: options.remote }),
    file: (commit, path) => fileAt(git, commit, path),
    write: (commit, path, target) => writeFileAt(git, { commit: objectId(commit), path, target }),
    tree: (commit) =>
      commit === undefined
        ? withSnapshot(git, folder, ({ git: own, tree }) => filesOf(own, tree))
        : filesOf(git, commit),
    remotes: () => remotesOf(git),
    diff: (from, to) =>
      to === undefined
        ? withSnapshot(git, folder, ({ git: own, tree }) => diffOf(own, from, tree))
        : diffOf(git, from, to),
  };
}

async function fileAt(git: Git, commit: string, path: string): Promise<Uint8Array | undefined> {
  const entries = await listOf(git, ['ls-tree', '-z', '--full-tree', objectId(commit), '--', path]);
  const [, type, blob] = /^\d+ (\w+) ([0-9a-f]+)/u.exec(entries[0] ?? '') ?? [];
  return type === 'blob' && blob !== undefined ? bytesOf(git, ['cat-file', 'blob', blob]) : undefined;
}

/** Pushing may go elsewhere than fetching: both count. */
async function remotesOf(git: Git): Promise<readonly string[]> {
  const result = await git(['config', '-z', '--get-regexp', '^remote\\..*\\.(url|pushurl)$']);
  // 1 says that there is none.
  if (result.code > 1) throw gitFailure(['config'], result);
  const entries = new TextDecoder().decode(result.stdout).split('\0').filter(Boolean);
  return entries.map((entry) => entry.slice(entry.indexOf('\n') + 1));
}

async function filesOf(git: Git, tree: string): Promise<readonly { readonly path: string; readonly blob: string }[]> {
  const entries = await listOf(git, ['ls-tree', '-r', '-z', '--full-tree', objectId(tree)]);
  return entries.map((entry) => {
    const tab = entry.indexOf('\t');
    return { path: entry.slice(tab + 1), blob: entry.slice(0, tab).split(' ')[2] ?? '' };
  });
}

async function diffOf(git: Git, from: string, to: string): Promise<readonly FileDelta[]> {
  const lines = await listOf(git, [
    'diff-tree',
    '-r',
    '-z',
    '--numstat',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    objectId(from),
    objectId(to),
  ]);
  return lines.map((line) => {
    const [added = '-', removed = '-', ...path] = line.split('\t');
    const counts = added === '-' ? {} : { added: Number(added), removed: Number(removed) };
    return { path: path.join('\t'), ...counts };
  });
}

function objectId(text: string): string {
  if (!isObjectId(text)) throw new TypeError(`not a whole object id: ${text}`);
  return text;
}
