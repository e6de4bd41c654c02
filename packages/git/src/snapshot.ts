import { copyFile, mkdir, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Git, textOf } from './run-git.ts';

/** git, with an index and an object folder of its own in which the working tree is one tree object. */
export interface Snapshot {
  readonly git: Git;
  readonly tree: string;
}

/**
 * Makes a tree of the working files (tracked and new ones, without ignored ones) and hands it to `use`. The index and the
 * objects go to a temporary folder: the user's staging and repository stay as they are.
 */
export async function withSnapshot<T>(git: Git, root: string, use: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'weighbridge-'));
  try {
    const paths = await textOf(git, ['rev-parse', '--git-path', 'objects', '--git-path', 'index']);
    const [objects, index] = paths.split('\n').map((path) => resolve(root, path));
    if (objects === undefined || index === undefined) throw new Error(`git rev-parse --git-path answered ${paths}`);
    const env = {
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
    };
    await mkdir(env.GIT_OBJECT_DIRECTORY);
    await copyIfThere(index, env.GIT_INDEX_FILE);
    const own: Git = (args, options = {}) => git(args, { ...options, env: { ...env, ...options.env } });
    await textOf(own, ['-c', 'core.compression=0', '-c', 'advice.addEmbeddedRepo=false', 'add', '--all']);
    return await use({ git: own, tree: await textOf(own, ['write-tree']) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The index with its file times spares git from reading every file again. A fresh repository has none. The copy is as old
 * as the index: git reads a file again that is not older than it, as an edit in the same second leaves no other trace.
 */
async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(from);
    await copyFile(from, to);
    await utimes(to, Math.floor(mtimeMs / 1000), Math.floor(mtimeMs / 1000));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
