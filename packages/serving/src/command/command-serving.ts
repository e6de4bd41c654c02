import { setTimeout as sleep } from 'node:timers/promises';
import {
  type HooksPolicy,
  type ServableVersion,
  ServiceError,
  type Serving,
  type ServingState,
  type Variables,
} from '@weighbridge/core';
import { checkFence } from '../fence.ts';
import { type Memory, readMemory, writeMemory } from './memory.ts';
import { runHook } from './run-hook.ts';
import { type HookStatus, readStatus } from './status.ts';

export interface CommandOptions {
  readonly hooks: HooksPolicy;
  /** Absolute folder of ours, where the fencing number and the candidate are remembered. */
  readonly folder: string;
  /** Absolute folder where the commands run: the repository. */
  readonly root: string;
  /** The shell's own environment; of it the commands see what `commandEnvironment` lets through. */
  readonly env: Variables;
}

type HookName = 'set-weight' | 'status' | 'abort' | 'start' | 'promote';

/** Milliseconds between two questions to a canary that is not healthy yet. */
const pause = 500;

/**
 * Drives any serving system by the user's own commands. They see WEIGHBRIDGE_VERSION, _MODEL (the bytes' path), _STABLE,
 * _CANARY, _WEIGHT and _FENCE as far as they are known, and no credential. Fencing is remembered on this machine; a system
 * that several machines drive can refuse a smaller WEIGHBRIDGE_FENCE itself.
 * Every method throws ServiceError: WB6103 (fence), WB6105 (a command failed), WB6106 (what `status` printed),
 * WB6107 (the canary did not become healthy).
 */
export function commandServing(options: CommandOptions): Serving {
  const { hooks, folder } = options;

  async function change(fence: number, work: (before: Memory) => Promise<Memory>): Promise<void> {
    const before = readMemory(folder);
    checkFence(fence, before.fence);
    if (fence > before.fence) await writeMemory(folder, { ...before, fence });
    await writeMemory(folder, await work({ ...before, fence }));
  }

  return {
    kind: 'command',
    capabilities: { mirror: false, fencing: true },
    state: async () => stateOf(await askStatus(options), readMemory(folder), options),
    async start(candidate, fence) {
      let address: string | undefined;
      await change(fence, async (before) => {
        const after = await remembering(candidate, before, options);
        await writeMemory(folder, after);
        if (hooks.start !== undefined) {
          await call(options, 'start', after);
          ({ address } = await untilHealthy(candidate.version, options));
        }
        return after;
      });
      return { address };
    },
    setWeight: (percent, fence) =>
      change(fence, async (before) => {
        await call(options, 'set-weight', before, percent);
        return before;
      }),
    async setMirror() {
      throw new ServiceError('WB6108', 'Requests cannot be mirrored by `target: command`; use another strategy');
    },
    promote: (fence) =>
      change(fence, async (before) => {
        if (before.promoted) return before;
        if (hooks.promote !== undefined) await call(options, 'promote', before);
        else await call(options, 'set-weight', before, 100);
        return { ...before, promoted: true };
      }),
    abort: (fence) =>
      change(fence, async (before) => {
        // Nothing is under way: a system without `promote` might take this for the way back.
        if (before.promoted) return before;
        await call(options, 'abort', before, 0);
        return { version: 1, fence, promoted: false };
      }),
  };
}

/** The same candidate again keeps the stable version that it was started beside. */
async function remembering(candidate: ServableVersion, before: Memory, options: CommandOptions): Promise<Memory> {
  const { version, model, path } = candidate;
  const known = before.candidate?.version === version && before.candidate.model === model;
  const stable = known ? before.stable : stateOf(await askStatus(options), before, options).stable?.version;
  return {
    version: 1,
    fence: before.fence,
    ...(stable === undefined ? {} : { stable }),
    candidate: { version, model, path },
    promoted: known && before.promoted,
  };
}

async function askStatus(options: CommandOptions): Promise<HookStatus> {
  return readStatus(await call(options, 'status', readMemory(options.folder)));
}

async function call(options: CommandOptions, name: HookName, memory: Memory, weight?: number): Promise<string> {
  const { hooks, root, env } = options;
  const command = name === 'set-weight' ? hooks.setWeight : hooks[name];
  if (command === undefined) throw new Error(`there is no command ${name}`);
  const set = variables(name === 'status' ? memory : await withNames(memory, options), weight);
  return runHook({ name, command, folder: root, env, set, timeout: hooks.timeout });
}

/** What a command is told of the two sides. */
interface Told extends Pick<Memory, 'fence' | 'stable'> {
  readonly candidate?: { readonly version: string; readonly path?: string } | undefined;
}

/** On a machine that did not start the candidate, the system itself says what is what. */
async function withNames(memory: Memory, options: CommandOptions): Promise<Told> {
  if (memory.candidate) return memory;
  const { stable, canary } = await askStatus(options);
  return {
    fence: memory.fence,
    stable: stable ?? undefined,
    candidate: canary == null ? undefined : { version: canary },
  };
}

function variables({ fence, stable, candidate }: Told, weight: number | undefined): Record<string, string> {
  const values = {
    FENCE: String(fence),
    WEIGHT: weight === undefined ? undefined : String(weight),
    STABLE: stable,
    VERSION: candidate?.version,
    CANARY: candidate?.version,
    MODEL: candidate?.path,
  };
  const known = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[`WEIGHBRIDGE_${name}`, value]],
  );
  return Object.fromEntries(known);
}

/**
 * What the system says, less what it cannot know: without a command `promote` it goes on calling a promoted version its
 * canary with all traffic, and without `start` it has not heard of a candidate before its first weight.
 */
function stateOf(status: HookStatus, memory: Memory, { hooks }: CommandOptions): ServingState {
  const settled = memory.promoted ? memory.candidate?.version : memory.stable;
  const isSettled = status.canary != null && status.canary === settled && status.weight === 100;
  const stable = isSettled ? settled : (status.stable ?? undefined);
  const unheard = hooks.start === undefined && !memory.promoted ? memory.candidate?.version : undefined;
  const canary = isSettled ? undefined : (status.canary ?? undefined);
  const side = { stable: stable === undefined ? undefined : { version: stable, healthy: undefined } };
  if (canary !== undefined)
    return { ...side, canary: { version: canary, healthy: status.healthy }, weight: status.weight };
  if (unheard !== undefined && unheard !== stable) {
    return { ...side, canary: { version: unheard, healthy: undefined }, weight: 0 };
  }
  return { stable: side.stable && { ...side.stable, healthy: status.healthy }, canary: undefined, weight: 0 };
}

/** Where `status` says nothing of health, the end of the command `start` is taken for it. */
async function untilHealthy(version: string, options: CommandOptions): Promise<{ address: string | undefined }> {
  const until = performance.now() + options.hooks.timeout;
  for (;;) {
    const { canary, stable, healthy, address } = await askStatus(options);
    const named = canary == null ? stable === version : canary === version;
    if (named && healthy !== false) return { address };
    if (performance.now() > until) {
      const seen = canary == null ? 'no canary' : `the canary ${canary}${healthy === false ? ', not healthy' : ''}`;
      throw new ServiceError('WB6107', `${version} was started, but \`status\` goes on to show ${seen}`);
    }
    await sleep(pause);
  }
}
