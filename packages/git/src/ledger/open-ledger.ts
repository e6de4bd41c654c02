import type { Ledger } from '@weighbridge/core';
import { remoteName } from '../fetch.ts';
import { gitIn } from '../run-git.ts';
import { gitLedger, type LedgerOptions } from './git-ledger.ts';

/** The ledger of a repository: its remote's branch when it has a remote (`origin`, or the only one), else its own. */
export async function openLedger(root: string, options: LedgerOptions): Promise<Ledger> {
  return gitLedger(root, { ...options, remote: await remoteName(gitIn(root, options), options.remote) });
}
