import type { Documents } from '@weighbridge/core';
import type { LedgerOptions } from '../ledger/git-ledger.ts';

export type DocumentsOptions = Omit<LedgerOptions, 'onRefused'>;

export async function openDocuments(root: string, options: DocumentsOptions): Promise<Documents> {
  const later = () => Promise.reject(new TypeError(`${root} ${options.remote}`));
  return { read: later, write: later };
}
