import { mkdir, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import {
  type Comparison,
  type Evaluation,
  evaluateBinary,
  fixed,
  type Predictions,
  type SliceMetrics,
  type TrainingOutput,
} from '@weighbridge/core';
import { fetchOutput } from '../train/fetch-output.ts';
import { modelFolder } from '../workspace/record-file.ts';
import { columnsOf, predictionsPath, sliceMetrics } from './evaluate-step.ts';
import { hideIds } from './hide-ids.ts';
import { candidateModel } from './models.ts';
import type { Referenced } from './references.ts';
import type { Model } from './weigh-pair.ts';
import type { Weighing } from './weighing.ts';

/** The baseline's model on this change's evaluation rows. */
export interface Rescored {
  readonly model: Model;
  readonly facts: NonNullable<Comparison['rescored']>;
  readonly confusion: Evaluation['confusion'];
  readonly curves: Evaluation['curves'];
}

/** Slices whose number of rows moved, as many as a report shows. */
const mostSlices = 5;

/** Milliseconds that the command gets between being asked to end and being made to. */
const grace = 10_000;

/**
 * Scores the baseline's model again by the policy's command, where the evaluation data changed. Undefined without such
 * a command; a text says why it could not be done.
 */
export async function rescoreBaseline(
  weighing: Weighing,
  evaluation: Evaluation,
  baseline: Referenced,
): Promise<Rescored | string | undefined> {
  const { context, model } = weighing;
  const { rescore } = model.evaluate;
  if (rescore === undefined) return undefined;
  if (weighing.adopting) return "the baseline's model is not scored again here, where no command of yours is run";
  const kept = modelOutput(baseline);
  if (!kept?.kept) return "the baseline's model was not kept, so it could not be scored again";
  const folder = join(context.root, modelFolder(model.name), 'rescore');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const place = join(folder, basename(kept.path));
  if (!(await fetchOutput(weighing, { output: kept, record: baseline.record, target: place })))
    return "the baseline's model could not be fetched, so it could not be scored again";
  const predictions = join(folder, `predictions${extname(predictionsPath(model, weighing.policyFile))}`);
  const failed = await runRescore(weighing, rescore, {
    WEIGHBRIDGE_MODEL: place,
    WEIGHBRIDGE_PREDICTIONS: predictions,
  });
  if (failed !== undefined) return failed;
  return measure(weighing, evaluation, { baseline, path: predictions, digest: kept.digest });
}

/** The output named `model`, else the only one that is not the predictions. */
function modelOutput({ record }: Referenced): TrainingOutput | undefined {
  const outputs = (record?.training?.outputs ?? []).filter(({ name }) => name !== 'predictions');
  return outputs.find(({ name }) => name === 'model') ?? (outputs.length === 1 ? outputs[0] : undefined);
}

async function runRescore(
  { context, model }: Weighing,
  command: NonNullable<Weighing['model']['evaluate']['rescore']>,
  set: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { env, timeout } = model.train;
  context.log.info("compare: the evaluation data changed, so the baseline's model is scored on it");
  const compute = await context.compute();
  const job = { command, folder: context.root, pass: env, set, grace };
  const end = await compute.run({ ...job, ...(timeout === undefined ? {} : { timeout }) });
  if (end.outcome === 'ended' && end.exit === 0) return undefined;
  const how = end.outcome === 'timed out' ? 'took too long' : `ended with ${end.exit ?? end.signal ?? end.outcome}`;
  return `the rescore command ${how}`;
}

interface Scored {
  readonly baseline: Referenced;
  readonly path: string;
  readonly digest: NonNullable<Comparison['rescored']>['model'];
}

async function measure(
  weighing: Weighing,
  evaluation: Evaluation,
  { baseline, path, digest }: Scored,
): Promise<Rescored | string> {
  const { context, model } = weighing;
  const read = await context.data.readPredictions(path, columnsOf(model));
  if (read.rows !== evaluation.digests.rows) return 'the rescore command scored other rows than this change did';
  const measured = evaluateBinary(read.predictions, model.evaluate, { sliceMetrics: sliceMetrics(model) });
  const { metrics, slices, confusion, curves } = measured;
  const predictions = hideIds(read.predictions, context.idKey ?? model.name);
  const digests = { ...evaluation.digests, predictions: await context.data.digestFile(path) };
  const candidate = await candidateModel(weighing, evaluation);
  const facts = factsOf({
    before: baseline.record?.evaluation,
    now: { ...evaluation, metrics, slices },
    moved: movedRows(baseline.model.predictions, candidate.predictions),
  });
  context.log.info(`compare: ${fixed(evaluation.rows, 0)} rows scored again by the baseline's model`);
  return {
    model: { metrics, slices, predictions, digests },
    facts: { ...facts, ...(digest ? { model: digest } : {}) },
    confusion,
    curves,
  };
}

interface Sides {
  readonly before: Evaluation | undefined;
  /** The new rows, with the numbers that the baseline's model gets on them. */
  readonly now: Evaluation;
  readonly moved: { readonly added: number; readonly removed: number } | undefined;
}

function factsOf({ before, now, moved }: Sides): NonNullable<Comparison['rescored']> {
  return {
    rowsWas: before?.rows ?? 0,
    rowsNow: now.rows,
    ...moved,
    metrics: now.metrics.flatMap(({ name, value }) => {
      const was = before?.metrics.find((metric) => metric.name === name)?.value;
      return value === undefined || was === undefined ? [] : [{ name, was, now: value }];
    }),
    ...(before ? { positivesWas: before.positives } : {}),
    positivesNow: now.positives,
    slices: movedSlices(before?.slices ?? [], now.slices),
  };
}

/** Rows by their ids, where both sides have them. */
function movedRows(before: Predictions | undefined, now: Predictions | undefined): Sides['moved'] {
  if (!(before?.id && now?.id)) return undefined;
  const [was, is] = [new Set(before.id), new Set(now.id)];
  const without = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => [...a].filter((id) => !b.has(id)).length;
  return { added: without(is, was), removed: without(was, is) };
}

function movedSlices(before: readonly SliceMetrics[], now: readonly SliceMetrics[]) {
  const keyOf = ({ slice }: SliceMetrics): string => JSON.stringify([slice.column, slice.value]);
  const rows = new Map(before.map((each) => [keyOf(each), each.rows]));
  return now
    .map((each) => ({ slice: each.slice, rowsWas: rows.get(keyOf(each)) ?? 0, rowsNow: each.rows }))
    .sort((a, b) => Math.abs(b.rowsNow - b.rowsWas) - Math.abs(a.rowsNow - a.rowsWas))
    .slice(0, mostSlices);
}
