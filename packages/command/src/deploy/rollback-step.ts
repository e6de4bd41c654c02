import {
  type AliasMove,
  abortNow,
  fixed,
  planOf,
  type Rollout,
  recordDigest,
  ServiceError,
  shipErrors,
  startRollout,
} from '@weighbridge/core';
import { Refused } from '../ship/refused.ts';
import { readRegistry } from '../ship/registry.ts';
import { provedVersion, type VersionInHand, versionInHand } from '../ship/version-in-hand.ts';
import type { Weighing } from '../step/weighing.ts';
import { sha256 } from '../workspace/bytes.ts';
import { atOnce, type Deployable, deployOf, driveOn, openServing, placeOf, stableVersion } from './deploy-step.ts';
import { isUnderWay, type KeptRollout, readRollout, rolloutRevision, writeRollout } from './rollout-file.ts';
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

type Done = Omit<RolledBack, 'seconds'>;

/**
 * Back to the version before, or to the one that is named: a rollout that is under way is aborted first, whoever holds it and even
 * if nobody does any more; of one that has ended the previous version takes over again, with the same evidence as any
 * promotion. Traffic first, then alias, registry and manifest. Called again after a kill it finishes what was begun.
 */
export async function rollbackStep(weighing: Weighing, to: string | undefined): Promise<RolledBack> {
  const startedAt = weighing.context.now().getTime();
  const kept = await lastRollout(weighing, to);
  const stopped = kept && isUnderWay(kept.rollout) ? await abortUnderWay(weighing, kept) : undefined;
  const done =
    stopped && (to === undefined || to === stopped.to)
      ? stopped
      : await previousVersion(weighing, stopped ? await lastRollout(weighing, to) : kept, to);
  return { ...done, seconds: (weighing.context.now().getTime() - startedAt) / 1000 };
}

/** The model's last rollout. With a version that is named, one that cannot be read is begun over. */
async function lastRollout(weighing: Weighing, to: string | undefined): Promise<KeptRollout | undefined> {
  const { context, model } = weighing;
  if (!model.deploy) return undefined;
  try {
    return await readRollout(context, placeOf(weighing, model.deploy));
  } catch (error) {
    if (to === undefined || !(error instanceof ServiceError) || error.code !== 'WB6552') throw error;
    context.log.warn(error.message);
    return undefined;
  }
}

async function abortUnderWay(weighing: Weighing, kept: KeptRollout): Promise<Done | undefined> {
  const { context, model } = weighing;
  const { candidate, stable, change } = kept.rollout;
  const { lease: _lease, ...free } = abortNow(kept.rollout, 'it was stopped by hand', context.now(), 'rolled back');
  if (!(await writeRollout(context, free, kept.revision))) return abortAgain(weighing);
  const inHand = await versionInHand(weighing, candidate.version);
  const deploy = deployOf(weighing);
  const serving = await openServing(weighing, deploy);
  const rollout = await driveOn({ ...inHand, change }, deploy, serving, { mode: 'wait' });
  // It had taken over already when it was stopped: what is left is to go back from there.
  if (rollout?.phase === 'finished') return undefined;
  if (rollout?.phase !== 'aborted')
    throw new ServiceError(
      'WB6559',
      `The rollout of ${model.name} ${candidate.version} is held by another job. Run this again.`,
    );
  await takeBackAlias(weighing, rollout, { always: true });
  context.log.info(`rollback: ${candidate.version} of ${model.name} is stopped`);
  return { to: stable?.version, from: candidate.version, rollout, weighing: withRollout(inHand, rollout) };
}

/** Whoever wrote meanwhile moved it on: what it says now is what has to be stopped. */
async function abortAgain(weighing: Weighing): Promise<Done | undefined> {
  const kept = await lastRollout(weighing, undefined);
  return kept && isUnderWay(kept.rollout) ? abortUnderWay(weighing, kept) : undefined;
}

async function previousVersion(
  weighing: Weighing,
  kept: KeptRollout | undefined,
  to: string | undefined,
): Promise<Done> {
  const { context, model } = weighing;
  const alias = model.promote?.alias;
  const state = await readRegistry(context, model.name);
  const held = alias === undefined ? undefined : state.aliases.get(alias);
  const current = alias === undefined ? kept?.rollout.candidate.version : held?.version;
  const finished = to === undefined && alias !== undefined && (await finishEarlier(weighing, alias, current, kept));
  if (finished) return finished;
  const before = alias === undefined ? kept?.rollout.stable?.version : previousOf(held?.history ?? [], current);
  const name = to ?? before;
  if (name === undefined) throw shipErrors.nothingBefore({ model: model.name, alias: alias ?? 'version' });
  const inHand = await provedVersion(weighing, name);
  const rollout = model.deploy && (await serveAgain({ ...inHand, change: kept?.rollout.change }, kept));
  if (rollout && rollout.phase !== 'finished')
    throw new Refused(`${name} could not take over: ${rollout.reason}; ${current ?? 'what served'} still serves`);
  if (alias !== undefined) await aliasBackTo(weighing, alias, inHand.version);
  return { to: name, from: current, rollout, weighing: withRollout(inHand, rollout) };
}

/** A rollback that was killed between the alias and what follows it: that is done, and nothing more. */
async function finishEarlier(
  weighing: Weighing,
  alias: string,
  current: string | undefined,
  kept: KeptRollout | undefined,
): Promise<Done | undefined> {
  const { candidate, id, phase } = kept?.rollout ?? {};
  if (!candidate || current === undefined || id?.startsWith('back-') !== true || phase !== 'finished') return undefined;
  // Where somebody has promoted another version since, that rollback is history.
  if (candidate.version !== current && !(await servesAlone(weighing, candidate.version))) return undefined;
  const inHand = await versionInHand(weighing, candidate.version);
  if (!(await aliasBackTo(weighing, alias, inHand.version))) return undefined;
  const { rollout } = kept ?? {};
  return { to: candidate.version, from: current, rollout, weighing: withRollout(inHand, rollout) };
}

/** Whether traffic has gone back already, and only the alias has not. */
async function servesAlone(weighing: Weighing, version: string): Promise<boolean> {
  const { stable, canary } = await (await openServing(weighing, deployOf(weighing))).state();
  return stable?.version === version && canary === undefined;
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
  { weighing, version, change }: Deployable,
  kept: KeptRollout | undefined,
): Promise<Rollout | undefined> {
  const { context, model, record } = weighing;
  const deploy = deployOf(weighing);
  const serving = await openServing(weighing, deploy);
  if ((await serving.state()).stable?.version === version.name) return undefined;
  const at = context.now();
  const before = await stableVersion(weighing, serving);
  const { name, model: bytes, commit } = version;
  const rollout = startRollout({
    model: model.name,
    id: `back-${at.getTime()}`,
    candidate: { version: name, model: bytes, record: recordDigest(record, sha256), commit },
    plan: atOnce(planOf(deploy)),
    at,
    ...(before ? { stable: before } : {}),
    ...(change === undefined ? {} : { change }),
  });
  const { environment } = deploy;
  const fence = kept?.rollout.fence ?? at.getTime();
  const revision = kept?.revision ?? (await rolloutRevision(context, placeOf(weighing, deploy)));
  if (!(await writeRollout(context, { ...rollout, fence, environment }, revision)))
    throw shipErrors.rolloutUnderWay({ model: model.name, version: 'another version', phase: 'starting' });
  return driveOn({ weighing, version, change }, deploy, serving, { mode: 'wait' });
}

function withRollout({ weighing, version }: VersionInHand, rollout: Rollout | undefined): Weighing {
  const { rollout: _before, ...record } = weighing.record;
  return { ...weighing, record: { ...record, modelVersion: version, ...(rollout ? { rollout } : {}) } };
}

/** For a terminal. */
export function rolledBackText(model: string, { to, from, seconds }: Omit<RolledBack, 'weighing'>): string {
  const back = to === undefined ? `${from ?? model} is stopped; nothing served before it` : `${to} serves again`;
  return `✅ ${model}: ${back}, ${fixed(seconds, 1)} s after the call\n`;
}
