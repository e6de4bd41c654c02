import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  PermissionError,
  type RunRecord,
  ServiceError,
  type TrainingOutput,
  UserError,
  wrongBytes,
} from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { readBytesIfThere, sha256 } from '../workspace/bytes.ts';
import { modelFolder } from '../workspace/record-file.ts';
import { artifactPrefix, sectionFolder } from '../workspace/sections.ts';

/** Writes an output's kept bytes to a path; false when they are gone. Throws ServiceError for other bytes than the digest's. */
export type FetchBytes = (output: TrainingOutput, to: string) => Promise<boolean>;

/** An output of a record that is believed, and where it is to lie: a file, or a folder where it was one. */
interface WantedOutput {
  readonly output: TrainingOutput;
  /** Whose output it is; its run holds what was kept as an artifact. */
  readonly record: RunRecord | undefined;
  /** Absolute; what is there is replaced. */
  readonly target: string;
}

/** Fetches one output and puts it in place, digested; false, with a warning, when it cannot be had. */
export async function fetchOutput(weighing: Weighing, { output, record, target }: WantedOutput): Promise<boolean> {
  const { context, model } = weighing;
  const folder = join(context.root, modelFolder(model.name), `fetch-${randomUUID()}`);
  try {
    const why = await stageOutput(weighing, bytesNearby(weighing, record?.subject.run?.id), {
      output,
      folder,
      name: 'output',
    });
    if (why !== undefined) {
      context.log.warn(`The output ${output.name} could not be fetched: ${why}.`);
      return false;
    }
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(join(folder, 'output'), target);
    return true;
  } catch (error) {
    if (!isOutside(error)) throw error;
    context.log.warn(`The output ${output.name} could not be fetched: ${error.message}`);
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether an error says that something outside did not give what was asked; anything else is a defect of ours. */
export function isOutside(error: unknown): error is ServiceError | PermissionError | UserError {
  return error instanceof ServiceError || error instanceof PermissionError || error instanceof UserError;
}

interface Stage {
  readonly output: TrainingOutput;
  readonly folder: string;
  /** Name in the folder that the output gets. */
  readonly name: string;
}

/** Fetches an output into a folder, unpacks it where it was a folder, and digests it again; or says why it could not. */
export async function stageOutput(
  { context }: Weighing,
  fetchBytes: FetchBytes,
  { output, folder, name }: Stage,
): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const fetched = join(folder, `fetched-${name}`);
  const place = join(folder, name);
  if (!output.kept) return 'it was not kept';
  if (!(await fetchBytes(output, fetched))) return 'its bytes are gone';
  if (output.files === undefined) await rename(fetched, place);
  else await context.packing.unpack(fetched, place);
  const compute = await context.compute();
  const { digest } = await compute.digest(place);
  return digest === output.digest ? undefined : 'its bytes are not those that its record states';
}

/** Kept bytes: from the policy's store, or from the artifacts of a run, which are fetched once. */
export function bytesOf(weighing: Weighing, runId: string | undefined): FetchBytes {
  const { context, policy } = weighing;
  let files: Promise<ReadonlyMap<string, Uint8Array>> | undefined;
  return async ({ kept }, to) => {
    if (!kept) return false;
    if (kept.kind === 'store') return (await context.openStore(policy.store)).get(kept.location, kept.digest, to);
    files ??= filesOfRun(weighing, runId);
    const bytes = (await files).get(kept.location.replace(/^artifact:/u, ''));
    if (!bytes) return false;
    if (sha256(bytes) !== kept.digest)
      throw new ServiceError('WB4202', `The artifact holds other bytes than ${kept.digest}. Nothing was written.`);
    await writeFile(to, bytes);
    return true;
  };
}

/** As `bytesOf`; those of this very run from its own files: they lie here, or the runner's service hands them over. */
function bytesNearby(weighing: Weighing, runId: string | undefined): FetchBytes {
  const elsewhere = bytesOf(weighing, runId);
  if (runId === undefined || runId !== weighing.record.subject.run?.id) return elsewhere;
  return async (output, to) => {
    const own = output.kept?.kind === 'artifact' ? await ofThisRun(weighing, output.kept) : undefined;
    if (!own) return elsewhere(output, to);
    await writeFile(to, own);
    return true;
  };
}

type Kept = NonNullable<TrainingOutput['kept']>;

/** Bytes with this digest that a job of this run left: what GitLab's YAML carried here, else artifacts of the run. */
async function ofThisRun({ context, model }: Weighing, kept: Kept): Promise<Uint8Array | undefined> {
  const name = basename(kept.location.replace(/^artifact:/u, ''));
  const here = await readBytesIfThere(join(context.root, sectionFolder(model.name, 'outputs'), name));
  if (here && sha256(here) === kept.digest) return here;
  const folder = join(context.root, modelFolder(model.name), 'collected');
  for (const artifact of await context.transport.collect(artifactPrefix(model.name, 'outputs'), folder)) {
    const bytes = await readBytesIfThere(join(folder, artifact, name));
    if (bytes && sha256(bytes) === kept.digest) return bytes;
  }
  return undefined;
}

/** Files of a run's artifacts with outputs, by name, the newest attempt's first. */
async function filesOfRun(
  { context, model, policy }: Weighing,
  runId: string | undefined,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { artifacts } = context.forge;
  const files = new Map<string, Uint8Array>();
  if (!artifacts || runId === undefined) return files;
  // GitLab keeps one archive of a job, whatever it is called.
  const prefix = context.runner.forge === 'gitlab' ? 'wb' : artifactPrefix(model.name, 'outputs');
  // Archives are a little larger than what is in them.
  const limits = { files: 10_000, bytes: policy.store.maxBytes + 64 * 1024 * 1024 };
  for (const artifact of await artifacts.ofRun(runId, prefix)) {
    if (artifact.expired || artifact.bytes > limits.bytes) continue;
    const bytes = await artifacts.download(artifact, limits.bytes);
    if (wrongBytes(artifact, sha256(bytes)) === undefined)
      takeOutputs(files, await context.unpack(bytes, limits), model.name);
  }
  return files;
}

function takeOutputs(files: Map<string, Uint8Array>, unpacked: ReadonlyMap<string, Uint8Array>, model: string): void {
  for (const [path, content] of unpacked) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const own = !path.startsWith('.weighbridge/') || path.startsWith(`.weighbridge/${model}/sections/`);
    if (own && name.startsWith('output-') && !files.has(name)) files.set(name, content);
  }
}
