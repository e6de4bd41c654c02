import { shipErrors } from '@weighbridge/core';
import * as z from 'zod';
import { defineCommand } from './command.ts';
import { deployStep } from './deploy/deploy-step.ts';
import { isUnderWay, readRollout } from './deploy/rollout-file.ts';
import { modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { readRegistry } from './ship/registry.ts';
import { shipOutputs, shipResult, waits } from './ship/shell.ts';
import { orRefused, outcomeOf } from './ship/ship.ts';
import { versionInHand } from './ship/version-in-hand.ts';
import { startWeighing, type Weighing } from './step/weighing.ts';

const inputs = z.object({
  ...modelInputs,
  version: z
    .string()
    .optional()
    .describe('Version that is rolled out. Default: that of the rollout under way, else the one with the alias.'),
  tick: z
    .boolean()
    .default(false)
    .describe(
      'Look once, do what follows and end: for a schedule. Without a rollout under way there is nothing to do.',
    ),
  wait: waits,
});

/** Traffic moves to a version step by step, or goes back. */
export const deploy = defineCommand({
  name: 'deploy',
  summary: 'Roll a version out step by step under an always-valid analysis, and take it back when it harms.',
  kind: 'step',
  occasion: 'merged',
  inputs,
  outputs: shipOutputs,
  permissions: [permissions.readRecords, permissions.writeVersions, permissions.showDeployments, permissions.writeNote],
  async run(given, context) {
    const weighing = await startWeighing(given, context);
    const name = await versionOf(weighing, given);
    if (name === undefined) return shipResult({ outcome: 'shipped', reason: 'no rollout is under way', weighing });
    return shipResult(await orRefused(weighing, () => rollOut(weighing, name, !given.tick && given.wait)));
  },
});

async function rollOut(weighing: Weighing, name: string, wait: boolean) {
  const { context, model } = weighing;
  const inHand = await versionInHand(weighing, name);
  const change = (await readRollout(context, model.name))?.rollout.change;
  const rollout = await deployStep({ ...inHand, change }, { mode: wait ? 'wait' : 'tick' });
  const record = { ...inHand.weighing.record, modelVersion: inHand.version, ...(rollout ? { rollout } : {}) };
  const ended = { ...inHand.weighing, record };
  if (!rollout)
    return { outcome: 'under way', reason: 'another job looks after the rollout', weighing: ended } as const;
  return { outcome: outcomeOf(rollout), reason: rollout.reason, weighing: ended } as const;
}

/** A schedule only goes on with what is under way; it starts nothing. */
async function versionOf(
  weighing: Weighing,
  { version, tick }: { readonly version?: string | undefined; readonly tick: boolean },
): Promise<string | undefined> {
  const { context, model, policyFile } = weighing;
  const kept = await readRollout(context, model.name);
  const current = kept && isUnderWay(kept.rollout) ? kept.rollout.candidate.version : undefined;
  // A schedule may be there before the policy says where to deploy.
  if (!model.deploy && tick && version === undefined && current === undefined) return undefined;
  if (!model.deploy) throw shipErrors.noDeploy({ model: model.name }, { place: { file: policyFile } });
  if (version !== undefined || tick || current !== undefined) return version ?? current;
  const state = await readRegistry(context, model.name);
  const alias = state.aliases.get(model.promote?.alias ?? 'champion');
  if (alias) return alias.version;
  throw shipErrors.noRollout({ model: model.name });
}
