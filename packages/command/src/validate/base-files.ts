import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Repository, splitGlob } from '@weighbridge/core';
import { parse } from 'yaml';
import * as z from 'zod';

interface WantedFiles {
  readonly commit: string;
  /** File, glob or folder, relative to the top of the repository. */
  readonly path: string;
  /** Where the files are written. */
  readonly folder: string;
}

/** Where the files were written and how they were had, or why they could not be. */
export type BaseFiles = { readonly path: string; readonly why: string } | string;

/** Writes a dataset's files as a commit has them: from git, from Git LFS, or from the local cache of DVC. */
export async function writeBaseFiles(repository: Repository, wanted: WantedFiles): Promise<BaseFiles> {
  const { commit, path, folder } = wanted;
  const target = join(folder, basename(path));
  await mkdir(folder, { recursive: true });
  const written = await repository.write(commit, path, target);
  if (written === 'written') return { path: target, why: 'from git' };
  if (written === 'pointer') return 'its content is in Git LFS and not in this clone';
  return (await fromDvc(repository, wanted, target)) ?? manyFiles(repository, wanted);
}

const pointer = z.object({ outs: z.array(z.looseObject({ md5: z.string().optional(), path: z.string() })) });

/** `data.csv.dvc` names the content by its MD5; DVC 3 keeps it under `files/md5`, older ones beside it. */
async function fromDvc(
  repository: Repository,
  { commit, path }: WantedFiles,
  target: string,
): Promise<BaseFiles | undefined> {
  const bytes = await repository.file(commit, `${path}.dvc`);
  if (!bytes) return undefined;
  const parsed = pointer.safeParse(parse(new TextDecoder().decode(bytes), { maxAliasCount: 0 }));
  const md5 = parsed.data?.outs.find((out) => out.path === basename(path))?.md5;
  if (md5 === undefined || !/^[0-9a-f]{32}$/u.test(md5)) return 'its DVC file names no content that can be read';
  const cache = join(repository.root, '.dvc', 'cache');
  const name = join(md5.slice(0, 2), md5.slice(2));
  for (const source of [join(cache, 'files', 'md5', name), join(cache, name)]) {
    if (await copied(source, target)) return { path: target, why: "from DVC's cache" };
  }
  return "its content is not in DVC's cache here";
}

async function copied(source: string, target: string): Promise<boolean> {
  try {
    await copyFile(source, target);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}

async function manyFiles(repository: Repository, { commit, path, folder }: WantedFiles): Promise<BaseFiles> {
  const all = (await repository.tree(commit)).map((file) => file.path);
  const isUnder = (file: string, above: string): boolean => file.startsWith(`${above}/`);
  const { root, matches } = await splitGlob(path, async (above) => all.some((file) => isUnder(file, above)));
  const isNamed = (file: string): boolean =>
    root === '' ? matches(file) : isUnder(file, root) && matches(file.slice(root.length + 1));
  const own = all.filter((file) => isUnder(file, path.replace(/\/$/u, '')) || isNamed(file));
  if (own.length === 0) return 'the base commit has no such file: the data is kept outside git';
  for (const file of own) {
    const target = join(folder, 'tree', file);
    await mkdir(dirname(target), { recursive: true });
    if ((await repository.write(commit, file, target)) !== 'written')
      return 'some of its files are in Git LFS and not in this clone';
  }
  return { path: join(folder, 'tree', path), why: 'from git' };
}
