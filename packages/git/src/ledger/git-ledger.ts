import { resolve } from 'node:path';
import { type Ledger, writeLedgerEntry } from '@weighbridge/core';
import { safeName } from '../names.ts';
import type { GitOptions } from '../run-git.ts';
import { sha256 } from '../sha256.ts';
import { append } from './append.ts';
import { type LedgerPlace, withBranch } from './branch.ts';
import { readEntries } from './read.ts';

export interface LedgerOptions extends GitOptions {
  /** Default `weighbridge/ledger`. */
  readonly branch?: string;
  /** Name of the remote that holds the ledger; without one the repository's own branch is the ledger. */
  readonly remote?: string | undefined;
  readonly now?: () => Date;
  readonly author?: { readonly name: string; readonly email: string };
  /** Tries of one append, lost races included; default 60. */
  readonly attempts?: number;
  readonly onLostRace?: (attempt: number) => void;
  /** A file that is not what its name says, for example one that was edited by hand. It is skipped. */
  readonly onRefused?: (path: string, why: string) => void;
}

/**
 * The ledger as an orphan branch (DESIGN §3): `<model>/<digest>.json` holds when a record was appended and the
 * record; a record that would make this file larger than 64 KB lies in `<digest>.record.json` beside it, and what proves it
 * in `<digest>.sigstore.json`, both in the same commit. Appending what is there changes nothing. Throws PermissionError when the branch may not be written, ServiceError when
 * it could not be reached.
 */
export function gitLedger(root: string, options: LedgerOptions): Ledger {
  const {
    now = () => new Date(),
    author = { name: 'weighbridge', email: 'weighbridge@localhost' },
    attempts = 60,
  } = options;
  const { onLostRace = () => undefined, onRefused = () => undefined } = options;
  const place: LedgerPlace = {
    root: resolve(root),
    env: options.env,
    credentials: options.credentials,
    branch: safeName(options.branch ?? 'weighbridge/ledger'),
    remote: options.remote === undefined ? undefined : safeName(options.remote),
  };
  return {
    async append(record, attestation) {
      const at = now();
      const { digest, files } = writeLedgerEntry(record, at, sha256, attestation);
      const message = `${record.subject.model}: ${record.verdict?.outcome ?? 'no verdict'}`;
      await withBranch(place, (branch) => append(branch, { files, message, at, author, attempts, onLostRace }));
      return digest;
    },
    entries: (model) => withBranch(place, (branch) => readEntries(branch, model, onRefused)),
  };
}
