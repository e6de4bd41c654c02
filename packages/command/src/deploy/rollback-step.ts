import {
  type AliasMove,
  abortNow,
  type DeployPolicy,
  fixed,
  planOf,
  type Rollout,
  type RolloutPlan,
  recordDigest,
  shipErrors,
  startRollout,
  type VersionSection,
} from '@weighbridge/core';
import { refuseUnproved } from '../ship/promote-step.ts';
import { Refused } from '../ship/refused.ts';
import { readRegistry } from '../ship/registry.ts';
import { type VersionInHand, versionInHand } from '../ship/version-in-hand.ts';
import type { Weighing } from '../step/weighing.ts';
import { sha256 } from '../workspace/bytes.ts';
import { type Deployable, driveOn, openServing, stableVersion } from './deploy-step.ts';
import { isUnderWay, type KeptRollout, readRollout, writeRollout } from './rollout-file.ts';
import { aliasBackTo, takeBackAlias } from './take-back.ts';

/** What a rollback did. */
export interface RolledBack {
  /** The version that serves now; undefined where none had served before. */
  readonly to: string | undefined;
  readonly from: string | undefined;
  readonly rollout: Rollout | undefined;
  /** The version that serves again, or that was stopped, with its rollout: what a report is about. */
  readonly weighing: Weighing;
  /** From the call until everything said so. */
  readonly seconds: number;
}

/**
 * Back to the version before: a rollout that is under way is aborted, whoever holds it and even if nobody does any more; of one
 * that has ended the previous version takes over again, with the same evidence as any promotion. Serving first, then alias,
 * registry and manifest.
 */
export async function rollbackStep(weighing: Weighing, to: string | undefined): Promise<RolledBack> {
  const { context, model } = weighing;
  const startedAt = context.now().getTime();
  const kept = await readRollout(context, model.name);
  const done =
    kept && isUnderWay(kept.rollout) && to === undefined
      ? await abortUnderWay(weighing, kept)
      : await previousVersion(weighing, kept, to);
  return { ...done, seconds: (context.now().getTime() - startedAt) / 1000 };
}

type Done = Omit<RolledBack, 'seconds'>;

async function abortUnderWay(weighing: Weighing, kept: KeptRollout): Promise<Done> {
  const { context, model } = weighing;
  const { candidate, stable } = kept.rollout;
  const { lease: _lease, ...free } = abortNow(kept.rollout, 'it was stopped by hand', context.now(), 'rolled back');
  const written = await writeRollout(context, free, kept.revision);
  // Whoever wrote meanwhile moved it on: what it says now is what has to be stopped.
  if (!written) return abortAgain(weighing);
  const inHand = await versionInHand(weighing, candidate.version);
  const deploy = deployOf(weighing);
  const deployable: Deployable = { ...inHand, change: kept.rollout.change };
  const serving = await openServing(weighing, deploy);
  const rollout = await driveOn(deployable, deploy, serving, { mode: 'wait' });
  // It had taken over already when it was stopped: what is left is to go back from there.
  if (rollout?.phase === 'finished')
    return previousVersion(weighing, await readRollout(context, model.name), undefined);
  await takeBackAlias(weighing, rollout ?? free);
  context.log.info(`rollback: ${candidate.version} of ${model.name} is stopped`);
  return { to: stable?.version, from: candidate.version, rollout, weighing: withRollout(inHand, rollout ?? free) };
}

async function abortAgain(weighing: Weighing): Promise<Done> {
  const kept = await readRollout(weighing.context, weighing.model.name);
  if (kept && isUnderWay(kept.rollout)) return abortUnderWay(weighing, kept);
  throw new Refused('the rollout came to its end meanwhile; look at what serves, and call `rollback` again');
}

async function previousVersion(
  weighing: Weighing,
  kept: KeptRollout | undefined,
  to: string | undefined,
): Promise<Done> {
  const { context, model } = weighing;
  const alias = model.promote?.alias ?? 'champion';
  const state = await readRegistry(context, model.name);
  const current = state.aliases.get(alias)?.version;
  const name = to ?? previousOf(state.aliases.get(alias)?.history ?? [], current);
  if (name === undefined) throw shipErrors.nothingBefore({ model: model.name, alias });
  const inHand = await versionInHand(weighing, name);
  await refuseUnproved(inHand.weighing, inHand.version);
  const rollout = model.deploy && (await serveAgain({ ...inHand, change: kept?.rollout.change }, model.deploy, kept));
  if (rollout && rollout.phase !== 'finished')
    throw new Refused(`${name} could not take over: ${rollout.reason}; ${current ?? 'what served'} still serves`);
  const { commit } = inHand.version;
  if (model.promote) await aliasBackTo(weighing, { alias, version: name, commit });
  return { to: name, from: current, rollout, weighing: withRollout(inHand, rollout) };
}

function withRollout({ weighing, version }: VersionInHand, rollout: Rollout | undefined): Weighing {
  const { rollout: _before, ...record } = weighing.record;
  return { ...weighing, record: { ...record, modelVersion: version, ...(rollout ? { rollout } : {}) } };
}

/**
 * The version that had the alias before the current one was first given it: whoever rolls back twice goes back twice. The
 * history is newest first.
 */
function previousOf(history: readonly AliasMove[], current: string | undefined): string | undefined {
  const assigned = history.filter(({ action }) => action === 'assign').map(({ version }) => version);
  const first = assigned.lastIndexOf(current);
  return assigned.slice(first + 1).find((version) => version !== undefined && version !== current);
}

/** The whole traffic at once, after the test of the served model: this version has served before. */
async function serveAgain(
  deployable: Deployable,
  deploy: DeployPolicy,
  kept: KeptRollout | undefined,
): Promise<Rollout | undefined> {
  const { weighing, version, change } = deployable;
  const { context, model, record } = weighing;
  const serving = await openServing(weighing, deploy);
  const { stable } = await serving.state();
  if (stable?.version === version.name) return kept?.rollout.phase === 'finished' ? kept.rollout : undefined;
  const at = context.now();
  const before = await stableVersion(weighing, serving);
  const fence = kept?.rollout.fence ?? 0;
  const rollout = startRollout({
    model: model.name,
    id: `back-${at.getTime()}`,
    candidate: servedOf(version, record),
    plan: atOnce(planOf(deploy)),
    at,
    ...(before ? { stable: before } : {}),
    ...(change === undefined ? {} : { change }),
  });
  if (!(await writeRollout(context, { ...rollout, fence, environment: deploy.environment }, kept?.revision)))
    throw shipErrors.rolloutUnderWay({ model: model.name, version: 'another version', phase: 'starting' });
  return driveOn(deployable, deploy, serving, { mode: 'wait' });
}

function servedOf({ name, model, commit }: VersionSection, record: Weighing['record']) {
  return { version: name, model, record: recordDigest(record, sha256), commit };
}

function atOnce(plan: RolloutPlan): RolloutPlan {
  return { ...plan, strategy: 'blue-green', steps: [100], bakeSeconds: 0, metrics: [] };
}

function deployOf({ model, policyFile }: Weighing): DeployPolicy {
  if (!model.deploy) throw shipErrors.noDeploy({ model: model.name }, { place: { file: policyFile } });
  return model.deploy;
}

/** For a terminal. */
export function rolledBackText(model: string, { to, from, seconds }: Omit<RolledBack, 'weighing'>): string {
  const back = to === undefined ? `${from ?? model} is stopped; nothing served before it` : `${to} serves again`;
  return `✅ ${model}: ${back}, ${fixed(seconds, 1)} s after the call\n`;
}
