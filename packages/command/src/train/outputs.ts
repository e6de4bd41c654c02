import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingMachine, TrainingOutput } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';

/** File systems keep times in steps of up to two seconds. */
const timeStep = 2_000;

/** Every output that the policy names, digested. */
export async function madeOutputs({ context, model }: Weighing, compute: TrainingMachine): Promise<TrainingOutput[]> {
  return Promise.all(
    Object.entries(model.train.outputs).map(async ([name, path]) => ({
      name,
      path,
      ...(await compute.digest(join(context.root, path))),
    })),
  );
}

/** Why an output cannot be this training's: it is not there, or nobody has written it since the command started. */
export async function missingOutput({ context, model }: Weighing, startedAt: Date): Promise<string | undefined> {
  for (const [name, path] of Object.entries(model.train.outputs)) {
    const there = await stat(join(context.root, path)).catch(absent);
    if (!there) return `training did not write ${path}, its output ${name}`;
    const isFolder = there.isDirectory();
    const written = isFolder ? await newestInside(join(context.root, path)) : there.mtimeMs;
    if ((written ?? there.mtimeMs) < startedAt.getTime() - timeStep)
      return `training did not write ${path}: ${isFolder ? 'every file' : 'the file'} there is older than this run`;
  }
  return undefined;
}

/** When the last of a folder's files was written; undefined where it has none. Its own time says nothing of them. */
async function newestInside(folder: string): Promise<number | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let newest: number | undefined;
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const there = await stat(join(entry.parentPath, entry.name)).catch(absent);
    if (there && (newest === undefined || there.mtimeMs > newest)) newest = there.mtimeMs;
  }
  return newest;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
