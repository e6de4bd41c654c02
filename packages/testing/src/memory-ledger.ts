import { createHash } from 'node:crypto';
import { type Ledger, ledgerFolder, readLedgerEntry, writeLedgerEntry } from '@weighbridge/core';

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
    async append(record) {
      const { digest, files: made } = writeLedgerEntry(record, now(), sha256);
      for (const { path, text } of made) if (!files.has(made[0].path) || path !== made[0].path) files.set(path, text);
      return digest;
    },
    async entries(model) {
      if (files.size === 0) return undefined;
      const paths = [...files.keys()].filter(
        (path) => path.startsWith(`${ledgerFolder(model)}/`) && !path.endsWith('.record.json'),
      );
      const read = paths.map((path) => ({
        path,
        entry: readLedgerEntry({ path, text: files.get(path) ?? '' }, (other) => files.get(other), sha256),
      }));
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
