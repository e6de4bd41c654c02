import { annotationsOf } from '@weighbridge/core';
import * as z from 'zod';
import { defineCommand } from './command.ts';
import { baselineInputs, modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { adviseStep } from './step/advise-step.ts';
import { candidateRecord } from './step/collect-step.ts';
import { gateStep, setStatus } from './step/gate-step.ts';
import { policyLines } from './step/machine-files.ts';
import { reportStep } from './step/report-step.ts';
import { startWeighing } from './step/weighing.ts';
import { checkLines } from './text/check-lines.ts';
import { publishSections } from './workspace/sections.ts';

const inputs = z.object({
  ...modelInputs,
  ...baselineInputs,
  status: z.boolean().default(false).describe('Set a commit status as well; the job itself is the check to require.'),
  writeReport: z.boolean().default(true).describe('Render the report (job summary and page) before this command ends.'),
  explain: z.boolean().default(false).describe('Say for each check what would flip it.'),
  suggest: z.boolean().default(false).describe('Write the margins that this evaluation can judge.'),
});
const outputs = z.object({
  verdict: z.string().describe('passed, failed, inconclusive or stopped.'),
  reason: z.string().describe('The number that decided, and its limit.'),
  record: z.string().describe('Path of the run record.'),
  page: z.string().describe('Path of the HTML report; empty when none was rendered.'),
});

/** The verdict. Runs `evaluate` and `compare` first when they have not run for these files. */
export const gate = defineCommand({
  name: 'gate',
  summary: 'Judge every check of the policy; the exit code is the verdict.',
  kind: 'step',
  inputs,
  outputs,
  permissions: [permissions.readBase, permissions.readRecords, permissions.readApprovals, permissions.setStatus],
  async run(given, context) {
    const weighing = await candidateRecord(await startWeighing(given, context), given.baseline);
    if (given.explain || given.suggest) return adviseStep(weighing, given);
    const judged = await gateStep(weighing);
    await publishSections(judged, ['data', 'training', 'evaluation', 'comparison', 'verdict']);
    const reported = given.writeReport ? await reportStep(judged, { note: false }) : undefined;
    if (given.status) await setStatus(judged);
    const { verdict } = judged.record;
    if (!verdict) throw new Error('gate left no verdict');
    return {
      exit: verdict.exit,
      outputs: {
        verdict: verdict.outcome,
        reason: verdict.reason,
        record: `.weighbridge/${judged.model.name}/run.json`,
        page: reported?.page ?? '',
      },
      text: checkLines(judged.record),
      json: verdict,
      annotations: annotationsOf({ verdict }, await policyLines(judged)),
    };
  },
});
