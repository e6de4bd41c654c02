import { platform } from 'node:process';
import {
  type ServePolicy,
  ServiceError,
  type Serving,
  type ServingSide,
  servingErrors,
  type Variables,
} from '@weighbridge/core';
import { checkFence } from '../fence.ts';
import { stopStarted } from './detached.ts';
import { isLocked, withLock } from './lock.ts';
import { isProxyUp, type ProxyControl, syncProxy } from './proxy-control.ts';
import { addressOf, answers, type ServerOptions } from './server.ts';
import { clearLeaving, isSame, reviveStable, startCanary } from './servers.ts';
import { type ProcessState, readState, type ServerState, writeState } from './state-file.ts';

export interface ProcessOptions {
  /** Absolute folder of ours: `<root>/.weighbridge/serving/<model>`. */
  readonly folder: string;
  /** Absolute folder where the server's command runs: the repository. */
  readonly root: string;
  readonly serve: ServePolicy;
  /** The shell's own environment; of it a server sees what `commandEnvironment` lets through. */
  readonly env: Variables;
  /** The proxy's program; its folder and two ports are added: `[node, dist/proxy.mjs]`. */
  readonly proxy: { readonly command: readonly string[] };
  readonly log: (line: string) => void;
  /** Longest wait, in milliseconds, for the requests of a server that goes; default 10 s. */
  readonly drain?: number;
}

/** The target `process`, which also says where it can be asked, and can be taken down. */
export interface ProcessServing extends Serving {
  /** Where requests go and where the proxy's metrics are read (`/metrics`); undefined while nothing serves. */
  addresses(): { readonly requests: string; readonly metrics: string } | undefined;
  /** Stops the servers and the proxy; the fencing number stays. */
  stopAll(): Promise<void>;
}

/**
 * Two servers behind a proxy, each a process of its own that outlives us: killing a job, the proxy or the challenger
 * leaves the champion serving. Every call that changes something first puts back what is gone (the proxy, the champion),
 * and ends what an earlier one left. Throws UserError WB6101 on Windows; methods throw ServiceError WB6103 (fence),
 * WB6112 (another job is at it), WB6113 (other bytes), WB6114 (a server did not start), WB6115 (the proxy did not),
 * WB6116 (there is no canary, or it does not answer).
 */
export function processServing(options: ProcessOptions): ProcessServing {
  if (platform === 'win32') throw servingErrors.noProcessTarget({ platform });
  const { folder } = options;
  const control: ProxyControl = { ...options, command: options.proxy.command };
  const change = (fence: number, work: (state: ProcessState) => Promise<ProcessState>): Promise<ProcessState> =>
    changeState(options, control, fence, work);

  return {
    kind: 'process',
    capabilities: { mirror: true, fencing: true },
    async state() {
      const state = await withProxy(control, options);
      const address = state.proxy && `http://127.0.0.1:${state.proxy.port}`;
      return {
        stable: await sideOf(state.stable, folder),
        canary: await sideOf(state.canary, folder),
        weight: state.weight,
        mirror: state.mirror,
        ...(address === undefined ? {} : { address }),
      };
    },
    async start(candidate, fence) {
      const { canary, stable } = await change(fence, (state) => startCanary(candidate, state, options));
      const server = isSame(canary, candidate) ? canary : stable;
      return { address: server && addressOf(server) };
    },
    async setWeight(percent, fence) {
      await change(fence, async (state) => writeState(folder, withCanary(state, percent, { weight: percent })));
    },
    async setMirror(percent, fence) {
      await change(fence, async (state) => writeState(folder, withCanary(state, percent, { mirror: percent })));
    },
    async promote(fence) {
      await change(fence, async (state) => writeState(folder, await promoted(state, folder)));
    },
    async abort(fence) {
      await change(fence, async (state) => writeState(folder, withoutCanary(state)));
    },
    addresses() {
      const { proxy } = readState(folder);
      if (!proxy) return undefined;
      return {
        requests: `http://127.0.0.1:${proxy.port}`,
        metrics: `http://127.0.0.1:${proxy.adminPort}`,
      };
    },
    stopAll: () => withLock(folder, patienceOf(options), () => stopEverything(folder)),
  };
}

/** A server may take its whole time to start while another job waits for us. */
function patienceOf({ serve, drain = 10_000 }: Pick<ProcessOptions, 'serve' | 'drain'>): number {
  return 2 * serve.timeout + drain + 30_000;
}

/** One change, alone: traffic first, then whoever has none any more is stopped. */
function changeState(
  options: ProcessOptions & ServerOptions,
  control: ProxyControl,
  fence: number,
  work: (state: ProcessState) => Promise<ProcessState>,
): Promise<ProcessState> {
  const { folder, drain = 10_000 } = options;
  return withLock(folder, patienceOf(options), async () => {
    const before = readState(folder);
    checkFence(fence, before.fence);
    const fenced = fence > before.fence ? await writeState(folder, { ...before, fence }) : before;
    const changed = await work(await reviveStable(fenced, options));
    const serves = changed.stable !== undefined || changed.canary !== undefined;
    const synced = serves || changed.proxy ? await syncProxy(control, changed) : changed;
    return clearLeaving(synced, folder, drain);
  });
}

/** The state, with the proxy put back where it is gone and nobody else is at it. */
async function withProxy(control: ProxyControl, options: ProcessOptions): Promise<ProcessState> {
  const { folder } = options;
  const seen = readState(folder);
  const serves = seen.stable !== undefined || seen.canary !== undefined;
  if (!serves || isLocked(folder) || (await isProxyUp(control, seen))) return seen;
  return withLock(folder, patienceOf(options), () => syncProxy(control, readState(folder)));
}

async function sideOf(server: ServerState | undefined, folder: string): Promise<ServingSide | undefined> {
  return server && { version: server.version, healthy: await answers(server, folder) };
}

function withCanary(
  state: ProcessState,
  percent: number,
  set: Partial<Pick<ProcessState, 'weight' | 'mirror'>>,
): ProcessState {
  if (percent > 0 && !state.canary) throw new ServiceError('WB6116', 'There is no canary that could get requests');
  return { ...state, ...set };
}

function withoutCanary({ canary, ...state }: ProcessState): ProcessState {
  return { ...state, weight: 0, mirror: 0, leaving: [...state.leaving, ...(canary ? [canary] : [])] };
}

/** A canary that is gone must not take the champion's place. */
async function promoted({ canary, ...state }: ProcessState, folder: string): Promise<ProcessState> {
  if (!canary && state.stable) return state;
  if (!canary || !(await answers(canary, folder))) {
    throw new ServiceError('WB6116', canary ? `The canary ${canary.version} does not answer` : 'There is no canary');
  }
  const leaving = [...state.leaving, ...(state.stable ? [state.stable] : [])];
  return { ...state, stable: canary, weight: 0, mirror: 0, leaving };
}

async function stopEverything(folder: string): Promise<void> {
  const { fence, revision, ...state } = readState(folder);
  const servers = [state.stable, state.canary, ...state.leaving].filter((server) => server !== undefined);
  if (state.proxy) await stopStarted(folder, state.proxy.id);
  for (const { id } of servers) await stopStarted(folder, id);
  await writeState(folder, { version: 1, revision, fence, weight: 0, mirror: 0, leaving: [] });
}
