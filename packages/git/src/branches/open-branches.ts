import { resolve } from 'node:path';
import { type Branches, type BranchFile, type CommitWords, ownAuthor, watchErrors } from '@weighbridge/core';
import { remoteName } from '../fetch.ts';
import { commitOn, type NewCommit } from '../ledger/append.ts';
import { type LedgerBranch, type LedgerPlace, refusal, withBranch } from '../ledger/branch.ts';
import { isObjectId, isPath, safeName } from '../names.ts';
import { type Git, type GitOptions, gitIn, listOf, textOf } from '../run-git.ts';

export interface BranchesOptions extends GitOptions {
  /** Default: `origin`, else the only remote there is. */
  readonly remote?: string | undefined;
}

/**
 * Branches of a repository: its remote's when it has one, else its own. With a remote all happens in a repository that is
 * thrown away: the user's clone gets no branch, no object and no setting.
 */
export function openBranches(root: string, options: BranchesOptions): Branches {
  const git = gitIn(root, options);
  const { env, credentials } = options;
  const placeOf = async (name: string): Promise<LedgerPlace> => {
    const remote = await remoteName(git, options.remote);
    return { root: resolve(root), env, credentials, branch: safeName(name), remote, what: name };
  };
  return {
    async tip(name) {
      return withBranch(await placeOf(name), async (branch) => {
        const tip = await branch.tip();
        return tip === undefined ? undefined : wordsOf(branch.git, tip);
      });
    },
    async words(commit) {
      const here = isObjectId(commit) && (await git(['cat-file', '-e', `${commit}^{commit}`])).code === 0;
      return here ? wordsOf(git, commit) : undefined;
    },
    async create({ from, files, ...rest }) {
      if (!isObjectId(from)) throw new TypeError(`not a whole object id: ${from}`);
      await refuseFiles(git, files);
      const place = await placeOf(rest.name);
      return withBranch(place, (branch) => create(branch, place, { ...rest, from, files }));
    },
  };
}

async function create(
  branch: LedgerBranch,
  { remote, what }: LedgerPlace,
  { from, files, message, at }: Omit<Parameters<Branches['create']>[0], 'name'>,
): ReturnType<Branches['create']> {
  const { git } = branch;
  if ((await branch.tip()) !== undefined) return 'exists';
  if (remote !== undefined) await fetchTree(git, from, what);
  const own = await Promise.all(files.map((file) => withMode(git, from, file)));
  const commit = await commitOn(git, from, { files: own, message, at, author: ownAuthor });
  return (await branch.publish(commit, undefined)) ? { commit } : 'exists';
}

/** The commit and its folders; no file's content is asked for. */
async function fetchTree(git: Git, commit: string, what: string | undefined): Promise<void> {
  const args = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--depth=1',
    '--filter=blob:none',
    'origin',
    commit,
  ];
  const result = await git(args);
  if (result.code !== 0) throw refusal(args, result, what);
}

/** A file that may be run stays one. */
async function withMode(git: Git, from: string, { path, bytes }: BranchFile): Promise<NewCommit['files'][number]> {
  const [entry = ''] = await listOf(git, ['ls-tree', '-z', '--full-tree', from, '--', path]);
  return { path, text: bytes, mode: entry.startsWith('100755 ') ? '100755' : '100644' };
}

const wordsFormat = '--format=%an%x00%ae%x00%B';

async function wordsOf(git: Git, commit: string): Promise<CommitWords> {
  const text = await textOf(git, ['show', '--no-patch', '--no-show-signature', wordsFormat, commit]);
  const [name = '', email = '', ...message] = text.split('\0');
  return { commit, message: message.join('\0').trimEnd(), author: { name, email } };
}

/** Content that a filter keeps elsewhere is uploaded by that filter's own program, which is not run here. */
async function refuseFiles(git: Git, files: readonly BranchFile[]): Promise<void> {
  const odd = files.find(({ path }) => !isPath(path));
  if (odd) throw watchErrors.notCarried({ path: odd.path, why: 'it is no path within the repository' });
  const paths = files.filter(({ bytes }) => bytes !== undefined).map(({ path }) => path);
  const said = await listOf(git, ['check-attr', '-z', '--stdin', 'filter'], {
    input: paths.map((path) => `${path}\0`).join(''),
  });
  for (let at = 0; at + 2 < said.length; at += 3) {
    const [path = '', , filter = 'unspecified'] = said.slice(at, at + 3);
    if (!['unspecified', 'unset', 'set'].includes(filter))
      throw watchErrors.notCarried({
        path,
        why: filter === 'lfs' ? 'Git LFS keeps its content' : `the filter ${filter} keeps its content`,
      });
  }
}
