import { join } from 'node:path';
import { type Artifact, type Digest, PermissionError, type Run } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { readBytesIfThere, readTextIfThere } from '../workspace/bytes.ts';
import { modelFolder } from '../workspace/record-file.ts';
import { artifactPrefix, sectionFolder } from '../workspace/sections.ts';
import { type CheckpointState, checkpointFile, parseState, stateFile } from './checkpoint-state.ts';

/** A checkpoint's archive and what it says of itself. */
export interface FoundCheckpoint {
  readonly state: CheckpointState;
  readonly bytes: Uint8Array;
}

/** The most bytes and files of a checkpoint's artifact. */
const limits = { bytes: 2 * 1024 * 1024 * 1024, files: 8 };

/** The newest checkpoint of this key: of this run's earlier attempts, else of earlier runs of this very commit. */
export async function checkpointInRuns(weighing: Weighing, key: Digest): Promise<FoundCheckpoint | undefined> {
  const own = await ofThisRun(weighing);
  return newest([...own, ...(await ofThisCommit(weighing))].filter(({ state }) => state.key === key));
}

function newest(found: readonly FoundCheckpoint[]): FoundCheckpoint | undefined {
  return [...found].sort((a, b) => b.state.leg - a.state.leg)[0];
}

async function ofThisRun({ context, model }: Weighing): Promise<readonly FoundCheckpoint[]> {
  const folder = join(context.root, modelFolder(model.name), 'checkpoints');
  const names = await context.transport.collect(artifactPrefix(model.name, 'checkpoint'), folder);
  // On GitLab the job before left it here, where it wrote it.
  const carried = join(context.root, sectionFolder(model.name, 'checkpoint'));
  const found = await Promise.all([carried, ...names.map((name) => join(folder, name))].map(readFrom));
  return found.flat();
}

async function readFrom(folder: string): Promise<readonly FoundCheckpoint[]> {
  const state = parseState(await readTextIfThere(join(folder, stateFile)));
  const bytes = await readBytesIfThere(join(folder, checkpointFile));
  return state && bytes ? [{ state, bytes }] : [];
}

/** The same commit of the same repository: what the API says of the run counts, not what the artifact says. */
async function ofThisCommit({ context, model, record }: Weighing): Promise<readonly FoundCheckpoint[]> {
  const { artifacts, repository } = context.forge;
  const { head, run: now } = record.subject;
  if (!artifacts || head === undefined || now === undefined) return [];
  try {
    const all = await artifacts.ofCommit(head, artifactPrefix(model.name, 'checkpoint'));
    const earlier = all.filter(({ runId, expired }) => runId !== now.id && !expired);
    const found = await Promise.all(earlier.slice(0, 10).map((artifact) => readTrusted(artifact)));
    return found.flat();
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    context.log.warn(`train: no checkpoint of an earlier run could be looked for: ${error.message}.`);
    return [];
  }

  async function readTrusted(artifact: Artifact): Promise<readonly FoundCheckpoint[]> {
    const run = await artifacts?.run(artifact.runId);
    if (!artifacts || !run || !isOurs(run)) return [];
    const files = await context.unpack(await artifacts.download(artifact, limits.bytes), limits);
    const text = files.get(stateFile);
    const bytes = files.get(checkpointFile);
    const state = text && parseState(new TextDecoder().decode(text));
    return state && bytes ? [{ state, bytes }] : [];
  }

  function isOurs(run: Run): boolean {
    return run.commit === head && run.headRepository === repository && run.repository === repository;
  }
}
