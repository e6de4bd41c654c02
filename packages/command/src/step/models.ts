import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Evaluation, PermissionError, type Predictions, type RunRecord } from '@weighbridge/core';
import { findInArtifacts } from '../baseline/in-artifacts.ts';
import type { Found, RecordSources } from '../baseline/record-source.ts';
import type { Context } from '../command.ts';
import { sha256 } from '../workspace/bytes.ts';
import { keptFile } from '../workspace/sections.ts';
import { collectedFile } from './collected-file.ts';
import type { Model } from './weigh-pair.ts';
import type { Weighing } from './weighing.ts';

/** The candidate: its numbers, and its rows from memory or from the job that measured it. */
export async function candidateModel(weighing: Weighing, evaluation: Evaluation): Promise<Model> {
  return { ...modelOf(evaluation), predictions: weighing.predictions ?? (await rowsOfOtherJob(weighing, evaluation)) };
}

async function rowsOfOtherJob(weighing: Weighing, { kept }: Evaluation): Promise<Predictions | undefined> {
  const path = await collectedFile(weighing, keptFile);
  if (!kept || path === undefined) return undefined;
  const { context } = weighing;
  if ((await context.data.digestFile(path)) !== kept.digest) return undefined;
  return context.data.readKept(path);
}

/** What was found as a reference: a record with its kept rows where they can be had, or bare numbers. */
export async function foundModel(found: Found, sources: RecordSources, context: Context): Promise<Model> {
  if (found.kind === 'metrics') return { metrics: found.metrics, slices: [] };
  return recordModel(found.record, found.files, sources, context);
}

/** A record as a model. Kept rows are believed only when their bytes have the digest that the record states. */
export async function recordModel(
  record: RunRecord,
  files: ReadonlyMap<string, Uint8Array>,
  sources: RecordSources,
  context: Context,
): Promise<Model> {
  const { evaluation } = record;
  if (!evaluation) return { metrics: [], slices: [] };
  const predictions = await keptRows(record, evaluation, files, sources, context);
  return { ...modelOf(evaluation), ...(predictions ? { predictions } : {}) };
}

function modelOf({ metrics, slices, digests }: Evaluation): Model {
  return { metrics, slices, digests };
}

async function keptRows(
  record: RunRecord,
  { kept }: Evaluation,
  files: ReadonlyMap<string, Uint8Array>,
  sources: RecordSources,
  context: Context,
): Promise<Predictions | undefined> {
  if (!kept) return undefined;
  return inFolder(async (path) => {
    if (kept.kind === 'store') {
      const there = await context.store?.get(kept.location, kept.digest, path);
      return there ? context.data.readKept(path) : undefined;
    }
    const bytes = files.get(keptFile) ?? (await fromArtifacts(record, sources, context));
    if (!bytes || sha256(bytes) !== kept.digest) return undefined;
    await writeFile(path, bytes);
    return context.data.readKept(path);
  });
}

/**
 * A record of the ledger names rows that lie in an artifact of its own run: the trusted one of that commit. Without
 * the right to look the record's numbers still compare, unpaired.
 */
async function fromArtifacts(
  { subject }: RunRecord,
  sources: RecordSources,
  { log }: Context,
): Promise<Uint8Array | undefined> {
  const { head } = subject;
  if (head === undefined || !sources.artifacts) return undefined;
  const history = { commits: [{ sha: head, at: '' }], complete: true };
  try {
    const { found } = await findInArtifacts({ sources, base: head, history });
    return found?.kind === 'record' ? found.files.get(keptFile) : undefined;
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    log.warn(`The rows of ${head.slice(0, 7)} could not be read, so models are compared unpaired: ${error.message}.`);
    return undefined;
  }
}

async function inFolder<T>(use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'weighbridge-rows-'));
  try {
    return await use(join(folder, keptFile));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
