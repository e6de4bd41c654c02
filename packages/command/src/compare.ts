import { resolve } from 'node:path';
import { type Comparison, evaluateBinary, inputErrors, metricCatalogue } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand, type Result } from './command.ts';
import { columnInputs, modelInputs } from './inputs.ts';
import { candidateEvaluation } from './step/collect-step.ts';
import { compareStep } from './step/compare-step.ts';
import { type Model, weighPair } from './step/weigh-pair.ts';
import { startWeighing } from './step/weighing.ts';
import { comparisonLines } from './text/comparison-lines.ts';
import { publishSections } from './workspace/sections.ts';

const inputs = z.object({
  ...modelInputs,
  candidate: z.string().optional().describe('Predictions file of the candidate, to compare without a policy.'),
  baseline: z
    .string()
    .optional()
    .describe('Predictions file of the baseline. Default: it is found from git and the forge.'),
  alpha: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.05)
    .describe('One-sided error rate of the intervals, when files are given by hand.'),
  ...columnInputs,
});
const outputs = z.object({
  outcome: z.string().describe('compared, first run or incomparable.'),
  baseline: z.string().describe('Commit of the baseline; empty when there is none.'),
  record: z.string().describe('Path of the run record; empty when files were given by hand.'),
});
type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;

/** The candidate against its baseline: finds the baseline, pairs the rows, says what changed. */
export const compare = defineCommand({
  name: 'compare',
  summary: 'Find the baseline and compare with it: every metric with the interval that decides.',
  kind: 'step',
  inputs,
  outputs,
  permissions: [
    {
      github: 'contents: read',
      gitlab: '(CI_JOB_TOKEN)',
      why: 'read the base commit',
      without: 'Exit 3: the baseline could not be read.',
    },
    {
      github: 'actions: read',
      gitlab: '(CI_JOB_TOKEN)',
      why: "read the baseline's record among CI artifacts",
      without: 'Exit 3: the baseline could not be read.',
    },
  ],
  run: (given, context) =>
    given.candidate === undefined ? compareByPolicy(given, context) : compareFiles(given, given.candidate, context),
});

async function compareByPolicy(given: Inputs, context: Context): Promise<Result<Outputs>> {
  const weighing = await candidateEvaluation(await startWeighing(given, context));
  const done = await compareStep(weighing, { baseline: given.baseline });
  await publishSections(done, ['data', 'training', 'evaluation', 'comparison']);
  const { comparison } = done.record;
  if (!comparison) throw new Error('compare left no comparison');
  return resultOf(comparison, `.weighbridge/${done.model.name}/run.json`);
}

async function compareFiles(given: Inputs, candidateFile: string, context: Context): Promise<Result<Outputs>> {
  const { baseline, target, score, threshold = 0.5 } = given;
  if (baseline === undefined) throw inputErrors.missingInput({ command: 'compare', name: 'baseline' });
  if (target === undefined) throw inputErrors.missingInput({ command: 'compare', name: 'target' });
  if (score === undefined) throw inputErrors.missingInput({ command: 'compare', name: 'score' });
  const columns = { ...given, target, score };
  const [candidate, reference] = await Promise.all([
    readModel(candidateFile, columns, context),
    readModel(baseline, columns, context),
  ]);
  const plan = { alpha: given.alpha, compared: planOf(given.slices ?? []) };
  const { pairing, flips, mismatch, ...weighed } = weighPair(candidate, reference, {
    plan,
    threshold,
    against: 'baseline',
  });
  if (mismatch !== undefined) throw inputErrors.rowsDiffer({ what: mismatch }, { place: { file: baseline } });
  return resultOf(
    {
      outcome: 'compared',
      searched: [{ kind: 'input', where: baseline, found: 'record' }],
      baseline: { reason: 'given as input', commitsBefore: 0, source: 'input' },
      pairing,
      ...weighed,
      flips,
    },
    '',
  );
}

/** By hand nothing is judged: each metric stands for itself, overall and in each slice, at its own level. */
function planOf(slices: readonly string[]): { metric: string; against: 'baseline'; slice?: string; minRows: number }[] {
  return slices.flatMap((slice) =>
    Object.keys(metricCatalogue).map((metric) => ({
      metric,
      against: 'baseline' as const,
      slice,
      minRows: Number.POSITIVE_INFINITY,
    })),
  );
}

interface Columns extends Inputs {
  readonly target: string;
  readonly score: string;
}

async function readModel(file: string, given: Columns, context: Context): Promise<Model> {
  const { target, score, threshold = 0.5, positive, weight, id, group, slices = [] } = given;
  const optional = {
    ...(positive === undefined ? {} : { positive }),
    ...(weight === undefined ? {} : { weight }),
    ...(id === undefined ? {} : { id }),
    ...(group === undefined ? {} : { group }),
  };
  const path = resolve(context.root, file);
  const { predictions, rows } = await context.data.readPredictions(path, { target, score, slices, ...optional });
  const measured = evaluateBinary(predictions, { target, score, threshold, ...optional });
  const digests = { predictions: await context.data.digestFile(path), rows };
  return { metrics: measured.metrics, slices: measured.slices, predictions, digests };
}

function resultOf(comparison: Comparison, record: string): Result<Outputs> {
  const outputs = { outcome: comparison.outcome, baseline: comparison.baseline?.commit ?? '', record };
  return { exit: 0, outputs, text: comparisonLines(comparison), json: comparison };
}
