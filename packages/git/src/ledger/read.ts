import { isEntryFile, type LedgerEntry, ledgerFileLimit, ledgerFolder, readLedgerEntry } from '@weighbridge/core';
import { bytesOf, type Git, textOf } from '../run-git.ts';
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
  const texts = await textsUnder(branch, { tip, folder: ledgerFolder(model), onRefused });
  const entries = [...texts]
    .filter(([path]) => isEntryFile(path))
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

interface Reading {
  readonly tip: string;
  readonly folder: string;
  readonly onRefused: (path: string, why: string) => void;
}

async function textsUnder(
  branch: LedgerBranch,
  { tip, folder, onRefused }: Reading,
): Promise<ReadonlyMap<string, string>> {
  const blobs = await blobsUnder(branch.git, tip, folder);
  await branch.want(tip, [...blobs.values()]);
  const sizes = await sizesOf(branch.git, [...blobs.values()]);
  const small = [...blobs].filter(([path], index) => {
    const fits = (sizes[index] ?? Number.POSITIVE_INFINITY) <= ledgerFileLimit(path);
    if (!fits) onRefused(path, `it is larger than ${ledgerFileLimit(path)} bytes`);
    return fits;
  });
  const contents = await readBlobs(
    branch.git,
    small.map(([, blob]) => blob),
  );
  return new Map(small.map(([path], index) => [path, contents[index] ?? '']));
}

/** Sizes in bytes, in one call: whoever may push could put anything there. */
export async function sizesOf(git: Git, blobs: readonly string[]): Promise<readonly number[]> {
  if (blobs.length === 0) return [];
  const input = `${blobs.join('\n')}\n`;
  const output = await textOf(git, ['cat-file', '--batch-check=%(objectsize)'], { input });
  return output.split('\n').map(Number);
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
