import { copyFile, lstat, mkdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Repository } from '@weighbridge/core';
import * as z from 'zod';
import type { Context } from '../command.ts';
import { absent } from '../step/dataset-digest.ts';
import { parseJson, readTextIfThere } from '../workspace/bytes.ts';
import { ignoreFolder, modelFolder, writeAtomic } from '../workspace/record-file.ts';
import { clearWay, filesBelow, isRepository, refuseDetours, removeFile } from './named-files.ts';

/** Files as they were: `copy` is a file's name in the backup, `link` where a link led. Paths from the top. */
const backup = z.strictObject({
  paths: z.array(z.string()),
  files: z.array(
    z.union([
      z.strictObject({ path: z.string(), copy: z.string() }),
      z.strictObject({ path: z.string(), link: z.string() }),
    ]),
  ),
});
type Backup = z.output<typeof backup>;
type SavedFile = Backup['files'][number];

interface Tree {
  readonly repository: Repository;
  /** Absolute; where the backup lies. */
  readonly folder: string;
}

/**
 * Runs something that changes files, hands `read` what it left, and puts every file back that git sees, also after a
 * failure. What a killed job left is put back first. Files that git ignores stay as they were left, but for `paths`. Nothing
 * is read, written or removed through a link. Throws UserError WB6620 where one is on the way to `paths`.
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
  await refuseDetours(repository.root, paths);
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

type Blobs = ReadonlyMap<string, string>;

function blobsOf(tree: Awaited<ReturnType<Repository['tree']>>): Blobs {
  return new Map(tree.map(({ path, blob }) => [path, blob]));
}

/** Copies what is named, and what differs from the commit, which could not give it back. */
async function save({ repository, folder }: Tree, paths: readonly string[], before: Blobs): Promise<Backup> {
  const head = await repository.head();
  const committed = head === undefined ? new Map<string, string>() : blobsOf(await repository.tree(head));
  const edited = [...before].filter(([path, blob]) => committed.get(path) !== blob).map(([path]) => path);
  const all = new Set([...(await filesBelow(repository.root, paths)), ...edited]);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files: SavedFile[] = [];
  for (const path of all) {
    const from = join(repository.root, path);
    const facts = await lstat(from);
    if (facts.isSymbolicLink()) files.push({ path, link: await readlink(from) });
    else if (!facts.isDirectory()) {
      const copy = String(files.length);
      await copyFile(from, join(folder, copy));
      files.push({ path, copy });
    }
  }
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
  for (const path of added) await removeFile(repository.root, path);
  for (const file of files) {
    if (await isThere(repository.root, folder, file)) continue;
    const target = await clearWay(repository.root, file.path);
    if ('link' in file) await symlink(file.link, target);
    else await copyFile(join(folder, file.copy), target);
  }
}

/** Whether a file is as it was, and where it was: what is found through a link is another one. */
async function isThere(top: string, folder: string, file: SavedFile): Promise<boolean> {
  const [found] = await filesBelow(top, [file.path]);
  if (found !== file.path) return false;
  const target = join(top, file.path);
  if (!('link' in file)) return isSame(target, join(folder, file.copy));
  return (await lstat(target)).isSymbolicLink() && (await readlink(target)) === file.link;
}

async function isSame(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([lstat(a).catch(absent), stat(b)]);
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
  // What is new goes first: a link among it may lie where a folder was.
  for (const path of changed.filter((each) => !before.has(each))) await removeFile(repository.root, path);
  if (head === undefined) return changed;
  for (const path of changed.filter((each) => before.has(each)))
    if (!(await isRepository(repository.root, path)))
      await repository.write(head, path, await clearWay(repository.root, path));
  return changed;
}
