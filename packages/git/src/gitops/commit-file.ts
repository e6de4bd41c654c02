import { setTimeout as wait } from 'node:timers/promises';
import { type CommitFile, type FileCommit, registryErrors, ServiceError } from '@weighbridge/core';
import { commitOn } from '../ledger/append.ts';
import { type LedgerBranch, type LedgerPlace, withBranch } from '../ledger/branch.ts';
import { isPath } from '../names.ts';
import { bytesOf, type Git, type GitOptions, listOf, textOf, withoutSecrets } from '../run-git.ts';
import { placeOf } from './place.ts';

export interface CommitFileOptions extends GitOptions {
  /** Default: `origin`, else the only remote there is. */
  readonly remote?: string | undefined;
  /** For the host that is written to, instead of `credentials`. */
  readonly token?: string | undefined;
  readonly author?: { readonly name: string; readonly email: string };
  /** Tries of one commit, lost races included; default 20. */
  readonly attempts?: number;
}

/**
 * Changes one file of a branch by a commit and a push without force. Of the repository no more is fetched than the
 * newest commit's names and that file. `credentials` reach the host that they are for and no other.
 */
export function openCommitFile(root: string, options: CommitFileOptions): CommitFile {
  return async (wish) => {
    const place = await placeOf(root, options, wish);
    const repository = wish.repository === undefined ? 'this repository' : withoutSecrets(wish.repository);
    if (!isPath(wish.path)) throw noManifest(wish, 'that is no path within a repository');
    try {
      return await withBranch(place, (branch) => commitChange(branch, { ...wish, repository }, options, place));
    } catch (error) {
      if (isNotFound(error) && !isSsh(wish.repository))
        throw registryErrors.noManifestRepository({ repository }, { cause: error });
      throw error;
    }
  };
}

async function commitChange(
  branch: LedgerBranch,
  wish: FileCommit & { readonly repository: string },
  { attempts = 20, author = { name: 'weighbridge', email: 'weighbridge@localhost' } }: CommitFileOptions,
  { remote }: LedgerPlace,
): Promise<string | undefined> {
  const { repository, path, message, at } = wish;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const tip = await branch.tip();
    if (tip === undefined) throw registryErrors.noBranch({ branch: wish.branch, repository });
    if (remote === undefined) await refuseCheckedOut(branch.git, wish.branch);
    const { text, mode } = await fileOf(branch, tip, wish);
    const changed = wish.change(text);
    if (changed === undefined || changed === text) return undefined;
    const commit = await commitOn(branch.git, tip, { files: [{ path, text: changed, mode }], message, at, author });
    if (await branch.publish(commit, tip)) return commit;
    await wait(Math.random() * Math.min(1500, 25 * 2 ** attempt));
  }
  throw new ServiceError(
    'WB6412',
    `Others kept pushing to ${wish.branch} of ${repository}: ${attempts} tries were overtaken. ${path} was not changed. Run the job again.`,
  );
}

async function fileOf(
  branch: LedgerBranch,
  tip: string,
  wish: FileCommit,
): Promise<{ readonly text: string; readonly mode: string }> {
  const [entry = ''] = await listOf(branch.git, ['ls-tree', '-z', '--full-tree', tip, '--', wish.path]);
  if (entry === '') throw noManifest(wish, 'it is not there');
  const [, mode = '', blob = ''] = /^(\d+) blob ([0-9a-f]+)\t/u.exec(entry) ?? [];
  if (mode !== '100644' && mode !== '100755') throw noManifest(wish, 'it is not a file');
  await branch.want(tip, [blob]);
  const bytes = await bytesOf(branch.git, ['cat-file', 'blob', blob]);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), mode };
  } catch (cause) {
    throw noManifest(wish, 'it is not text in UTF-8', cause);
  }
}

/** A branch that moves below a working tree leaves it as if all were undone there. */
async function refuseCheckedOut(git: Git, branch: string): Promise<void> {
  const bare = (await textOf(git, ['rev-parse', '--is-bare-repository'])) === 'true';
  const head = await git(['symbolic-ref', '--quiet', 'HEAD']);
  if (!bare && new TextDecoder().decode(head.stdout).trim() === `refs/heads/${branch}`) {
    throw registryErrors.checkedOut({ branch });
  }
}

function noManifest({ path, branch }: FileCommit, why: string, cause?: unknown): Error {
  return registryErrors.noManifest({ path, branch, why }, cause === undefined ? {} : { cause });
}

/** Over SSH git says the same of a server that is down. */
function isSsh(address = ''): boolean {
  return /^ssh:|^[^/\\]{2,}:(?!\/\/)/iu.test(address);
}

/** Forges say of what one may not see that it is not there. */
function isNotFound(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    /repository .*not found|does not exist|make sure you have the correct access rights/iu.test(error.message)
  );
}
