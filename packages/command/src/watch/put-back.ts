import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Repository } from '@weighbridge/core';
import * as z from 'zod';
import type { Context } from '../command.ts';
import { absent } from '../step/dataset-digest.ts';
import { parseJson, readTextIfThere } from '../workspace/bytes.ts';
import { ignoreFolder, modelFolder, writeAtomic } from '../workspace/record-file.ts';

/** Files as they were: `copy` is a file's name in the backup, undefined where nothing was there. Paths from the top. */
const backup = z.strictObject({
  paths: z.array(z.string()),
  files: z.array(z.strictObject({ path: z.string(), copy: z.string() })),
});
type Backup = z.output<typeof backup>;

interface Tree {
  readonly repository: Repository;
  /** Absolute; where the backup lies. */
  readonly folder: string;
}

/**
 * Runs something that changes files, hands `read` what it left, and puts every file back that git sees, also after a
 * failure. What a killed job left is put back first. Files that git ignores stay as they were left, but for `paths`.
 */
export async function withPutBack<T>(
  context: Context,
  repository: Repository,
  {
    model,
    paths,
    work,
  }: { readonly model: string; readonly paths: readonly string[]; readonly work: () => Promise<T> },
): Promise<T> {
  const tree = { repository, folder: join(context.root, modelFolder(model), 'prepare') };
  await ignoreFolder(context.root);
  await afterKill(tree, context);
  const before = blobsOf(await repository.tree(undefined));
  const saved = await save(tree, paths, before);
  try {
    return await work();
  } finally {
    await putBack(tree, saved);
    for (const path of await putBackRest(tree, before))
      context.log.warn(`monitor: \`prepare\` changed ${path}, which \`commit\` does not name; it was put back`);
    await rm(tree.folder, { recursive: true, force: true });
  }
}

/** Files at or below paths, as paths from the top of the repository. */
export async function filesBelow(top: string, paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const there = await stat(join(top, path)).catch(absent);
      if (!there?.isDirectory()) return there ? [path] : [];
      const entries = await readdir(join(top, path), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => !entry.isDirectory());
      return files.map((entry) => relative(resolve(top), join(entry.parentPath, entry.name)).split(sep).join('/'));
    }),
  );
  return [...new Set(found.flat())].sort();
}

type Blobs = ReadonlyMap<string, string>;

function blobsOf(tree: Awaited<ReturnType<Repository['tree']>>): Blobs {
  return new Map(tree.map(({ path, blob }) => [path, blob]));
}

/** Copies what is named, and what differs from the commit, which could not give it back. */
async function save({ repository, folder }: Tree, paths: readonly string[], before: Blobs): Promise<Backup> {
  const head = await repository.head();
  const committed = head === undefined ? new Map<string, string>() : blobsOf(await repository.tree(head));
  const edited = [...before].filter(([path, blob]) => committed.get(path) !== blob).map(([path]) => path);
  const files = [...new Set([...(await filesBelow(repository.root, paths)), ...edited])].map((path, index) => ({
    path,
    copy: String(index),
  }));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { path, copy } of files) await copyFile(join(repository.root, path), join(folder, copy));
  const saved = { paths: [...paths], files };
  await writeAtomic(join(folder, 'files.json'), `${JSON.stringify(saved)}\n`);
  return saved;
}

/** In a job nobody edits. On a person's machine somebody may have, since: there the copies are kept, and pointed at. */
async function afterKill(tree: Tree, { root, runner, log }: Context): Promise<void> {
  const text = await readTextIfThere(join(tree.folder, 'files.json'));
  const saved = text === undefined ? undefined : backup.safeParse(parseJson(text)).data;
  if (!saved) return;
  if (runner.run !== undefined) return putBack(tree, saved);
  const kept = `${tree.folder}-killed`;
  await rm(kept, { recursive: true, force: true });
  await rename(tree.folder, kept);
  log.warn(
    `monitor: an earlier look was killed while \`prepare\` ran; files as they were before it lie in ${relative(root, kept)}`,
  );
}

async function putBack({ repository, folder }: Tree, { paths, files }: Backup): Promise<void> {
  const known = new Set(files.map(({ path }) => path));
  const added = (await filesBelow(repository.root, paths)).filter((path) => !known.has(path));
  for (const path of added) await rm(join(repository.root, path), { force: true });
  for (const { path, copy } of files) {
    const [target, from] = [join(repository.root, path), join(folder, copy)];
    if (await isSame(target, from)) continue;
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await copyFile(from, target);
  }
}

async function isSame(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a).catch(absent), stat(b)]);
  if (!one?.isFile() || one.size !== other.size || one.mode !== other.mode) return false;
  const [first, second] = await Promise.all([readFile(a), readFile(b)]);
  return first.equals(second);
}

/** What else git sees changed: the commit gives it back, and what is new goes. Returns the paths. */
async function putBackRest({ repository }: Tree, before: Blobs): Promise<readonly string[]> {
  const [head, after] = [await repository.head(), blobsOf(await repository.tree(undefined))];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  for (const path of changed) {
    const target = join(repository.root, path);
    if (!before.has(path)) await rm(target, { force: true });
    else if (head !== undefined) {
      await mkdir(dirname(target), { recursive: true });
      await repository.write(head, path, target);
    }
  }
  return changed;
}
