import * as z from 'zod';
import { defineCommand } from './command.ts';
import { championFacts } from './deploy/follow.ts';
import { rollbackStep, rolledBackText } from './deploy/rollback-step.ts';
import { modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { refuseElsewhere } from './ship/adopt-step.ts';
import { Refused } from './ship/refused.ts';
import { reportStep } from './step/report-step.ts';
import { saveRecord, startWeighing } from './step/weighing.ts';

const inputs = z.object({
  ...modelInputs,
  to: z.string().optional().describe('Version to go back to, such as `v1.3.2`. Default: the one before.'),
});
const outputs = z.object({
  outcome: z.string().describe('rolled back, or refused.'),
  version: z.string().describe('Version that serves now.'),
  reason: z.string().describe('Why it was refused; empty when it was not.'),
  seconds: z.string().describe('Seconds from the call until everything said so.'),
});

/** The version before serves again: the one command for a bad night. */
export const rollback = defineCommand({
  name: 'rollback',
  summary: 'Put the version before back: traffic, alias, registry and manifest; also stops a rollout under way.',
  kind: 'step',
  occasion: 'by hand',
  inputs,
  outputs,
  permissions: [permissions.readRecords, permissions.writeVersions, permissions.showDeployments, permissions.writeNote],
  async run(given, context) {
    const weighing = await startWeighing(given, context);
    await refuseElsewhere(weighing);
    const { name } = weighing.model;
    try {
      const { weighing: shown, ...done } = await rollbackStep(weighing, given.to);
      await saveRecord(shown);
      await reportStep(shown, { note: false, ship: await championFacts(shown) });
      return {
        exit: 0,
        outputs: { outcome: 'rolled back', version: done.to ?? '', reason: '', seconds: String(done.seconds) },
        text: rolledBackText(name, done),
        json: done,
      };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const outputs = { outcome: 'refused', version: '', reason: error.message, seconds: '' };
      return { exit: 1, outputs, text: `❌ ${name}: ${error.message}\n`, json: outputs };
    }
  },
});
