import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest, Stopped } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { readTextIfThere, sha256 } from '../workspace/bytes.ts';
import { modelFolder, writeAtomic, writingTo } from '../workspace/record-file.ts';
import { artifactName, sectionFolder } from '../workspace/sections.ts';
import { checkpointInRuns } from './checkpoint-in-runs.ts';
import { type CheckpointState, checkpointFile, parseState, stateFile } from './checkpoint-state.ts';

/** Where a training goes on. */
export interface Checkpoint {
  /** The leg that begins now, from 2. */
  readonly leg: number;
}

/**
 * The checkpoint that an earlier leg of this very training left, put in place: here, or in an artifact of this run or
 * of an earlier run of this commit. One of another key is another training's, and is left alone.
 */
export async function checkpointOf(weighing: Weighing, key: Digest): Promise<Checkpoint | undefined> {
  const { context, model } = weighing;
  const { resume } = model.train;
  if (!resume) return undefined;
  const folder = join(context.root, resume.checkpoint);
  const own = parseState(await readTextIfThere(statePath(weighing)));
  if (own?.key === key && (await isFolder(folder))) return { leg: own.leg + 1 };
  const found = await checkpointInRuns(weighing, key);
  if (!found) return undefined;
  if (sha256(found.bytes) !== found.state.digest) {
    context.log.warn('train: a checkpoint was found and left alone: its bytes are not those that it states');
    return undefined;
  }
  const archive = join(context.root, modelFolder(model.name), checkpointFile);
  await writeAtomic(archive, found.bytes);
  await context.packing.unpack(archive, folder);
  await rm(archive);
  context.log.info(`train: goes on from the checkpoint of leg ${found.state.leg}`);
  return { leg: found.state.leg + 1 };
}

/** Keeps the checkpoint for the next job, and says which leg it closed; or why the training ends here. */
export async function leaveCheckpoint(
  weighing: Weighing,
  key: Digest,
  before: Checkpoint | undefined,
): Promise<number | Stopped> {
  const { context, model, record } = weighing;
  const { resume } = model.train;
  if (!resume) throw new Error('a leg ended where none was asked for');
  const leg = before?.leg ?? 1;
  const folder = join(context.root, resume.checkpoint);
  if (!(await isFolder(folder)))
    return stop('no checkpoint', `training was asked to save its state and left no folder ${resume.checkpoint}`);
  if (leg >= resume.maxLegs)
    return stop('too many legs', `training did not end within ${resume.maxLegs} jobs, the most that the policy allows`);
  const section = join(context.root, sectionFolder(model.name, 'checkpoint'));
  const archive = join(section, checkpointFile);
  const digest = await writingTo(archive, async () => {
    await mkdir(dirname(archive), { recursive: true });
    return context.packing.pack(folder, archive);
  });
  const kept = JSON.stringify({ key, leg, digest } satisfies CheckpointState);
  await writeAtomic(join(section, stateFile), kept);
  const { run } = record.subject;
  // Legs may be jobs of one matrix, which share their name.
  const name = artifactName(model.name, 'checkpoint', `${run?.job ?? 'local'}-leg${leg}`, run?.attempt ?? 1);
  await context.transport.publish(name, section, [join(section, stateFile), archive]);
  await writeAtomic(statePath(weighing), kept);
  return leg;
}

/** The training is whole: what was kept on its way is of no more use. */
export async function dropCheckpoint(weighing: Weighing): Promise<void> {
  await rm(statePath(weighing), { force: true });
  await rm(join(weighing.context.root, sectionFolder(weighing.model.name, 'checkpoint')), {
    recursive: true,
    force: true,
  });
}

function statePath({ context, model }: Weighing): string {
  return join(context.root, modelFolder(model.name), stateFile);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}

function stop(code: string, reason: string): Stopped {
  return { command: 'train', code, reason };
}
