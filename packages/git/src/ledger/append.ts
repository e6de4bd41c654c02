import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type LedgerFile, ServiceError } from '@weighbridge/core';
import { type Git, textOf } from '../run-git.ts';
import { blobsUnder, type LedgerBranch } from './branch.ts';

export interface AppendOptions {
  readonly files: readonly [LedgerFile, ...LedgerFile[]];
  readonly message: string;
  readonly at: Date;
  readonly author: { readonly name: string; readonly email: string };
  /** How often a lost race is run again before giving up. */
  readonly attempts: number;
  readonly onLostRace: (attempt: number) => void;
}

/**
 * Adds files to the branch: a commit on the tip as it is now, then the branch is moved. Whoever loses the race takes the new tip
 * and tries again after a random wait. Files are named by digest, so two writers never change the same one, and what is
 * already there is left alone: an attestation that comes later is added to its entry.
 */
export async function append(branch: LedgerBranch, options: AppendOptions): Promise<void> {
  for (let attempt = 1; attempt <= options.attempts; attempt += 1) {
    const tip = await branch.tip();
    const files = tip === undefined ? options.files : await missing(branch.git, tip, options.files);
    if (files.length === 0) return;
    const commit = await commitOn(branch.git, tip, { ...options, files });
    if (await branch.publish(commit, tip)) return;
    options.onLostRace(attempt);
    await wait(Math.random() * Math.min(1500, 25 * 2 ** attempt));
  }
  throw new ServiceError(
    'WB4103',
    `Others kept writing to the ledger: ${options.attempts} tries were overtaken. Nothing was written. Run the job again.`,
  );
}

/** Files of one entry, which share a folder, that the branch does not have. */
async function missing(git: Git, tip: string, files: AppendOptions['files']): Promise<readonly LedgerFile[]> {
  const [{ path: first }] = files;
  const there = await blobsUnder(git, tip, first.slice(0, first.lastIndexOf('/')));
  return files.filter(({ path }) => !there.has(path));
}

/** What a commit is made of. Files are plain ones unless they have a mode; one without text is removed. */
export interface NewCommit extends Pick<AppendOptions, 'message' | 'at' | 'author'> {
  readonly files: readonly {
    readonly path: string;
    readonly text: string | Uint8Array | undefined;
    readonly mode?: string;
  }[];
}

/** A commit with the tip's tree and the new files, made without a working tree. */
export async function commitOn(
  git: Git,
  tip: string | undefined,
  { files, message, at, author }: NewCommit,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weighbridge-index-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index'), ...identity(author, at) };
    await textOf(git, ['read-tree', tip ?? '--empty'], { env });
    const lines = await Promise.all(
      files.map(async ({ path, text, mode = '100644' }) =>
        text === undefined
          ? `0 ${'0'.repeat(tip?.length ?? 40)}\t${path}\0`
          : `${mode} ${await textOf(git, ['hash-object', '-w', '--stdin'], { input: text })}\t${path}\0`,
      ),
    );
    await textOf(git, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    const tree = await textOf(git, ['write-tree', '--missing-ok'], { env });
    return await textOf(git, ['commit-tree', tree, ...(tip === undefined ? [] : ['-p', tip])], {
      env,
      input: `${message}\n`,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function identity({ name, email }: AppendOptions['author'], at: Date): Readonly<Record<string, string>> {
  const date = `@${Math.floor(at.getTime() / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
