import * as z from 'zod';
import { defineCommand } from './command.ts';
import { modelInputs, noteInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { announceStep } from './step/announce-step.ts';
import { recordForReport } from './step/collect-step.ts';
import { reportStep } from './step/report-step.ts';
import { saveRecord, startWeighing } from './step/weighing.ts';

const inputs = z.object({
  ...modelInputs,
  ...noteInputs,
  needs: z
    .string()
    .optional()
    .describe('Results of the jobs before this one, as JSON: toJSON(needs). Says why a record is missing.'),
  running: z
    .boolean()
    .default(false)
    .describe('Only mark an existing note as being weighed again, before the work starts.'),
});
const outputs = z.object({
  verdict: z.string().describe('passed, failed, inconclusive or stopped; empty with --running.'),
  note: z.string().describe('Address of the note; empty when none was written.'),
  page: z.string().describe('Path of the HTML report.'),
});

/** The only command that posts. Its exit code is the verdict's, so the job that runs it is the one to require. */
export const report = defineCommand({
  name: 'report',
  summary: 'Write the note, the job summary and the HTML page, and end with the verdict.',
  kind: 'step',
  inputs,
  outputs,
  permissions: [permissions.writeNote, permissions.showDispatched, permissions.readOtherJobs],
  async run(given, context) {
    const weighing = await startWeighing(given, context);
    if (given.running) return announceStep(weighing);
    const ready = await recordForReport(weighing, given.needs);
    await saveRecord(ready);
    const reported = await reportStep(ready, { note: given.note });
    const { record } = ready;
    const verdict = record.stopped ? 'stopped' : (record.verdict?.outcome ?? 'stopped');
    return {
      exit: record.stopped ? 1 : (record.verdict?.exit ?? 1),
      outputs: { verdict, note: reported.noteUrl ?? '', page: reported.page },
      text: reported.text,
      json: record.verdict ?? record.stopped,
    };
  },
});
