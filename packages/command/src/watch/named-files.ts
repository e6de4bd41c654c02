import type { Dirent, Stats } from 'node:fs';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { watchErrors } from '@weighbridge/core';
import { absent } from '../step/dataset-digest.ts';

/** Folders of git's and of ours, which hold no files of the repository. */
const foreign = new Set(['.git', '.weighbridge']);

/**
 * Files and links at or below paths, as paths from the top of the repository. No link is followed, neither one below a path nor
 * one on the way to it: what such a path seems to hold lies elsewhere, and is none of ours to read or to delete.
 */
export async function filesBelow(top: string, paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      if ((await blockOf(top, path)) !== undefined) return [];
      const there = await factsOf(join(top, path));
      if (!there?.isDirectory()) return there ? [path] : [];
      const entries = await entriesBelow(join(top, path));
      return entries.map((entry) => relative(resolve(top), join(entry.parentPath, entry.name)).split(sep).join('/'));
    }),
  );
  return [...new Set(found.flat())].filter((path) => !path.split('/').some((part) => foreign.has(part))).sort();
}

/** Throws UserError WB6620 where a link, or something else that is no folder, is on the way to one of the paths. */
export async function refuseDetours(top: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const block = await blockOf(top, path);
    if (block !== undefined) throw watchErrors.notCarried({ path, why: `${block} is not a folder` });
    const there = await factsOf(join(top, path));
    if (there && !(there.isFile() || there.isDirectory())) throw watchErrors.notCarried({ path, why: notFile(there) });
  }
}

/** Why something is not carried that is neither a file nor a folder. */
export function notFile(facts: Stats): string {
  return facts.isSymbolicLink() ? 'it is not a file but a link' : 'it is not a file';
}

/** Makes the folders of a path and removes what is there, so that a file can be written at it, and nowhere else. */
export async function clearWay(top: string, path: string): Promise<string> {
  const target = join(top, path);
  const block = await blockOf(top, path);
  if (block !== undefined) await rm(join(top, block), { force: true });
  await mkdir(dirname(target), { recursive: true });
  await rm(target, { recursive: true, force: true });
  return target;
}

/** Removes one file or link, unless a link leads to it. */
export async function removeFile(top: string, path: string): Promise<void> {
  if ((await blockOf(top, path)) === undefined) await rm(join(top, path), { recursive: true, force: true });
}

/** Whether a repository of its own lies there, such as a submodule: git sees one entry, and we keep away. */
export async function isRepository(top: string, path: string): Promise<boolean> {
  return (await blockOf(top, path)) === undefined && (await factsOf(join(top, path, '.git'))) !== undefined;
}

/** The first folder on the way to a path that is there and is none. */
async function blockOf(top: string, path: string): Promise<string | undefined> {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/');
    const facts = await factsOf(join(top, folder));
    if (!facts) return undefined;
    if (!facts.isDirectory()) return folder;
  }
  return undefined;
}

function factsOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(absent);
}

async function entriesBelow(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory());
}
