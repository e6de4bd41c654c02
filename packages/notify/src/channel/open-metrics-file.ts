import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Sample } from '@weighbridge/core';
import { exposition } from '../exposition.ts';
import { Failed } from '../failed.ts';

/**
 * Replaces a file as a whole: a collector sees the old text or the new one. Other users may read it. Throws Failed for a path that leads out
 * of `root`, also by a link.
 */
export async function writeOpenMetrics(root: string, file: string, samples: readonly Sample[]): Promise<void> {
  const folder = dirname(resolve(root, file));
  if (isOutside(root, folder)) throw outside(file);
  await mkdir(folder, { recursive: true });
  const real = await realpath(folder);
  if (isOutside(await realpath(root), real)) throw outside(file);
  await replace(join(real, basename(file)), `${exposition(samples)}# EOF\n`);
}

function isOutside(root: string, folder: string): boolean {
  const way = relative(root, folder);
  return way === '..' || way.startsWith(`..${sep}`) || resolve(root, way) !== resolve(folder);
}

function outside(file: string): Failed {
  return new Failed(`\`${file}\` is not below the folder of the policy`);
}

async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
