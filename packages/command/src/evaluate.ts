import type { Evaluation } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand, type Result } from './command.ts';
import { columnInputs, modelInputs } from './inputs.ts';
import { evaluateStep } from './step/evaluate-step.ts';
import { readGivenFile } from './step/given-file.ts';
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
  const { measured, digests } = await readGivenFile('evaluate', file, given, context);
  return resultOf({ ...measured, digests }, '');
}

function resultOf(evaluation: Evaluation | undefined, record: string): Result<Outputs> {
  if (!evaluation) throw new Error('evaluate left no evaluation');
  return { exit: 0, outputs: { rows: evaluation.rows, record }, text: metricLines(evaluation), json: evaluation };
}
