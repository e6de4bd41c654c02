import * as z from 'zod';
import { defineCommand } from './command.ts';
import { baselineInputs, modelInputs, noteInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { announceStep } from './step/announce-step.ts';
import { candidateRecord } from './step/collect-step.ts';
import { gateStep } from './step/gate-step.ts';
import { reportStep } from './step/report-step.ts';
import { startWeighing } from './step/weighing.ts';
import { checkLines } from './text/check-lines.ts';
import { publishSections } from './workspace/sections.ts';

const inputs = z.object({ ...modelInputs, ...baselineInputs, ...noteInputs });
const outputs = z.object({
  verdict: z.string().describe('passed, failed, inconclusive or stopped.'),
  reason: z.string().describe('The number that decided, and its limit.'),
  note: z.string().describe('Address of the note; empty when none was written.'),
  page: z.string().describe('Path of the HTML report.'),
});

/** Everything that the policy declares, in one step: evaluate → compare → gate → report. */
export const pipeline = defineCommand({
  name: 'pipeline',
  summary: 'Evaluate, compare, gate and report in one step.',
  kind: 'step',
  inputs,
  outputs,
  permissions: [permissions.readBase, permissions.readRecords, permissions.readApprovals, permissions.writeNote],
  async run(given, context) {
    const weighing = await startWeighing(given, context);
    if (given.note) await announceStep(weighing);
    const judged = await gateStep(await candidateRecord(weighing, given.baseline));
    await publishSections(judged, ['data', 'training', 'evaluation', 'comparison', 'verdict']);
    const reported = await reportStep(judged, { note: given.note });
    const { verdict } = judged.record;
    if (!verdict) throw new Error('gate left no verdict');
    return {
      exit: verdict.exit,
      outputs: { verdict: verdict.outcome, reason: verdict.reason, note: reported.noteUrl ?? '', page: reported.page },
      text: checkLines(judged.record),
      json: judged.record,
    };
  },
});
