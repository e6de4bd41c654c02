import { join } from 'node:path';
import { canonicalJson, inputErrors, type RunRecord, runRecord, type Section, UserError } from '@weighbridge/core';
import * as z from 'zod';
import type { Context } from '../command.ts';
import { saveRecord, type Weighing } from '../step/weighing.ts';
import { readBytesIfThere, readTextIfThere } from './bytes.ts';
import { modelFolder, parseRecord, writeAtomic } from './record-file.ts';

/** Every section, in the order in which commands write them. */
const allSections: readonly Section[] = [
  'data',
  'training',
  'evaluation',
  'comparison',
  'verdict',
  'modelVersion',
  'rollout',
  'stopped',
];

/**
 * The command that writes a section; it stands in the artifact's name. `evaluate` digests data and outputs where neither
 * `validate` nor `train` has done so.
 */
function writerOf(section: Section, { data, training }: RunRecord): string {
  const trained = training !== undefined && (training.command !== undefined || training.reused !== undefined);
  switch (section) {
    case 'data':
      if (data?.checks !== undefined || data?.diff !== undefined) return 'validate';
      return trained ? 'train' : 'evaluate';
    case 'training':
      return trained ? 'train' : 'evaluate';
    case 'evaluation':
      return 'evaluate';
    case 'comparison':
      return 'compare';
    case 'verdict':
      return 'gate';
    case 'modelVersion':
      return 'register';
    case 'rollout':
      return 'deploy';
    case 'stopped':
      return 'stopped';
  }
}

/** File inside each artifact: the record's subject and one command's sections. */
export const sectionFile = 'section.json';

/** Saves the record, and hands its sections to the transport: one immutable artifact per command, `wb-<model>-<command>-<job>-<attempt>`. */
export async function publishSections(weighing: Weighing, sections: readonly Section[]): Promise<void> {
  const { context, record } = weighing;
  await saveRecord(weighing);
  const present = sections.filter((section) => record[section] !== undefined);
  for (const command of new Set(present.map((section) => writerOf(section, record)))) {
    const own = present.filter((section) => writerOf(section, record) === command);
    await publishCommand(weighing, command, own);
  }
  context.log.info(`record: .weighbridge/${record.subject.model}/run.json`);
}

async function publishCommand(
  { context, record }: Weighing,
  command: string,
  sections: readonly Section[],
): Promise<void> {
  const { model, run } = record.subject;
  const name = artifactName(model, command, run?.job ?? 'local', run?.attempt ?? 1);
  const folder = join(context.root, sectionFolder(model, command));
  const { version, subject, durations } = record;
  const own = Object.fromEntries(sections.map((section) => [section, record[section]]));
  await writeAtomic(join(folder, sectionFile), JSON.stringify({ version, subject, durations, ...own }));
  const kept = join(folder, keptFile);
  const files = [join(folder, sectionFile), ...((await readBytesIfThere(kept)) ? [kept] : [])];
  if (await isPublished(context, name, { version, subject, ...own })) return;
  await context.transport.publish(name, folder, files);
  if (hasService(context))
    await writeAtomic(collectedPath(context, model, name), JSON.stringify({ version, subject, ...own }));
}

/** Where this job keeps what it knows of this run's artifacts: its own, and those that it has fetched. */
function collectedPath({ root }: Context, model: string, artifact: string): string {
  return join(root, modelFolder(model), 'collected', artifact, sectionFile);
}

/** On GitLab the files themselves travel, all jobs' in one folder. */
function hasService({ runner }: Context): boolean {
  return runner.run !== undefined && runner.kind !== 'gitlabCi';
}

/** An artifact is written once. A step of this job, or a leg before it, has written this one where it says the same. */
async function isPublished(context: Context, name: string, now: RunRecord): Promise<boolean> {
  const text = hasService(context) ? await readTextIfThere(collectedPath(context, now.subject.model, name)) : undefined;
  if (text === undefined) return false;
  const before = parseRecord(text, name);
  const same = (section: Section): boolean =>
    canonicalJson(before[section] ?? null) === canonicalJson(now[section] ?? null);
  return before.subject.run?.id === now.subject.run?.id && allSections.every(same);
}

/** What one command hands on, relative to the root. */
export function sectionFolder(model: string, command: string): string {
  return join(modelFolder(model), 'sections', command);
}

/** Kept predictions, beside `evaluate`'s section and inside its artifact. */
export const keptFile = 'kept-predictions.parquet';

/** What is too large for jobs that only want the record: its artifacts have a name of their own. */
const bulky: readonly string[] = ['outputs', 'checkpoint'];

/** How the names of a command's artifacts begin: `wb-<model>-<command>-`, of model bytes `wbytes-<model>-<command>-`. */
export function artifactPrefix(model: string, command: string): string {
  return `${bulky.includes(command) ? 'wbytes' : 'wb'}-${model}-${command}-`;
}

/** `wb-<model>-<command>-<job>-<attempt>`, in characters that every forge takes. */
export function artifactName(model: string, command: string, job: string, attempt: number): string {
  return `${artifactPrefix(model, command)}${job.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}-${attempt}`;
}

const named = z.looseObject({ subject: z.looseObject({ model: z.string() }) });

/** Whether a section file speaks of this model. What cannot be read is left to whoever parses it, with its own error. */
export function isOfModel(text: string, model: string): boolean {
  try {
    const parsed = named.safeParse(JSON.parse(text));
    return !parsed.success || parsed.data.subject.model === model;
  } catch {
    // Not JSON: the parser of records names the file and the fault.
    return true;
  }
}

/** One artifact's section file as it was read. */
export interface FoundSection {
  readonly artifact: string;
  readonly text: string;
}

/**
 * Joins what several jobs wrote: the highest attempt of each command and job wins; two different values of one
 * section from two jobs are an error that names both.
 */
export function mergeSections(found: readonly FoundSection[]): RunRecord | undefined {
  const latest = withoutOvercome(highestAttempts(found));
  const origin = new Map<Section, { artifact: string; value: string }>();
  let merged: RunRecord | undefined;
  for (const { artifact, text } of latest) {
    const part = parseRecord(text, artifact);
    for (const section of allSections) noteOrigin(origin, section, artifact, part);
    merged = merged ? { ...merged, ...part, durations: { ...merged.durations, ...part.durations } } : part;
  }
  return merged && runRecord.parse(merged);
}

/** Sections of another run as one record, or why not. Another version's record, or a damaged one, is passed over: the run was ours, its record is of no use here. */
export function mergedRecord(sections: readonly FoundSection[]): RunRecord | string {
  try {
    return mergeSections(sections) ?? 'it holds no record';
  } catch (error) {
    if (error instanceof UserError) return `its record cannot be used: ${error.message}`;
    throw error;
  }
}

function noteOrigin(
  origin: Map<Section, { artifact: string; value: string }>,
  section: Section,
  artifact: string,
  part: RunRecord,
): void {
  if (part[section] === undefined) return;
  const value = canonicalJson(part[section]);
  const before = origin.get(section);
  if (before && before.value !== value)
    throw inputErrors.sectionsDiffer({ section, first: before.artifact, second: artifact });
  origin.set(section, { artifact, value });
}

/** Why a job stopped says nothing any more once the job has run again. */
function withoutOvercome(found: readonly FoundSection[]): readonly FoundSection[] {
  const runs = found.map(({ artifact, text }) => parseRecord(text, artifact).subject.run);
  const isOvercome = (at: number): boolean =>
    runs.some((run) => run?.job === runs[at]?.job && (run?.attempt ?? 1) > (runs[at]?.attempt ?? 1));
  return found.filter(({ artifact, text }, at) => !(parseRecord(text, artifact).stopped && isOvercome(at)));
}

function highestAttempts(found: readonly FoundSection[]): FoundSection[] {
  const best = new Map<string, { attempt: number; section: FoundSection }>();
  for (const section of found) {
    const [, key = section.artifact, attempt = '1'] = /^(.*)-(\d+)$/.exec(section.artifact) ?? [];
    const before = best.get(key);
    if (!before || before.attempt < Number(attempt)) best.set(key, { attempt: Number(attempt), section });
  }
  return [...best.values()].map(({ section }) => section);
}
