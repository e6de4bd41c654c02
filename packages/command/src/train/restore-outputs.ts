import { randomUUID } from 'node:crypto';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Weighing } from '../step/weighing.ts';
import { modelFolder, writingTo } from '../workspace/record-file.ts';
import { bytesOf, isOutside, stageOutput } from './fetch-output.ts';
import type { Reusable } from './reusable.ts';

/** An output that was fetched and digested, on its way from a temporary place to its own. */
interface Staged {
  readonly from: string;
  readonly to: string;
}

/**
 * Puts the outputs of an earlier run in their places: every one fetched and digested again before the first is moved.
 * False, with a warning, when one cannot be had or has other bytes; then nothing has changed, and the caller trains anew.
 */
export async function restoreOutputs(reusable: Reusable, weighing: Weighing): Promise<boolean> {
  const { context, model } = weighing;
  const folder = join(context.root, modelFolder(model.name), `restore-${randomUUID()}`);
  try {
    const staged = await stageAll(reusable, weighing, folder);
    if (typeof staged === 'string') {
      context.log.warn(`train: the run of ${reusable.commit?.slice(0, 7) ?? reusable.from} is not reused: ${staged}`);
      return false;
    }
    await placeAll(staged, folder);
    return true;
  } catch (error) {
    if (!isOutside(error)) throw error;
    context.log.warn(`train: the outputs of ${reusable.from} could not be fetched: ${error.message}`);
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function stageAll(reusable: Reusable, weighing: Weighing, folder: string): Promise<readonly Staged[] | string> {
  const { context, model } = weighing;
  const fetchBytes = bytesOf(weighing, reusable.runId);
  const staged: Staged[] = [];
  // Paths come from the policy that is here, never from a record.
  for (const [wanted, path] of Object.entries(model.train.outputs)) {
    const output = reusable.training.outputs.find((found) => found.name === wanted);
    if (!output) return `it has no output ${wanted}`;
    const name = `output-${staged.length}`;
    const why = await stageOutput(weighing, fetchBytes, { output, folder, name });
    if (why !== undefined) return `of its output ${wanted}: ${why}`;
    staged.push({ from: join(folder, name), to: join(context.root, path) });
  }
  return staged;
}

/** All or none: what was there stands aside until the last one is in its place. */
async function placeAll(staged: readonly Staged[], folder: string): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const [index, { from, to }] of staged.entries()) {
      const aside = join(folder, `before-${index}`);
      await writingTo(to, async () => {
        await mkdir(dirname(to), { recursive: true });
        if (await moved(to, aside)) undo.push(() => move(aside, to));
        undo.push(() => rm(to, { recursive: true, force: true }));
        await move(from, to);
      });
    }
  } catch (error) {
    for (const back of undo.reverse()) await back();
    throw error;
  }
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await move(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** A rename; between file systems, where there is none, a copy. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await cp(from, to, { recursive: true });
    await rm(from, { recursive: true, force: true });
  }
}
