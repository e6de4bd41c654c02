import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inputErrors } from '@weighbridge/core';
import * as z from 'zod';
import type { Weighing } from '../step/weighing.ts';
import { readTextIfThere } from './bytes.ts';
import { ignoreFolder, modelFolder, writingTo } from './record-file.ts';

/** Who holds a model's folder. */
const holder = z.strictObject({ pid: z.number(), host: z.string(), command: z.string(), job: z.string() });
type Holder = z.output<typeof holder>;

/** Milliseconds in which a process that has made the file writes its name into it. */
const patience = 200;

/**
 * Does work that writes into a model's folder for long, while nobody else does. Throws UserError WB1025 where another
 * process is at it. The file of a process that is gone, of another machine or of another CI job is taken over: a
 * workspace is one job's at a time, and a folder may be carried from job to job.
 */
export async function withModelLock<T>(weighing: Weighing, command: string, work: () => Promise<T>): Promise<T> {
  const { context, model, record } = weighing;
  const { run } = record.subject;
  const { own: pid, host } = context.processes;
  const job = run ? `${run.id}/${run.job}/${run.attempt}` : '';
  const file = join(modelFolder(model.name), 'lock');
  const path = join(context.root, file);
  const text = JSON.stringify({ pid, host, command, job } satisfies Holder);
  const isHeld = (other: Holder): boolean =>
    other.host === host && other.job === job && other.pid !== pid && context.processes.isAlive(other.pid);
  // Ignored before it is there: a file of ours in the tree would change the key.
  await ignoreFolder(context.root);
  while (!(await created(path, text))) {
    const found = await holderOf(path);
    if (found?.holder && isHeld(found.holder)) {
      const { pid: other, command: busy } = found.holder;
      throw inputErrors.folderInUse({ model: model.name, pid: other, command: busy }, { place: { file } });
    }
    if (found) await setAside(path, found.text);
  }
  try {
    return await work();
  } finally {
    if ((await readTextIfThere(path)) === text) await rm(path, { force: true });
  }
}

async function created(path: string, text: string): Promise<boolean> {
  return writingTo(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(path, text, { flag: 'wx' });
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  });
}

/** What the file says; without a holder when it was left half written. Undefined when it is gone by now. */
async function holderOf(path: string): Promise<{ readonly text: string; readonly holder?: Holder } | undefined> {
  const first = await readTextIfThere(path);
  const known = first === undefined ? undefined : parseHolder(first);
  if (first === undefined || known) return known && first !== undefined ? { text: first, holder: known } : undefined;
  await setTimeout(patience);
  const text = await readTextIfThere(path);
  if (text === undefined) return undefined;
  const later = parseHolder(text);
  return { text, ...(later ? { holder: later } : {}) };
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holder.safeParse(JSON.parse(text)).data;
  } catch {
    // Half a file names nobody.
    return undefined;
  }
}

/** Two that find the same stale file must not take away what the other has made since: a rename moves one file once. */
async function setAside(path: string, stale: string): Promise<void> {
  const aside = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  const text = await readTextIfThere(aside);
  // It was the other's already: it gets it back, unless a third one came first.
  if (text !== undefined && text !== stale) await created(path, text);
  await rm(aside, { force: true });
}
