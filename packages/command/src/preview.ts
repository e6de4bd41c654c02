import { inputErrors } from '@weighbridge/core';
import * as z from 'zod';
import { defineCommand, type Result } from './command.ts';
import { baselineInputs, modelInputs } from './inputs.ts';
import { gateStep } from './step/gate-step.ts';
import { readyStep } from './step/ready-step.ts';
import { reportStep } from './step/report-step.ts';
import { saveRecord, startWeighing, type Weighing } from './step/weighing.ts';
import { checkLines } from './text/check-lines.ts';
import { withModelLock } from './workspace/model-lock.ts';

const inputs = z.object({ ...modelInputs, ...baselineInputs });
const outputs = z.object({
  verdict: z.string().describe('passed, failed, inconclusive or stopped.'),
  note: z.string().describe('Path of the note as it would be posted.'),
  page: z.string().describe('Path of the HTML report.'),
});

/** The same comment, on this machine, before the push. Nothing is posted. */
export const preview = defineCommand({
  name: 'preview',
  summary: 'Rehearse everything locally: the verdict, the note and the page, nothing posted.',
  kind: 'local',
  inputs,
  outputs,
  permissions: [],
  async run(given, context) {
    const weighing = await startWeighing(given, context);
    return withModelLock(weighing, 'preview', () => rehearse(weighing, given));
  },
});

async function rehearse(weighing: Weighing, given: z.output<typeof inputs>): Promise<Result<z.output<typeof outputs>>> {
  const ready = await readyStep(weighing, given.baseline);
  if (ready.unfinished) throw inputErrors.unfinished({}, { place: { file: given.policy } });
  const judged = await gateStep(ready.weighing);
  await saveRecord(judged);
  const reported = await reportStep(judged, { note: false });
  const { verdict } = judged.record;
  if (!verdict) throw new Error('gate left no verdict');
  return {
    exit: verdict.exit,
    outputs: { verdict: verdict.outcome, note: reported.note, page: reported.page },
    text: `${checkLines(judged.record)}\nnote: ${reported.note}\npage: ${reported.page}\n`,
    json: judged.record,
  };
}
