import { join } from 'node:path';
import {
  abortNow,
  canonicalJson,
  type DeployPolicy,
  type Document,
  fixed,
  planOf,
  type Rollout,
  type RolloutPlan,
  recordDigest,
  type ServableVersion,
  type ServedVersion,
  ServiceError,
  type Serving,
  secondsOfPlan,
  shipErrors,
  startRollout,
  type VersionSection,
} from '@weighbridge/core';
import { modelBytes } from '../ship/model-bytes.ts';
import { proveVersion } from '../ship/prove.ts';
import { Refused } from '../ship/refused.ts';
import { readRegistry, saidOf } from '../ship/registry.ts';
import type { Weighing } from '../step/weighing.ts';
import { sha256 } from '../workspace/bytes.ts';
import { besides } from './besides.ts';
import { type Driving, drive } from './drive.ts';
import { followRollout } from './follow.ts';
import { isUnderWay, type KeptRollout, type RolloutPlace, readRollout, writeRollout } from './rollout-file.ts';
import { takeBackAlias } from './take-back.ts';

/** What is rolled out: a version whose record is in hand. */
export interface Deployable {
  /** Its `record` is the one of the ledger that the version's tag names. */
  readonly weighing: Weighing;
  readonly version: VersionSection;
  readonly change: number | undefined;
}

export interface DeployOptions {
  readonly mode: 'wait' | 'tick';
  /** Called with each look: whoever holds a lock shows that it lives. */
  readonly onLook?: () => Promise<void>;
  /** The rollout follows the alias: it does not begin once somebody has moved that on, or back. */
  readonly aliased?: boolean;
}

/**
 * Rolls a version out, or goes on with its rollout; with `tick` one look is taken. Only a version with trusted, passing evidence is
 * given traffic: a rollout of another one, or by another plan than the policy's, is aborted, whoever wrote it. The alias goes
 * back with an abort. Undefined when another job holds the rollout. Throws Refused for a version without proof, or one that was
 * rolled back, and UserError while another version's rollout is under way.
 */
export async function deployStep(deployable: Deployable, options: DeployOptions): Promise<Rollout | undefined> {
  const { weighing, version } = deployable;
  const { context, model } = weighing;
  const deploy = deployOf(weighing);
  const kept = await readRollout(context, placeOf(weighing, deploy));
  const own = kept?.rollout.candidate.version === version.name ? kept : undefined;
  if (kept && !own && isUnderWay(kept.rollout)) throw underWay(model.name, kept.rollout);
  if (own?.rollout.phase === 'aborted') await refuseRolledBack(weighing, own.rollout);
  const serving = await openServing(weighing, deploy);
  const why = await unproved(deployable, deploy, own?.rollout);
  if (own && isUnderWay(own.rollout)) {
    const { revision } = own;
    if (why !== undefined) await writeRollout(context, abortNow(own.rollout, why, context.now()), revision);
    return driveOn(deployable, deploy, serving, options);
  }
  if (why !== undefined) throw new Refused(why);
  if (own && (await serving.state()).stable?.version === version.name) return own.rollout;
  if (options.aliased) await refuseMovedAlias(weighing, version);
  await begin(deployable, deploy, { serving, kept, mode: options.mode });
  return driveOn(deployable, deploy, serving, options);
}

/** The section of the policy. Throws UserError WB6504 where there is none. */
export function deployOf({ model, policyFile }: Weighing): DeployPolicy {
  if (!model.deploy) throw shipErrors.noDeploy({ model: model.name }, { place: { file: policyFile } });
  return model.deploy;
}

/** Where the rollouts of a model's environment are kept. */
export function placeOf({ model }: Weighing, { environment }: DeployPolicy): RolloutPlace {
  return { model: model.name, environment };
}

/** Its alias may still be on it, when the job that aborted it was killed. */
export async function refuseRolledBack(weighing: Weighing, rollout: Rollout): Promise<never> {
  await takeBackAlias(weighing, rollout, { always: false });
  throw new Refused(`${rollout.candidate.version} was rolled back: ${rollout.reason}; a new run has to pass`);
}

/** Why the candidate may not be given traffic: no proof, or a rollout that says other things than tag and policy do. */
async function unproved(
  { weighing, version }: Deployable,
  deploy: DeployPolicy,
  rollout: Rollout | undefined,
): Promise<string | undefined> {
  try {
    const { entry } = await proveVersion(weighing, version.name);
    const { candidate, plan } = rollout ?? {};
    if (!candidate || !plan) return undefined;
    if (candidate.model !== version.model || candidate.record !== entry.digest)
      return `the rollout of ${version.name} names other bytes than its tag`;
    const agreed = [planOf(deploy), atOnce(planOf(deploy))].some((own) => canonicalJson(own) === canonicalJson(plan));
    return agreed
      ? undefined
      : `the policy has another plan than the one that the rollout of ${version.name} began with`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.message;
  }
}

/** Everything at once, without an analysis: for a version that has served before. */
export function atOnce(plan: RolloutPlan): RolloutPlan {
  return { ...plan, strategy: 'blue-green', steps: [100], bakeSeconds: 0, metrics: [] };
}

async function refuseMovedAlias({ context, model }: Weighing, { name }: VersionSection): Promise<void> {
  const alias = model.promote?.alias;
  if (alias === undefined) return;
  const { version } = (await readRegistry(context, model.name)).aliases.get(alias) ?? {};
  if (version !== name) throw new Refused(`${alias} was moved to ${version ?? 'nothing'} meanwhile`);
}

/** Moves a rollout that is under way on, and does what follows from its end. */
export async function driveOn(
  deployable: Deployable,
  deploy: DeployPolicy,
  serving: Serving,
  options: DeployOptions,
): Promise<Rollout | undefined> {
  const { weighing } = deployable;
  const { context } = weighing;
  const follow = followRollout(deployable, deploy);
  const driving: Driving = {
    context,
    place: placeOf(weighing, deploy),
    deploy,
    serving,
    live: deploy.live && (await context.live(deploy.live)),
    candidate: (rollout) => servable(weighing, rollout),
    told: async (rollout, moved) => {
      await options.onLook?.();
      await follow(rollout, moved);
    },
  };
  const ended = await drive(driving, options.mode);
  if (ended?.phase === 'aborted') await takeBackAlias(weighing, ended, { always: false });
  return ended;
}

/** The candidate's bytes on this machine, digested. */
async function servable(weighing: Weighing, { candidate }: Rollout): Promise<ServableVersion> {
  const { path, digest } = await modelBytes(weighing, weighing.record);
  if (digest !== candidate.model)
    throw new Refused(`${candidate.version} is ${candidate.model}, and ${digest} is here`);
  return { ...candidate, path };
}

/** The serving system of a policy, with a memory on the ledger's branch. */
export function openServing({ context, model }: Weighing, deploy: DeployPolicy): Promise<Serving> {
  return context.serving(deploy.target, {
    model: model.name,
    folder: join(context.root, '.weighbridge', 'serving', model.name),
    memory: servingMemory(
      context,
      `serving/${encodeURIComponent(deploy.environment)}/${encodeURIComponent(model.name)}.json`,
    ),
  });
}

/** Whoever writes has read before: nothing is asked for twice. */
function servingMemory({ documents }: Weighing['context'], path: string) {
  let before: Document | undefined;
  return {
    async read() {
      before = await documents?.read(path);
      return before?.text;
    },
    async write(text: string) {
      if (!documents || before?.text === text) return;
      const revision = await documents.write(path, text, before?.revision);
      if (revision === undefined)
        throw new ServiceError('WB6103', 'Another job changed what serves the model at the same time; this one stops.');
      before = { text, revision };
    },
  };
}

interface Beginning {
  readonly serving: Serving;
  readonly kept: KeptRollout | undefined;
  readonly mode: 'wait' | 'tick';
}

/** Writes the agreement of a new rollout, where nobody else has begun one meanwhile. */
async function begin(deployable: Deployable, deploy: DeployPolicy, { serving, kept, mode }: Beginning): Promise<void> {
  const { weighing, version, change } = deployable;
  const { context, model, record } = weighing;
  const plan = planOf(deploy);
  const seconds = secondsOfPlan(plan);
  if (mode === 'wait' && seconds * 1000 > deploy.maxWait)
    throw shipErrors.tooLongToWait({ plan: minutes(seconds), limit: minutes(deploy.maxWait / 1000) });
  const digest = recordDigest(record, sha256);
  const at = context.now();
  const candidate = { version: version.name, model: version.model, record: digest, commit: version.commit };
  const stable = await stableVersion(weighing, serving);
  const rollout = startRollout({
    model: model.name,
    id: `${digest.slice('sha256:'.length, 19)}-${at.getTime()}`,
    candidate,
    plan,
    at,
    ...(stable ? { stable } : {}),
    ...(change === undefined ? {} : { change }),
  });
  const approvedBy = await approvals(weighing);
  // Serving systems remember the largest fencing number that they have seen, whichever rollout it was of.
  const fence = kept?.rollout.fence ?? 0;
  const agreed = {
    ...rollout,
    fence,
    environment: deploy.environment,
    ...(approvedBy.length > 0 ? { approvedBy } : {}),
  };
  if (!(await writeRollout(context, agreed, kept?.revision)))
    throw shipErrors.rolloutUnderWay({ model: model.name, version: 'another version', phase: 'starting' });
}

/** What serves now, as far as our tags know it. */
export async function stableVersion(
  { context, model }: Weighing,
  serving: Serving,
): Promise<ServedVersion | undefined> {
  const { stable } = await serving.state();
  // A system that served before us may not know what it serves.
  if (!stable?.version) return undefined;
  const registry = await readRegistry(context, model.name);
  const said = saidOf(registry, stable.version);
  const commit = registry.versions.find(({ name }) => name === stable.version)?.commit;
  const unknown = sha256(stable.version);
  return {
    version: stable.version,
    model: said?.model ?? unknown,
    ...(said ? { record: said.record } : {}),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Who let this job into the environment, by the forge's word. */
async function approvals({ context }: Weighing): Promise<string[]> {
  const { run } = context.runner;
  const { deployments } = context.forge;
  if (!run || !deployments) return [];
  const all = await besides(context, 'Who approved it could not be asked', () => deployments.approvals(run.id));
  return [...new Set((all ?? []).filter(({ state }) => state === 'approved').map(({ user }) => user))];
}

function underWay(model: string, { candidate, phase }: Rollout): Error {
  return shipErrors.rolloutUnderWay({ model, version: candidate.version, phase });
}

function minutes(seconds: number): string {
  return seconds < 120 ? `${fixed(seconds, 0)} s` : `${fixed(seconds / 60, 0)} min`;
}
