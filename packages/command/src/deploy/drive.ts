import { setTimeout as sleep } from 'node:timers/promises';
import {
  abortNow,
  type DeployPolicy,
  type LiveLook,
  type LiveMetrics,
  next,
  type Rollout,
  type RolloutAction,
  type RolloutLook,
  releaseLease,
  type ServableVersion,
  ServiceError,
  type Serving,
  type ServingState,
  takeLease,
} from '@weighbridge/core';
import type { Context } from '../command.ts';
import { holderOf } from '../ship/holder.ts';
import { type KeptRollout, type RolloutPlace, readRollout, writeRollout } from './rollout-file.ts';

/** One rollout and all that is needed to move it on. */
export interface Driving {
  readonly context: Context;
  readonly place: RolloutPlace;
  readonly deploy: DeployPolicy;
  readonly serving: Serving;
  readonly live: LiveMetrics | undefined;
  /** The candidate's bytes on this machine, fetched when they are needed. */
  readonly candidate: (rollout: Rollout) => Promise<ServableVersion>;
  /** Told after each look; `moved` when a step, a phase or an event is new. */
  readonly told: (rollout: Rollout, moved: boolean) => Promise<void>;
}

/** Seconds that a lease lasts beyond the moment of a look: longer than any single call to a serving system. */
const leaseSeconds = 600;

/** How often in a row the serving system may fail to do what it is told, and the milliseconds between. */
const mostFailures = 20;
const pauseAfterFailure = 3000;

/** The most actions in a row without a wait; a plan has far fewer. */
const mostActions = 64;

/**
 * Moves a rollout on: `tick` looks once, does what follows and ends; `wait` goes on until the rollout has ended. Each look takes
 * the state from the ledger's branch, decides by `next`, writes what was decided, and only then acts, so that whoever
 * comes after a kill finds what was meant. Undefined when another job holds the lease.
 */
export async function drive(driving: Driving, mode: 'wait' | 'tick'): Promise<Rollout | undefined> {
  const held = await hold(driving);
  if (!held) return undefined;
  const way: Way = { kept: held, failures: 0 };
  try {
    return await driveHeld(driving, mode, way);
  } finally {
    await giveBack(driving, way.kept);
  }
}

interface Way {
  /** The state as it was last written, for whoever gives the lease back after a failure. */
  kept: KeptRollout;
  /** Actions in a row that could not be done. */
  failures: number;
}

async function driveHeld(driving: Driving, mode: 'wait' | 'tick', way: Way): Promise<Rollout> {
  for (let actions = 0; actions < mostActions; actions += 1) {
    const action = await lookOnce(driving, mode, way);
    if (action.kind === 'none') return way.kept.rollout;
    if (action.kind !== 'wait') continue;
    if (mode === 'tick') return way.kept.rollout;
    actions = 0;
    await sleep(untilNextLook(driving, action.until));
  }
  throw new ServiceError(
    'WB6553',
    `The rollout of ${driving.place.model} did not come to rest after ${mostActions} actions.`,
  );
}

async function lookOnce(driving: Driving, mode: 'wait' | 'tick', way: Way): Promise<RolloutAction> {
  const { context } = driving;
  const before = way.kept;
  const look = await lookAt(driving, before.rollout);
  const { rollout, action } = next(before.rollout, look, context.now());
  const smoke = givesTraffic(action) && isIdle(look) ? await smokeTest(driving, rollout) : undefined;
  const decided = smoke === undefined ? rollout : abortNow(rollout, smoke, context.now());
  way.kept = await write(driving, renewed(driving, decided), before);
  const failed = smoke === undefined ? await tried(driving, way.kept.rollout, action) : undefined;
  await driving.told(way.kept.rollout, isMoved(before.rollout, way.kept.rollout));
  way.failures = failed ? way.failures + 1 : 0;
  if (failed && (mode === 'tick' || way.failures >= mostFailures)) throw failed;
  if (failed) return { kind: 'wait', until: new Date(context.now().getTime() + pauseAfterFailure).toISOString() };
  return smoke === undefined ? action : { kind: 'abort', reason: smoke };
}

/** A serving system that restarts cannot be told anything just now. Whoever lost the lease is not to go on at all. */
async function tried(driving: Driving, rollout: Rollout, action: RolloutAction): Promise<ServiceError | undefined> {
  try {
    await perform(driving, rollout, action);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === 'WB6103') throw error;
    driving.context.log.warn(`deploy: ${error.message}`);
    return error;
  }
}

/** Another holder has the word since; what it decided stands. */
async function write({ context, place }: Driving, rollout: Rollout, before: KeptRollout): Promise<KeptRollout> {
  const written = await writeRollout(context, rollout, before.revision);
  if (written) return written;
  throw new ServiceError(
    'WB6554',
    `Another job has taken over the rollout of ${place.model}. This one changed nothing more.`,
  );
}

async function hold({ context, place }: Driving): Promise<KeptRollout | undefined> {
  const kept = await readRollout(context, place);
  const taken = kept && takeLease(kept.rollout, holderOf(context), context.now(), leaseSeconds);
  return taken && (await writeRollout(context, taken, kept.revision));
}

/** The same job holds on to its lease with every look. */
function renewed({ context }: Driving, rollout: Rollout): Rollout {
  const until = new Date(context.now().getTime() + leaseSeconds * 1000).toISOString();
  return rollout.lease ? { ...rollout, lease: { ...rollout.lease, until } } : rollout;
}

/** What was decided is done either way, and a lease ends by itself. */
async function giveBack({ context, place }: Driving, kept: KeptRollout): Promise<void> {
  const written = await writeRollout(context, releaseLease(kept.rollout), kept.revision);
  if (!written) context.log.info(`The rollout of ${place.model} has another holder by now.`);
}

async function lookAt(driving: Driving, rollout: Rollout): Promise<RolloutLook> {
  const serving = await orUnreachable(() => driving.serving.state());
  return { serving, live: await liveLook(driving, rollout, serving) };
}

/** Counters by side. Which series are whose is known by version, or by the place that serves it. */
async function liveLook(
  { live, deploy }: Driving,
  rollout: Rollout,
  serving: ServingState | Unreachable,
): Promise<RolloutLook['live']> {
  if (!live || deploy.metrics.length === 0 || 'unreachable' in serving) return nothingCounted;
  const byPlace = deploy.live?.kind === 'prometheus' && deploy.live.label !== 'version';
  const sides = {
    canary: (byPlace ? serving.canary?.instance : undefined) ?? rollout.candidate.version,
    stable: (byPlace ? serving.stable?.instance : undefined) ?? rollout.stable?.version ?? '',
  };
  return orUnreachable(() => live.look(deploy.metrics, sides, rollout.counters));
}

const nothingCounted: LiveLook = { metrics: {}, counters: {} };

interface Unreachable {
  readonly unreachable: string;
}

/** What cannot be asked is a fact that the rollout has to live with, and never health. */
async function orUnreachable<T>(ask: () => Promise<T>): Promise<T | Unreachable> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { unreachable: error.message };
  }
}

function givesTraffic({ kind }: RolloutAction): boolean {
  return kind === 'set-weight' || kind === 'set-mirror' || kind === 'promote';
}

/** Whether the canary has had no request yet. */
function isIdle({ serving }: RolloutLook): boolean {
  return 'weight' in serving && serving.weight === 0;
}

/** Why the candidate must not get its first request; undefined when it answers as it should, or when nothing is asked of it. */
async function smokeTest(
  { context, deploy, serving, candidate }: Driving,
  rollout: Rollout,
): Promise<string | undefined> {
  if (!deploy.smoke) return undefined;
  const { address } = await serving.start(await candidate(rollout), rollout.fence);
  if (address === undefined) return undefined;
  const { outcome, lines } = await context.checkServed(address, deploy.smoke);
  for (const line of lines) context.log.info(`smoke: ${line}`);
  return outcome === 'passed' ? undefined : `the served model failed its test: ${lines.at(-1) ?? 'no answer'}`;
}

async function perform(
  { serving, candidate, context }: Driving,
  rollout: Rollout,
  action: RolloutAction,
): Promise<void> {
  const { fence } = rollout;
  const version = rollout.candidate.version;
  switch (action.kind) {
    case 'start':
      await serving.start(await candidate(rollout), fence);
      return context.log.info(`deploy: ${version} is started, without traffic`);
    case 'set-weight':
      await serving.setWeight(action.percent, fence);
      return context.log.info(`deploy: ${version} gets ${action.percent}% of the traffic`);
    case 'set-mirror':
      await serving.setMirror(action.percent, fence);
      return context.log.info(`deploy: ${version} gets copies of ${action.percent}% of the requests`);
    case 'promote':
      await serving.promote(fence);
      return context.log.info(`deploy: ${version} serves all traffic`);
    case 'abort':
      await serving.abort(fence);
      return context.log.info(`deploy: all traffic is back on the stable version: ${action.reason}`);
    case 'wait':
    case 'none':
      return undefined;
  }
}

function isMoved(before: Rollout, after: Rollout): boolean {
  return before.phase !== after.phase || before.step !== after.step || before.events.length !== after.events.length;
}

/** Often enough to see harm early, seldom enough for a scrape to lie between two looks. */
function untilNextLook({ context, deploy }: Driving, until: string): number {
  const left = Date.parse(until) - context.now().getTime();
  const often = Math.min(30_000, Math.max(1000, deploy.bake / 10));
  return Math.max(200, Math.min(left, often));
}
