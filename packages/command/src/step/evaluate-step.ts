import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Digest,
  type Evaluation,
  evaluateBinary,
  type FileMetric,
  fixed,
  isMetricName,
  type Metric,
  type MetricName,
  type ModelPolicy,
  type Predictions,
} from '@weighbridge/core';
import type { Context, Log } from '../command.ts';
import type { PredictionColumns } from '../data-files.ts';
import { knownData, takeTraining } from '../train/take-training.ts';
import { isTrained } from '../train/trained.ts';
import { writingTo } from '../workspace/record-file.ts';
import { keptFile, sectionFolder } from '../workspace/sections.ts';
import { hideIds } from './hide-ids.ts';
import { collectInputs, type Inputs } from './inputs-step.ts';
import { extendRecord, type Weighing } from './weighing.ts';

/** Reads the predictions that the policy names, measures them, keeps them, and writes `evaluation`. */
export async function evaluateStep(given: Weighing): Promise<Weighing> {
  const weighing = await takeTraining(given);
  const { context, model } = weighing;
  const startedAt = context.now();
  const path = predictionsPath(model, weighing.policyFile);
  const read = await context.data.readPredictions(join(context.root, path), columnsOf(model));
  const measured = evaluateBinary(read.predictions, model.evaluate, { sliceMetrics: sliceMetrics(model) });
  const fileMetrics = await Promise.all(model.evaluate.metrics.map((metric) => readFileMetric(metric, context)));
  const digest = await context.data.digestFile(join(context.root, path));
  const inputs = await inputsOf(weighing, digest);
  const predictions = hideIds(read.predictions, context.idKey ?? model.name);
  const kept = await keepPredictions(weighing, predictions);
  const evaluation: Evaluation = {
    ...measured,
    metrics: [...measured.metrics, ...fileMetrics],
    digests: {
      predictions: digest,
      rows: read.rows,
      ...(inputs.evaluationData ? { data: inputs.evaluationData } : {}),
    },
    ...(kept ? { kept } : {}),
  };
  logEvaluation(context.log, evaluation, path);
  const { stopped: _, comparison: __, verdict: ___, ...rest } = weighing.record;
  const fresh = { ...weighing, record: { ...rest, subject: { ...rest.subject, key: inputs.key } } };
  const next = extendRecord(fresh, 'evaluate', startedAt, {
    data: knownData(weighing.record.data, inputs.data),
    training: inputs.training,
    evaluation,
  });
  return { ...next, predictions };
}

/**
 * What went into the model: from `train`, in this job or one before it, where its predictions are the very file that is
 * measured here; this machine need not be the one that trained. Else what can be read here.
 */
async function inputsOf(weighing: Weighing, predictions: Digest): Promise<Inputs> {
  const { subject, data, training } = weighing.record;
  const written = training?.outputs.find(({ name }) => name === 'predictions');
  if (!(isTrained(training) && subject.key && written?.digest === predictions)) return collectInputs(weighing);
  const evaluation = data?.datasets.find(({ name }) => name === 'evaluation');
  return {
    data: data ?? { datasets: [] },
    training,
    key: subject.key,
    ...(evaluation ? { evaluationData: evaluation.digest } : {}),
  };
}

/** Metrics that the policy judges in slices; the evaluation gives them an interval there. */
export function sliceMetrics({ gate }: ModelPolicy): MetricName[] {
  const names = gate.filter(({ slice }) => slice !== undefined).map(({ metric }) => metric);
  return [...new Set(names)].filter(isMetricName);
}

/** The predictions file of a model; the policy must name it. */
export function predictionsPath(model: ModelPolicy, policyFile: string): string {
  const path = model.train.outputs['predictions'];
  if (path === undefined) throw new Error(`model ${model.name} of ${policyFile} names no predictions`);
  return path;
}

/** Columns of the predictions file, from the policy. */
export function columnsOf({ evaluate }: ModelPolicy): PredictionColumns {
  const { target, score, positive, weight, id, group, slices } = evaluate;
  return {
    target,
    score,
    slices,
    ...(positive === undefined ? {} : { positive }),
    ...(weight === undefined ? {} : { weight }),
    ...(id === undefined ? {} : { id }),
    ...(group === undefined ? {} : { group }),
  };
}

/** A number that the user measured, or why it is not there. */
export async function readFileMetric(wanted: FileMetric, context: Context): Promise<Metric> {
  const { name, direction, unit, file, key } = wanted;
  const number = await context.data.readMetricFile(join(context.root, file), key);
  const described = { name, direction, from: `${file}#${key}`, ...(unit ? { unit } : {}) };
  if ('undefined' in number) return { ...described, n: 0, undefined: number.undefined };
  const { value, low, high, n = 0 } = number;
  const spread =
    low === undefined || high === undefined
      ? {}
      : { interval: { low, high, lowLevel: 0.05, highLevel: 0.05, method: 'as given in the file' } };
  return { ...described, value, n, ...spread };
}

/** Puts the paired columns where a later run can fetch them, when the policy keeps predictions and a store is there. */
async function keepPredictions({ context, record }: Weighing, predictions: Predictions): Promise<Evaluation['kept']> {
  const { store } = context;
  if (!store) return undefined;
  const path = join(context.root, sectionFolder(record.subject.model, 'evaluate'), keptFile);
  await writingTo(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await context.data.writeKept(path, predictions);
  });
  const { digest, location } = await store.put(path);
  if (store.kind === 'store') await rm(path);
  return { kind: store.kind, digest, location };
}

function logEvaluation(log: Log, evaluation: Evaluation, path: string): void {
  const known = evaluation.metrics.filter(({ value }) => value !== undefined).length;
  log.info(
    `evaluate: ${fixed(evaluation.rows, 0)} rows of ${path}, ${known} metrics, ${evaluation.slices.length} slices`,
  );
}
