import { isObjectId, safeName } from './names.ts';
import { type Git, textOf } from './run-git.ts';

interface FetchWish {
  readonly commit: string;
  readonly depth: number;
  readonly remote: string | undefined;
}

/** Fetches a commit, or deepens a shallow clone below it. False when the remote does not give it, or there is none. */
export async function fetchCommit(git: Git, { commit, depth, remote }: FetchWish): Promise<boolean> {
  const from = await remoteName(git, remote);
  if (from === undefined || !isObjectId(commit)) return false;
  const result = await git([
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
    ...(await depthOption(git, commit, depth)),
    from,
    commit,
  ]);
  return result.code === 0;
}

/** A whole clone is never given a depth: git would cut it. */
async function depthOption(git: Git, commit: string, depth: number): Promise<readonly string[]> {
  const shallow = (await textOf(git, ['rev-parse', '--is-shallow-repository'])) === 'true';
  if (!shallow) return [];
  const here = (await git(['cat-file', '-e', `${commit}^{commit}`])).code === 0;
  return [`--${here ? 'deepen' : 'depth'}=${Math.max(1, Math.trunc(depth))}`];
}

/** The remote to ask: the one wished for, `origin`, or the only one. */
export async function remoteName(git: Git, wished: string | undefined): Promise<string | undefined> {
  const names = (await textOf(git, ['remote'])).split('\n').filter((name) => name !== '');
  if (wished !== undefined) return names.includes(safeName(wished)) ? wished : undefined;
  if (names.includes('origin')) return 'origin';
  return names.length === 1 ? names[0] : undefined;
}
