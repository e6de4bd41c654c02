import { type Rollout, shipErrors } from '@weighbridge/core';
import * as z from 'zod';
import { defineCommand } from './command.ts';
import { deployOf, deployStep, placeOf } from './deploy/deploy-step.ts';
import { isUnderWay, type KeptRollout, readRollout } from './deploy/rollout-file.ts';
import { takeBackAlias } from './deploy/take-back.ts';
import { modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { refuseElsewhere } from './ship/adopt-step.ts';
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
    await refuseElsewhere(weighing);
    const name = await versionOf(weighing, given);
    if (name === undefined)
      return shipResult({ outcome: 'nothing to do', reason: 'no rollout is under way', weighing });
    return shipResult(await orRefused(weighing, () => rollOut(weighing, name, !given.tick && given.wait)));
  },
});

async function rollOut(weighing: Weighing, name: string, wait: boolean) {
  const inHand = await versionInHand(weighing, name);
  const change = (await lastRollout(weighing))?.rollout.change;
  const rollout = await deployStep({ ...inHand, change }, { mode: wait ? 'wait' : 'tick' });
  const record = { ...inHand.weighing.record, modelVersion: inHand.version, ...(rollout ? { rollout } : {}) };
  const ended = { ...inHand.weighing, record };
  if (!rollout)
    return { outcome: 'under way', reason: 'another job looks after the rollout', weighing: ended } as const;
  return { outcome: outcomeOf(rollout), reason: rollout.reason, weighing: ended } as const;
}

async function lastRollout(weighing: Weighing): Promise<KeptRollout | undefined> {
  const { deploy } = weighing.model;
  return deploy && readRollout(weighing.context, placeOf(weighing, deploy));
}

/** How long after an abort a schedule looks whether the alias went back with the traffic, in milliseconds. */
const aftermath = 24 * 60 * 60 * 1000;

/** A schedule only goes on with what is under way; it starts nothing. */
async function versionOf(
  weighing: Weighing,
  { version, tick }: { readonly version?: string | undefined; readonly tick: boolean },
): Promise<string | undefined> {
  const { context, model } = weighing;
  // A schedule may be there before the policy says where to deploy.
  if (!model.deploy && tick && version === undefined) return undefined;
  deployOf(weighing);
  const kept = await lastRollout(weighing);
  const current = kept && isUnderWay(kept.rollout) ? kept.rollout.candidate.version : undefined;
  if (tick && kept && current === undefined) await tidyUp(weighing, kept.rollout);
  if (version !== undefined || tick || current !== undefined) return version ?? current;
  const state = await readRegistry(context, model.name);
  const alias = state.aliases.get(model.promote?.alias ?? 'champion');
  if (alias?.version !== undefined) return alias.version;
  throw shipErrors.noRollout({ model: model.name });
}

/** The job that aborted it may have been killed before the alias went back. */
async function tidyUp(weighing: Weighing, rollout: Rollout): Promise<void> {
  const ended = Date.parse(rollout.endedAt ?? rollout.startedAt);
  if (rollout.phase === 'aborted' && weighing.context.now().getTime() - ended < aftermath)
    await takeBackAlias(weighing, rollout, { always: false });
}
