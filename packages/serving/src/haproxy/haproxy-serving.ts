import {
  type HaproxyPolicy,
  type ServableVersion,
  ServiceError,
  type Serving,
  type ServingState,
  type Variables,
} from '@weighbridge/core';
import { runHook } from '../command/run-hook.ts';
import { enter, isReady, keep, type Remembered, recall, type ServingMemory } from './memory.ts';
import { healthOf, type Roles, rolesOf, sideOf } from './roles.ts';
import { haproxyRuntime, type Runtime, type ServerCommand } from './runtime.ts';
import { untilIdle, untilUp } from './until-up.ts';
import { weightsFor } from './weights.ts';

export interface HaproxyOptions {
  readonly haproxy: HaproxyPolicy;
  /** Absolute folder of the repository: relative paths and the command `start` begin there. */
  readonly root: string;
  /** The shell's own environment; of it the command `start` sees what `commandEnvironment` lets through. */
  readonly env: Variables;
  /** Where names of versions and the fencing number are kept from job to job. */
  readonly memory: ServingMemory;
  readonly patience?: Partial<Patience>;
}

/** Longest times in milliseconds. */
interface Patience {
  /** One answer of HAProxy. Default 5 s. */
  readonly answer: number;
  /** The command `start`. Default 5 min. */
  readonly start: number;
  /** From the end of `start` until the health check passes. Default 1 min. */
  readonly ready: number;
  /** From the last weight until an aborted canary has answered what it had begun. Default 10 s. */
  readonly drain: number;
}

const usual: Patience = { answer: 5000, start: 300_000, ready: 60_000, drain: 10_000 };

interface Parts {
  readonly options: HaproxyOptions;
  readonly runtime: Runtime;
  readonly patience: Patience;
}

/**
 * Two servers of one backend of HAProxy, which change places with every version. The percent of the requests becomes their
 * weights; after each change the state is written to `state-file`, so that a restart keeps it. Every method throws
 * UserError WB613x for what policy or configuration have wrong, and ServiceError: WB6103 (fence, or the memory was not
 * written), WB6105 (the command `start`), WB6170 and WB6171 (no answer, or another), WB6172 (not ready), WB6173 (a weight
 * was not kept), WB6174 (the memory is broken), WB6175 (no canary was started).
 */
export function haproxyServing(options: HaproxyOptions): Serving {
  const patience = { ...usual, ...options.patience };
  const parts = { options, patience, runtime: haproxyRuntime(options.haproxy, options.root, patience.answer) };
  return {
    kind: 'haproxy',
    capabilities: { mirror: false, fencing: true },
    state: () => stateOf(parts),
    start: (candidate, fence) => start(parts, candidate, fence),
    setWeight: (percent, fence) => setWeight(parts, percent, fence),
    async setMirror() {
      throw new ServiceError('WB6108', 'Requests cannot be mirrored by `target: haproxy`; use another strategy.');
    },
    promote: (fence) => promote(parts, fence),
    abort: (fence) => abort(parts, fence),
  };
}

async function stateOf({ runtime, options }: Parts): Promise<ServingState> {
  const known = await recall(options.memory);
  const { stable, other, isMoving, share } = rolesOf(await runtime.servers(), known);
  // A server that nobody ever put a version on, and that does not answer, serves nothing.
  const isEmpty = known.versions[stable.name] === undefined && healthOf(stable) === false;
  return {
    stable: isEmpty ? undefined : sideOf(stable, known),
    canary: isMoving ? sideOf(other, known) : undefined,
    weight: isMoving ? share : 0,
  };
}

async function begin({ runtime, options }: Parts, fence: number): Promise<{ known: Remembered; roles: Roles }> {
  const known = await enter(options.memory, fence);
  return { known, roles: rolesOf(await runtime.servers(), known) };
}

async function start(
  parts: Parts,
  candidate: ServableVersion,
  fence: number,
): Promise<{ readonly address: string | undefined }> {
  const { runtime, options, patience } = parts;
  const { known, roles } = await begin(parts, fence);
  const { version, model } = candidate;
  const server = roles.other.name;
  const before = known.canary;
  // A start of another job is not taken for one of this rollout: while there is no traffic, starting again harms nobody.
  const isOwn = isReady(known) && before?.fence === fence;
  const isThere = isOwn && before.server === server && before.version === version && before.model === model;
  const versions = { ...known.versions, [server]: version };
  const canary = { server, version, model, fence };
  if (!isThere) {
    await keep(options.memory, { ...known, versions, canary: { ...canary, ready: false } });
    await replace(parts, candidate, roles);
  }
  if (!isThere || roles.other.isOut) await runtime.change([{ server, state: 'ready' }]);
  const { address } = await untilUp(runtime, server, patience.ready);
  if (!isThere) await keep(options.memory, { ...known, versions, canary: { ...canary, ready: true } });
  return { address };
}

/** No request and no health check meets the server while its model is being replaced. */
async function replace({ runtime, options, patience }: Parts, candidate: ServableVersion, roles: Roles): Promise<void> {
  const { haproxy, root, env } = options;
  const server = roles.other.name;
  const stable: ServerCommand[] = roles.stable.weight === 0 ? [{ server: roles.stable.name, weight: 100 }] : [];
  const out: ServerCommand[] = [
    { server, weight: 0 },
    { server, state: 'maint' },
  ];
  // A static algorithm takes no weight between none and all: better to hear that now than in the middle of a rollout.
  await runtime.change([...stable, ...out, { server, weight: 1 }, { server, weight: 0 }]);
  if (haproxy.start === undefined) return;
  const set = {
    WEIGHBRIDGE_SERVER: server,
    WEIGHBRIDGE_MODEL: candidate.path,
    WEIGHBRIDGE_VERSION: candidate.version,
  };
  await runHook({ name: 'start', command: haproxy.start, folder: root, env, set, timeout: patience.start });
}

async function setWeight(parts: Parts, percent: number, fence: number): Promise<void> {
  const { known, roles } = await begin(parts, fence);
  if (percent > 0) mustBeStarted(known, roles);
  await parts.runtime.change(commandsFor(percent, roles));
}

/** The side that shall get more is raised first: never are both at 0, and the share stays between the old and the new. */
function commandsFor(percent: number, { stable, other, share }: Roles): readonly ServerCommand[] {
  const weights = weightsFor(percent);
  const toCanary = { server: other.name, weight: weights.canary };
  const toStable = { server: stable.name, weight: weights.stable };
  return percent > share ? [toCanary, toStable] : [toStable, toCanary];
}

async function promote(parts: Parts, fence: number): Promise<void> {
  const { known, roles } = await begin(parts, fence);
  if (known.canary === undefined) return;
  mustBeStarted(known, roles);
  await parts.runtime.change(commandsFor(100, roles));
  await keep(parts.options.memory, without(known));
}

async function abort(parts: Parts, fence: number): Promise<void> {
  const { runtime, options, patience } = parts;
  const { known, roles } = await begin(parts, fence);
  const { stable, other, isMoving } = roles;
  const back: ServerCommand[] = stable.isOut ? [{ server: stable.name, state: 'ready' }] : [];
  await runtime.change([...back, ...commandsFor(0, roles)]);
  if (!isMoving) return;
  if (!other.isOut) {
    await runtime.change([{ server: other.name, state: 'drain' }]);
    await untilIdle(runtime, other.name, patience.drain);
  }
  await runtime.change([{ server: other.name, state: 'maint' }]);
  const { [other.name]: _gone, ...versions } = known.versions;
  await keep(options.memory, { ...without(known), versions });
}

function without({ canary: _over, ...known }: Remembered): Remembered {
  return known;
}

function mustBeStarted(known: Remembered, { other }: Roles): void {
  if (isReady(known) && known.canary?.server === other.name && !other.isOut) return;
  throw new ServiceError('WB6175', `The server ${other.name} was not started by a rollout, so it gets no requests.`);
}
