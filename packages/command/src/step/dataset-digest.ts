import { open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canonicalJson, type Digest, dataErrors, isGlob, lfsPointer, splitGlob } from '@weighbridge/core';
import type { Context } from '../command.ts';
import type { DataFiles } from '../data-files.ts';
import { sha256 } from '../workspace/bytes.ts';

/** What a dataset's files are. */
export interface DatasetDigest {
  readonly digest: Digest;
  readonly bytes: number;
  /** Of a folder or a pattern. */
  readonly files?: number;
}

/**
 * Digest of a dataset: of one file its bytes; of a folder or a pattern the canonical list of its files' paths (below
 * the folder, or below the folder above the pattern) and digests, sorted. A file of exactly that name is that file,
 * whatever pattern it looks like. A Git LFS pointer in place of a file counts
 * as the content that it names. Undefined when nothing is there. Throws UserError for what is no data: an empty
 * file, a DVC pointer.
 */
export async function digestDataset(root: string, path: string, data: DataFiles): Promise<DatasetDigest | undefined> {
  const there = await stat(resolve(root, path)).catch(absent);
  if (there?.isDirectory()) return manifest(root, path, await filesBelow(resolve(root, path)), data);
  if (!there && isGlob(path)) return digestGlob(root, path, data);
  if (!there?.isFile()) return undefined;
  return { digest: await digestFile(resolve(root, path), there.size, data), bytes: there.size };
}

async function digestGlob(root: string, pattern: string, data: DataFiles): Promise<DatasetDigest | undefined> {
  const isThere = async (folder: string) => (await stat(resolve(root, folder)).catch(absent))?.isDirectory() ?? false;
  const { root: folder, matches } = await splitGlob(pattern, isThere);
  const below = await filesBelow(resolve(root, folder));
  return manifest(root, folder, below.filter(matches), data);
}

/** `digestDataset` of data that must be there; a path that names nothing is a user error (WB3001). */
export async function datasetDigest({ root, data }: Pick<Context, 'root' | 'data'>, path: string): Promise<Digest> {
  const found = await digestDataset(root, path, data);
  if (!found) throw dataErrors.missingFile({ dvc: false }, { place: { file: path } });
  return found.digest;
}

async function manifest(
  root: string,
  folder: string,
  names: readonly string[],
  data: DataFiles,
): Promise<DatasetDigest | undefined> {
  if (names.length === 0) return undefined;
  const files: [name: string, digest: Digest][] = [];
  let bytes = 0;
  // One after the other: a folder may hold more files than may be open at once.
  for (const name of [...names].sort()) {
    const path = resolve(root, folder, name);
    const { size } = await stat(path);
    bytes += size;
    // Marker files such as `_SUCCESS` are empty; as a dataset of its own an empty file is refused.
    files.push([name, size === 0 ? sha256('') : await digestFile(path, size, data)]);
  }
  return { digest: sha256(canonicalJson({ version: 1, files })), bytes, files: files.length };
}

async function digestFile(path: string, size: number, data: DataFiles): Promise<Digest> {
  return (size <= pointerLimit ? await pointed(path) : undefined) ?? data.digestFile(path);
}

/** A Git LFS pointer is shorter. */
const pointerLimit = 1024;

async function pointed(path: string): Promise<Digest | undefined> {
  const file = await open(path);
  try {
    return lfsPointer(await file.readFile());
  } finally {
    await file.close();
  }
}

/** Files below a folder, with forward slashes; links count as what they lead to. */
async function filesBelow(folder: string, under = ''): Promise<string[]> {
  const entries = await readdir(join(folder, under), { withFileTypes: true }).catch(absent);
  const names: string[] = [];
  for (const entry of entries ?? []) {
    const name = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await filesBelow(folder, name)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(join(folder, name))))) names.push(name);
  }
  return names;
}

/** A link to a folder would have to be followed for the digest to say what training reads, and may lead in a circle. */
async function leadsToFile(path: string): Promise<boolean> {
  const there = await stat(path).catch(absent);
  if (there?.isDirectory())
    throw dataErrors.unreadableFile({ what: 'it is a link to a folder' }, { place: { file: path } });
  return there?.isFile() ?? false;
}

/** For `catch`: undefined for what is not there, any other failure thrown again. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
