import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startDetached, stopStarted } from '@weighbridge/serving';
import { places } from './places.ts';

/** A program that goes on when the one that started it has ended. */
export interface Background {
  /** What it is to the stories: `haproxy`, `blue`. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts it. Its output is `logs/<name>.log`. */
export async function startInBackground({ name, file, args, folder, env }: Background): Promise<void> {
  await startDetached(places.background, {
    id: `${name}.${crypto.randomUUID()}`,
    program: { file, words: args },
    cwd: folder,
    env,
    log: logOf(name),
  });
}

/** Ends all of that name, or all; also those of a run of the stories that was killed. */
export async function stopInBackground(name?: string): Promise<void> {
  const started = await readdir(join(places.background, 'run')).catch(nobody);
  const ids = started.filter((id) => name === undefined || id.startsWith(`${name}.`));
  await Promise.all(ids.map((id) => stopStarted(places.background, id)));
}

function nobody(error: NodeJS.ErrnoException): readonly string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** Where a program's output is. */
export function logOf(name: string): string {
  return join(places.background, 'logs', `${name}.log`);
}
