import { resolve } from 'node:path';
import { type Evaluation, evaluateBinary, inputErrors } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand, type Result } from './command.ts';
import { columnInputs, modelInputs } from './inputs.ts';
import { evaluateStep } from './step/evaluate-step.ts';
import { startWeighing } from './step/weighing.ts';
import { metricLines } from './text/metric-lines.ts';
import { publishSections } from './workspace/sections.ts';

const inputs = z.object({
  ...modelInputs,
  predictions: z.string().optional().describe('Predictions file (CSV, JSONL or Parquet) to measure without a policy.'),
  ...columnInputs,
});
const outputs = z.object({
  rows: z.number().describe('Rows of the predictions file.'),
  record: z.string().describe('Path of the run record; empty when a file was given by hand.'),
});

/** Predictions in, metrics with intervals out. */
export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Measure a predictions file: metrics with intervals, per slice, confusion and curves.',
  kind: 'step',
  inputs,
  outputs,
  permissions: [],
  run: (given, context) =>
    given.predictions === undefined
      ? evaluateByPolicy(given, context)
      : evaluateFile(given, given.predictions, context),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;

async function evaluateByPolicy(given: Inputs, context: Context): Promise<Result<Outputs>> {
  const done = await evaluateStep(await startWeighing(given, context));
  await publishSections(done, ['data', 'training', 'evaluation']);
  return resultOf(done.record.evaluation, `.weighbridge/${done.model.name}/run.json`);
}

async function evaluateFile(given: Inputs, file: string, context: Context): Promise<Result<Outputs>> {
  const { target, score, threshold = 0.5, positive, weight, id, group, slices = [] } = given;
  if (target === undefined) throw inputErrors.missingInput({ command: 'evaluate', name: 'target' });
  if (score === undefined) throw inputErrors.missingInput({ command: 'evaluate', name: 'score' });
  const optional = {
    ...(positive === undefined ? {} : { positive }),
    ...(weight === undefined ? {} : { weight }),
    ...(id === undefined ? {} : { id }),
    ...(group === undefined ? {} : { group }),
  };
  const path = resolve(context.root, file);
  const read = await context.data.readPredictions(path, { target, score, slices, ...optional });
  const measured = evaluateBinary(read.predictions, { target, score, threshold, ...optional });
  return resultOf({ ...measured, digests: { predictions: await context.data.digestFile(path), rows: read.rows } }, '');
}

function resultOf(evaluation: Evaluation | undefined, record: string): Result<Outputs> {
  if (!evaluation) throw new Error('evaluate left no evaluation');
  return { exit: 0, outputs: { rows: evaluation.rows, record }, text: metricLines(evaluation), json: evaluation };
}
