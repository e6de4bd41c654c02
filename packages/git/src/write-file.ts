import { copyFile, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Git, gitFailure, listOf, textOf } from './run-git.ts';

/** Larger files are no pointers of Git LFS. */
const pointerBytes = 1024;

interface WantedFile {
  /** A whole object id. */
  readonly commit: string;
  readonly path: string;
  readonly target: string;
}

/** Streams a blob to a file; a pointer of Git LFS is followed as far as the content lies in this clone. */
export async function writeFileAt(
  git: Git,
  { commit, path, target }: WantedFile,
): Promise<'written' | 'absent' | 'pointer'> {
  const entries = await listOf(git, ['ls-tree', '-z', '--full-tree', commit, '--', path]);
  const [, type, blob] = /^\d+ (\w+) ([0-9a-f]+)/u.exec(entries[0] ?? '') ?? [];
  if (type !== 'blob' || blob === undefined) return 'absent';
  const args = ['cat-file', 'blob', blob];
  const result = await git(args, { output: target });
  if (result.code !== 0) {
    await rm(target, { force: true });
    throw gitFailure(args, result);
  }
  const oid = await pointedAt(target);
  return oid === undefined ? 'written' : followPointer(git, oid, target);
}

async function pointedAt(target: string): Promise<string | undefined> {
  if ((await stat(target)).size > pointerBytes) return undefined;
  const text = await readFile(target, 'latin1');
  if (!text.startsWith('version https://git-lfs.github.com/spec/')) return undefined;
  return /^oid sha256:([0-9a-f]{64})$/mu.exec(text)?.[1];
}

async function followPointer(git: Git, oid: string, target: string): Promise<'written' | 'pointer'> {
  const [top, objects] = (await textOf(git, ['rev-parse', '--show-toplevel', '--git-path', 'lfs/objects'])).split('\n');
  const content = join(resolve(top ?? '.', objects ?? ''), oid.slice(0, 2), oid.slice(2, 4), oid);
  try {
    await copyFile(content, target);
    return 'written';
  } catch (error) {
    await rm(target, { force: true });
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'pointer';
    throw error;
  }
}
