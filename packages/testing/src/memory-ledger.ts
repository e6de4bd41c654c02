import { createHash } from 'node:crypto';
import {
  isEntryFile,
  type Ledger,
  ledgerFileLimit,
  ledgerFolder,
  readLedgerEntry,
  writeLedgerEntry,
} from '@weighbridge/core';

/** Where a memory ledger keeps its files; two ledgers over one map are two writers. */
export type MemoryFiles = Map<string, string>;

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A ledger in memory with the files of the real one, so that a test can edit them by hand. */
export function memoryLedger(
  files: MemoryFiles,
  options: { readonly now?: () => Date; readonly onRefused?: (path: string, why: string) => void } = {},
): Ledger {
  const { now = () => new Date(), onRefused = () => undefined } = options;
  return {
    async append(record, attestation) {
      const { digest, files: made } = writeLedgerEntry(record, now(), sha256, attestation);
      for (const { path, text } of made) if (!files.has(path)) files.set(path, text);
      return digest;
    },
    async entries(model) {
      if (files.size === 0) return undefined;
      const own = new Map([...files].filter(([path]) => path.startsWith(`${ledgerFolder(model)}/`)));
      for (const [path, text] of own) {
        if (Buffer.byteLength(text) <= ledgerFileLimit(path)) continue;
        onRefused(path, `it is larger than ${ledgerFileLimit(path)} bytes`);
        own.delete(path);
      }
      const read = [...own]
        .filter(([path]) => isEntryFile(path))
        .map(([path, text]) => ({ path, entry: readLedgerEntry({ path, text }, (other) => own.get(other), sha256) }));
      return read
        .flatMap(({ path, entry }) => {
          if (typeof entry !== 'string') return [entry];
          onRefused(path, entry);
          return [];
        })
        .sort((a, b) => b.at.localeCompare(a.at) || a.digest.localeCompare(b.digest));
    },
  };
}
