import { clean, visible, watchErrors } from '@weighbridge/core';
import * as z from 'zod';
import { defineCommand, type Result } from './command.ts';
import { modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { refuseElsewhere } from './ship/adopt-step.ts';
import { startWeighing, type Weighing } from './step/weighing.ts';
import { backtestStep } from './watch/backtest.ts';
import { type Looked, lookStep } from './watch/look.ts';

const inputs = z.object({
  ...modelInputs,
  at: z.string().optional().describe('Moment of the look, in UTC: `2026-11-22T06:00:00Z`. Default: now.'),
  backtest: z
    .boolean()
    .default(false)
    .describe('Replay every window at hand and say when it would have rung; nothing is written and nobody is told.'),
  issue: z.boolean().default(true).describe('Keep the issue up to date.'),
  fail: z.boolean().default(false).describe('Exit 1 while an alarm rings. Default: the issue says it.'),
});
const outputs = z.object({
  outcome: z.string().describe('quiet, alarm, ignored, no data, or no reference.'),
  reason: z.string().describe('Why, in one sentence.'),
  alarms: z.string().describe('Names of what rings, with commas; empty when nothing does.'),
  retrain: z.string().describe('retrain, wait, or empty where the policy has no `retrain`.'),
  issue: z.string().describe('Address of the issue; empty without one.'),
  page: z.string().describe('Path of the HTML page.'),
});

/** One look at a model in production. */
export const monitor = defineCommand({
  name: 'monitor',
  summary: 'Look at a model in production: drift, performance and service; one issue, and guarded retraining.',
  kind: 'step',
  occasion: 'scheduled',
  inputs,
  outputs,
  permissions: [
    permissions.readRecords,
    permissions.writeVersions,
    permissions.writeIssue,
    permissions.dispatchWorkflow,
    permissions.openChange,
  ],
  async run(given, context) {
    const weighing = await startWeighing(given, context);
    const at = momentOf(given.at, context.now());
    if (given.backtest) return resultOf(weighing, await backtestStep(weighing, at), false);
    await refuseElsewhere(weighing);
    return resultOf(weighing, await lookStep(weighing, { at, issue: given.issue }), given.fail);
  },
});

function resultOf(
  { model }: Weighing,
  { outcome, reason, watch, issue, page, text }: Looked,
  fail: boolean,
): Result<z.output<typeof outputs>> {
  const names = [...new Set((watch?.alarms ?? []).map(({ name }) => name))];
  const line = `${outcome === 'quiet' ? '✅' : '⚠️'} ${clean(model.name)} ${outcome}: ${visible(reason)}\n`;
  return {
    exit: fail && outcome === 'alarm' ? 1 : 0,
    outputs: {
      outcome,
      reason,
      alarms: names.join(', '),
      retrain: watch?.decision?.outcome ?? '',
      issue,
      page,
    },
    text: text === '' ? line : text,
    json: watch ?? { outcome, reason },
  };
}

/** Throws UserError WB6641 for what is no moment. */
function momentOf(written: string | undefined, now: Date): Date {
  if (written === undefined) return now;
  if (!z.iso.datetime().safeParse(written).success) throw watchErrors.badMoment({ found: written });
  return new Date(written);
}
