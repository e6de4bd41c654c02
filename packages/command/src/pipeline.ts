import { annotationsOf } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand, type Result } from './command.ts';
import { baselineInputs, modelInputs, noteInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { shipResult } from './ship/shell.ts';
import { ship } from './ship/ship.ts';
import { announceStep } from './step/announce-step.ts';
import { gateStep } from './step/gate-step.ts';
import { policyLines } from './step/machine-files.ts';
import { readyStep } from './step/ready-step.ts';
import { reportStep } from './step/report-step.ts';
import { saveRecord, startWeighing, type Weighing } from './step/weighing.ts';
import { checkLines } from './text/check-lines.ts';
import { trainingLines } from './text/training-lines.ts';
import { takeEnded } from './train/take-training.ts';
import { withModelLock } from './workspace/model-lock.ts';
import { publishSections } from './workspace/sections.ts';

const inputs = z.object({
  ...modelInputs,
  ...baselineInputs,
  ...noteInputs,
  stage: z
    .enum(['model', 'ship'])
    .default('model')
    .describe(
      '`model`: weigh. `ship`: after the merge, in a job of its own that runs no training code, register and deploy.',
    ),
});
const outputs = z.object({
  verdict: z
    .string()
    .describe(
      'passed, failed, inconclusive or stopped; unfinished where training goes on in a next job; of `ship` its outcome.',
    ),
  reason: z.string().describe('The number that decided, and its limit.'),
  note: z.string().describe('Address of the note; empty when none was written.'),
  page: z.string().describe('Path of the HTML report.'),
});

type Outputs = z.output<typeof outputs>;

/** Everything that the policy declares, in one step: validate → train → evaluate → compare → gate → report. */
export const pipeline = defineCommand({
  name: 'pipeline',
  summary: 'Validate, train, evaluate, compare, gate and report in one step.',
  kind: 'step',
  inputs,
  outputs,
  permissions: [permissions.readBase, permissions.readRecords, permissions.readApprovals, permissions.writeNote],
  async run(given, context): Promise<Result<Outputs>> {
    if (given.stage === 'ship') return shipAll(given, context);
    const weighing = await startWeighing(given, context);
    return withModelLock(weighing, 'pipeline', () => runAll(weighing, given));
  },
});

/** The same as the command `ship` with its defaults. */
async function shipAll(given: z.output<typeof inputs>, context: Context): Promise<Result<Outputs>> {
  const options = { goal: 'deploy', mode: 'wait', note: given.note, allowOlder: false } as const;
  const { outputs, ...rest } = await shipResult(await ship(given, context, options));
  return { ...rest, outputs: { verdict: outputs.outcome, reason: outputs.reason, note: outputs.note, page: '' } };
}

async function runAll(weighing: Weighing, given: z.output<typeof inputs>): Promise<Result<Outputs>> {
  const ended = await takeEnded(weighing);
  if (ended?.record.verdict) return endedResult(ended);
  if (given.note) await announceStep(weighing);
  const { weighing: ready, unfinished } = await readyStep(weighing, given.baseline);
  if (unfinished) return unfinishedResult(ready);
  const judged = await gateStep(ready);
  await publishSections(judged, ['data', 'training', 'evaluation', 'comparison', 'verdict', 'stopped']);
  const reported = await reportStep(judged, { note: given.note });
  return {
    ...resultOf(judged, { note: reported.noteUrl ?? '', page: reported.page }),
    annotations: annotationsOf(judged.record, await policyLines(judged)),
  };
}

function resultOf({ record }: Weighing, places: Pick<Outputs, 'note' | 'page'>): Result<Outputs> {
  const { verdict } = record;
  if (!verdict) throw new Error('gate left no verdict');
  const { outcome, reason, exit } = verdict;
  return { exit, outputs: { verdict: outcome, reason, ...places }, text: checkLines(record), json: record };
}

/** Another leg of this job has trained, judged and reported: its verdict is this one's. */
async function endedResult(weighing: Weighing): Promise<Result<Outputs>> {
  await saveRecord(weighing);
  return resultOf(weighing, { note: '', page: '' });
}

/** A leg of a long training is over: there is nothing to judge yet, and a next job goes on. */
async function unfinishedResult(weighing: Weighing): Promise<Result<Outputs>> {
  await saveRecord(weighing);
  const outputs = { verdict: 'unfinished', reason: 'training goes on in a next job', note: '', page: '' };
  return { exit: 0, outputs, text: trainingLines(weighing.record), json: weighing.record };
}
