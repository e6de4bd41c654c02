import { type Comparison, inputErrors, metricCatalogue } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand, type Result } from './command.ts';
import { columnInputs, modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { candidateEvaluation } from './step/collect-step.ts';
import { compareStep } from './step/compare-step.ts';
import { readGivenFile } from './step/given-file.ts';
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
  permissions: [permissions.readBase, permissions.readRecords],
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
  const { baseline, threshold = 0.5 } = given;
  if (baseline === undefined) throw inputErrors.missingInput({ command: 'compare', name: 'baseline' });
  const candidate = await readModel(candidateFile, given, context);
  const reference = await readModel(baseline, given, context);
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

async function readModel(file: string, given: Inputs, context: Context): Promise<Model> {
  const { predictions, measured, digests } = await readGivenFile('compare', file, given, context);
  return { metrics: measured.metrics, slices: measured.slices, predictions, digests };
}

function resultOf(comparison: Comparison, record: string): Result<Outputs> {
  const outputs = { outcome: comparison.outcome, baseline: comparison.baseline?.commit ?? '', record };
  return { exit: 0, outputs, text: comparisonLines(comparison), json: comparison };
}
