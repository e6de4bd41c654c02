import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSection, Training } from '@weighbridge/core';
import { collectSections } from '../step/collect-sections.ts';
import { absent } from '../step/dataset-digest.ts';
import { asksOfData } from '../step/validate-step.ts';
import type { Weighing } from '../step/weighing.ts';
import { fetchOutput } from './fetch-output.ts';

/** Whether a section was written by `train`, and not by a step that only digested what it found. */
export function isTrained(training: Training | undefined): training is Training {
  return training?.command !== undefined || training?.reused !== undefined;
}

/**
 * The record with what `validate` and `train` wrote in jobs before this one, of a policy that asks for them; and the
 * predictions, which the training kept, in their place where they are not here. Without such a job the record stays as it
 * is.
 */
export async function takeTraining(weighing: Weighing): Promise<Weighing> {
  const { context, model, record } = weighing;
  const lacksTraining = model.train.run !== undefined && !isTrained(record.training);
  const lacksData = asksOfData(model) && record.data?.checks === undefined;
  const alone = context.runner.run === undefined;
  const taken = alone || !(lacksTraining || lacksData) ? weighing : await fromOtherJobs(weighing);
  await fetchPredictions(taken);
  return taken;
}

async function fetchPredictions(weighing: Weighing): Promise<void> {
  const { context, model, record } = weighing;
  const output = record.training?.outputs.find(({ name }) => name === 'predictions');
  const path = model.train.outputs['predictions'];
  if (!output?.kept || path === undefined || !isTrained(record.training)) return;
  const target = join(context.root, path);
  if ((await stat(target).catch(absent)) === undefined) await fetchOutput(weighing, { output, record, target });
}

async function fromOtherJobs(weighing: Weighing): Promise<Weighing> {
  const { record } = weighing;
  const { subject, training, data } = (await collectSections(weighing)).record;
  const known = record.data?.checks === undefined ? (data ?? record.data) : record.data;
  const trained = isTrained(training) && !isTrained(record.training);
  const key = subject.key === undefined || !trained ? {} : { key: subject.key };
  return {
    ...weighing,
    record: {
      ...record,
      subject: { ...record.subject, ...key },
      ...(known ? { data: known } : {}),
      ...(trained ? { training } : {}),
    },
  };
}

/** What `validate` says of the data, where the data here is the same or not here; else what is here. */
export function knownData(earlier: DataSection | undefined, here: DataSection): DataSection {
  if (earlier?.checks === undefined && earlier?.diff === undefined) return here;
  const same = here.datasets.every(({ name, digest }) =>
    earlier.datasets.some((dataset) => dataset.name === name && dataset.digest === digest),
  );
  return same ? earlier : here;
}
