import { type LedgerEntry, ledgerFolder, readLedgerEntry } from '@weighbridge/core';
import { bytesOf, type Git } from '../run-git.ts';
import { sha256 } from '../sha256.ts';
import { blobsUnder, type LedgerBranch } from './branch.ts';

/** Entries of one model, newest first; undefined when there is no ledger. Files that are no entry are refused by name. */
export async function readEntries(
  branch: LedgerBranch,
  model: string,
  onRefused: (path: string, why: string) => void,
): Promise<readonly LedgerEntry[] | undefined> {
  const tip = await branch.tip();
  if (tip === undefined) return undefined;
  const texts = await textsUnder(branch, tip, ledgerFolder(model));
  const entries = [...texts]
    .filter(([path]) => !path.endsWith('.record.json'))
    .flatMap(([path, text]) => {
      const entry = readLedgerEntry({ path, text }, (other) => texts.get(other), sha256);
      if (typeof entry !== 'string') return [entry];
      onRefused(path, entry);
      return [];
    });
  return entries.sort(newestFirst);
}

function newestFirst(a: LedgerEntry, b: LedgerEntry): number {
  return a.at === b.at ? a.digest.localeCompare(b.digest) : b.at.localeCompare(a.at);
}

async function textsUnder(branch: LedgerBranch, tip: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const blobs = await blobsUnder(branch.git, tip, folder);
  await branch.want(tip, [...blobs.values()]);
  const contents = await readBlobs(branch.git, [...blobs.values()]);
  return new Map([...blobs.keys()].map((path, index) => [path, contents[index] ?? '']));
}

/** Many objects, as text, in one call. */
export async function readBlobs(git: Git, blobs: readonly string[]): Promise<readonly string[]> {
  if (blobs.length === 0) return [];
  const output = await bytesOf(git, ['cat-file', '--batch'], { input: `${blobs.join('\n')}\n` });
  const texts: string[] = [];
  let at = 0;
  for (const blob of blobs) {
    // Each answer is `<id> blob <size>`, a newline, the bytes, a newline.
    const end = output.indexOf(10, at);
    const size = Number(new TextDecoder().decode(output.subarray(at, end)).split(' ')[2]);
    if (!Number.isInteger(size)) throw new TypeError(`git gave no size for blob ${blob}`);
    texts.push(new TextDecoder().decode(output.subarray(end + 1, end + 1 + size)));
    at = end + size + 2;
  }
  return texts;
}
