import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { DataSection, RunRecord, Subject, TrainingOutput } from '@weighbridge/core';
import { collectSections } from '../step/collect-sections.ts';
import { absent } from '../step/dataset-digest.ts';
import { asksOfData } from '../step/validate-step.ts';
import type { Weighing } from '../step/weighing.ts';
import { fetchOutput } from './fetch-output.ts';
import { isTrained } from './trained.ts';

/** Which outputs of a training are put in place: all, or only what `evaluate` reads. */
type Wanted = 'all' | 'measured';

/**
 * The record with what `validate` and `train` wrote in jobs before this one, of a policy that asks for them; and the
 * outputs, which the training kept, in their places where they are not here. Without such a job the record stays as it
 * is.
 */
export async function takeTraining(weighing: Weighing, wanted: Wanted = 'measured'): Promise<Weighing> {
  const { context, model, record } = weighing;
  const lacksTraining = model.train.run !== undefined && !isTrained(record.training);
  const lacksData = asksOfData(model) && !isValidated(record.data);
  const alone = context.runner.run === undefined;
  const taken = alone || !(lacksTraining || lacksData) ? weighing : await fromOtherJobs(weighing);
  if (isTrained(taken.record.training)) await placeOutputs(taken, wanted);
  return taken;
}

/**
 * What another leg of this very job left (ADR 0011), when with it the training ended: there is nothing more to do here.
 * Undefined while the training goes on.
 */
export async function takeEnded(weighing: Weighing): Promise<Weighing | undefined> {
  const { model, record } = weighing;
  const { run } = record.subject;
  if (model.train.resume === undefined || !run || isTrained(record.training)) return undefined;
  const isLeg = ({ run: from }: Subject): boolean => from?.job === run.job && from.attempt === run.attempt;
  const found = await collectSections(weighing, isLeg);
  const { training, stopped } = found.record;
  if (!(isTrained(training) || stopped)) return undefined;
  if (!stopped) await placeOutputs(found, 'all');
  weighing.context.log.info('train: another leg of this job has ended the training');
  return found;
}

/** Puts outputs that the training kept in the policy's places, where nothing lies there yet. */
export async function placeOutputs(weighing: Weighing, wanted: Wanted): Promise<void> {
  const { context, model, record } = weighing;
  for (const output of record.training?.outputs ?? []) {
    // Paths come from the policy that is here, never from a record.
    const path = model.train.outputs[output.name];
    if (!output.kept || path === undefined || !(wanted === 'all' || isMeasured(weighing, output, path))) continue;
    const target = join(context.root, path);
    if ((await stat(target).catch(absent)) === undefined) await fetchOutput(weighing, { output, record, target });
  }
}

/** Whether `evaluate` reads it: the predictions, and files of numbers that the policy judges. */
function isMeasured({ model }: Weighing, { name }: TrainingOutput, path: string): boolean {
  const own = posix.normalize(path).replace(/\/$/u, '');
  const files = model.evaluate.metrics.map(({ file }) => posix.normalize(file));
  return name === 'predictions' || files.some((file) => file === own || file.startsWith(`${own}/`));
}

async function fromOtherJobs(weighing: Weighing): Promise<Weighing> {
  const { record } = weighing;
  const { run } = record.subject;
  // What this very job made in an earlier attempt is for `train` to reuse, by its key.
  const isOther = ({ run: from }: Subject): boolean => from?.job !== run?.job || from?.attempt === run?.attempt;
  return { ...weighing, record: joined(record, (await collectSections(weighing, isOther)).record) };
}

/** Our own record, with what others know and it does not. */
function joined(own: RunRecord, { subject, training, data, stopped }: RunRecord): RunRecord {
  const known = isValidated(own.data) ? own.data : (data ?? own.data);
  const trained = isTrained(training) && !isTrained(own.training);
  const key = subject.key === undefined || !trained ? {} : { key: subject.key };
  return {
    ...own,
    subject: { ...own.subject, ...key },
    ...(known ? { data: known } : {}),
    ...(trained ? { training } : {}),
    ...(stopped ? { stopped } : {}),
  };
}

/** Whether `validate` wrote the section, and not a step that only digested the data. */
export function isValidated(data: DataSection | undefined): data is DataSection {
  if (!data) return false;
  return data.checks !== undefined || data.diff !== undefined || data.datasets.some(({ profile }) => profile);
}

/** What `validate` says of the data, where the data here is the same or not here; else what is here. */
export function knownData(earlier: DataSection | undefined, here: DataSection): DataSection {
  return isValidated(earlier) && isSameData(earlier, here) ? earlier : here;
}

/** Whether all data that is here is the data that a section speaks of. */
export function isSameData(earlier: DataSection, here: DataSection): boolean {
  return here.datasets.every(({ name, digest }) =>
    earlier.datasets.some((dataset) => dataset.name === name && dataset.digest === digest),
  );
}
