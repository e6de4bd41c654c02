import { annotationsOf } from '@weighbridge/core';
import * as z from 'zod';
import { defineCommand, type Result } from './command.ts';
import { baselineInputs, modelInputs, noteInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { announceStep } from './step/announce-step.ts';
import { gateStep } from './step/gate-step.ts';
import { policyLines } from './step/machine-files.ts';
import { readyStep } from './step/ready-step.ts';
import { reportStep } from './step/report-step.ts';
import { saveRecord, startWeighing, type Weighing } from './step/weighing.ts';
import { checkLines } from './text/check-lines.ts';
import { trainingLines } from './text/training-lines.ts';
import { publishSections } from './workspace/sections.ts';

const inputs = z.object({ ...modelInputs, ...baselineInputs, ...noteInputs });
const outputs = z.object({
  verdict: z
    .string()
    .describe('passed, failed, inconclusive or stopped; unfinished where training goes on in a next job.'),
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
    const weighing = await startWeighing(given, context);
    if (given.note) await announceStep(weighing);
    const { weighing: ready, unfinished } = await readyStep(weighing, given.baseline);
    if (unfinished) return unfinishedResult(ready);
    const judged = await gateStep(ready);
    await publishSections(judged, ['data', 'training', 'evaluation', 'comparison', 'verdict', 'stopped']);
    const reported = await reportStep(judged, { note: given.note });
    const { verdict } = judged.record;
    if (!verdict) throw new Error('gate left no verdict');
    return {
      exit: verdict.exit,
      outputs: { verdict: verdict.outcome, reason: verdict.reason, note: reported.noteUrl ?? '', page: reported.page },
      text: checkLines(judged.record),
      json: judged.record,
      annotations: annotationsOf(judged.record, await policyLines(judged)),
    };
  },
});

/** A leg of a long training is over: there is nothing to judge yet, and a next job goes on. */
async function unfinishedResult(weighing: Weighing): Promise<Result<Outputs>> {
  await saveRecord(weighing);
  const outputs = { verdict: 'unfinished', reason: 'training goes on in a next job', note: '', page: '' };
  return { exit: 0, outputs, text: trainingLines(weighing.record), json: weighing.record };
}
