import { constants } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Store, sizeInWords, storeErrors, type TrainingOutput } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { writeAtomic, writingTo } from '../workspace/record-file.ts';
import { artifactName, sectionFolder } from '../workspace/sections.ts';
import { byKeyPath } from './by-key.ts';

/**
 * Puts the outputs where the next job, and a later run with the same key, can fetch them: a file as it is, a folder as
 * one archive; into the policy's bucket, into an artifact of this run, or on a developer's machine into the local store.
 * Throws UserError WB4301 for outputs over `store.max`, and ServiceError where the store did not take them.
 */
export async function keepOutputs(weighing: Weighing, outputs: readonly TrainingOutput[]): Promise<TrainingOutput[]> {
  const { context, model, policy } = weighing;
  const store = await context.openStore(policy.store);
  if (!fits(weighing, store, outputs)) return [...outputs];
  const folder = join(context.root, sectionFolder(model.name, 'outputs'));
  await rm(folder, { recursive: true, force: true });
  const kept: TrainingOutput[] = [];
  for (const output of outputs) kept.push(await keepOutput(weighing, store, folder, output));
  if (store.kind === 'store') await rm(folder, { recursive: true, force: true });
  else await publish(weighing, folder, kept);
  return kept;
}

/**
 * Outputs of an earlier run that were put in place here: what lies in a store can be fetched from there by any job; what
 * lies in that run's artifact goes into one of this run, too, where its next jobs look, and for as long again.
 */
export async function keepReused(weighing: Weighing, outputs: readonly TrainingOutput[]): Promise<TrainingOutput[]> {
  return outputs.every(({ kept }) => kept?.kind === 'store') ? [...outputs] : keepOutputs(weighing, outputs);
}

/** The local store is only a help to its own machine: what is too large for it is left out, and training not stopped. */
function fits({ context, model, policy }: Weighing, store: Store, outputs: readonly TrainingOutput[]): boolean {
  const { maxBytes } = policy.store;
  const all = outputs.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = Math.max(0, ...outputs.map(({ bytes }) => bytes));
  const size = store.kind === 'artifact' ? all : largest;
  if (size <= maxBytes) return true;
  const what = `The outputs of ${model.name}`;
  const error = storeErrors.tooLargeToKeep({ what, size: sizeInWords(size), limit: sizeInWords(maxBytes) });
  if (context.runner.kind !== 'local' || policy.store.kind === 's3') throw error;
  context.log.warn(`The outputs are not kept for another run: ${error.message}`);
  return false;
}

/** The name under which an output travels; names of outputs hold nothing that a file's name must not. */
function outputFile({ name, files }: Pick<TrainingOutput, 'name' | 'files'>): string {
  return `output-${name}${files === undefined ? '' : '.tar.gz'}`;
}

async function keepOutput(
  { context }: Weighing,
  store: Store,
  folder: string,
  output: TrainingOutput,
): Promise<TrainingOutput> {
  const from = join(context.root, output.path);
  const target = join(folder, outputFile(output));
  const asItIs = output.files === undefined && store.kind === 'store';
  if (!asItIs) {
    await writingTo(target, async () => {
      await mkdir(dirname(target), { recursive: true });
      if (output.files === undefined) await copyFile(from, target, constants.COPYFILE_FICLONE);
      else await context.packing.pack(from, target);
    });
  }
  const { digest, location } = await store.put(asItIs ? from : target);
  return { ...output, kept: { kind: store.kind, digest, location } };
}

async function publish({ context, record }: Weighing, folder: string, kept: readonly TrainingOutput[]): Promise<void> {
  const { model, run } = record.subject;
  const name = artifactName(model, 'outputs', run?.job ?? 'local', run?.attempt ?? 1);
  const files = kept.map((output) => join(folder, outputFile(output)));
  if (files.length === 0) return;
  await context.transport.publish(name, folder, files);
  context.log.info(`train: outputs are kept in the artifact ${name}, for as long as this repository keeps artifacts`);
}

/** On a developer's machine: files the record under its key, so that the next run of an equal commit finds it. */
export async function rememberRun({ context, record }: Weighing): Promise<void> {
  const { key, model } = record.subject;
  const { training } = record;
  if (context.runner.kind !== 'local' || key === undefined || !training || record.stopped) return;
  if (training.outputs.length === 0 || training.outputs.some(({ kept }) => kept === undefined)) return;
  const { version, subject, data } = record;
  const kept = { version, subject, ...(data ? { data } : {}), training };
  await writeAtomic(join(context.root, byKeyPath(model, key)), JSON.stringify(kept));
}
