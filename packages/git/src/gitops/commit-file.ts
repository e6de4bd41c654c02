import type { CommitFile } from '@weighbridge/core';
import type { GitOptions } from '../run-git.ts';

export interface CommitFileOptions extends GitOptions {
  /** Default: `origin`, else the only remote there is. */
  readonly remote?: string | undefined;
  /** For the host of the address that is written to, instead of `credentials`. */
  readonly token?: string | undefined;
}

export async function openCommitFile(root: string, options: CommitFileOptions): Promise<CommitFile> {
  return () => Promise.reject(new TypeError(`${root} ${options.remote}`));
}
