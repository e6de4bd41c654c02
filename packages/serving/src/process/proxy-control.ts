import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServePolicy, ServiceError, type Variables } from '@weighbridge/core';
import * as z from 'zod';
import { findStarted, startDetached, stopStarted } from './detached.ts';
import { lastLines } from './log-file.ts';
import { freePort, isFree } from './ports.ts';
import { serverEnvironment } from './server.ts';
import { type ProcessState, writeState } from './state-file.ts';

export interface ProxyControl {
  readonly folder: string;
  readonly serve: ServePolicy;
  readonly env: Variables;
  /** How the proxy's program is started; the folder and two ports are added. */
  readonly command: readonly string[];
}

/** Longest wait for a proxy to know a state, in milliseconds. */
const patience = 15_000;
const pause = 20;

/** Whether the proxy runs, where the policy wants it. */
export async function isProxyUp({ folder, serve }: ProxyControl, { proxy }: ProcessState): Promise<boolean> {
  if (!proxy || (serve.port !== undefined && proxy.port !== serve.port)) return false;
  return (await findStarted(folder, proxy.id)) !== undefined;
}

/**
 * Starts the proxy when it does not run, and waits until it sends requests as this state says. Gives the state with the
 * proxy in it. Throws ServiceError WB6115 with the proxy's last lines.
 */
export async function syncProxy(control: ProxyControl, before: ProcessState): Promise<ProcessState> {
  const state = (await isProxyUp(control, before)) ? before : await startProxy(control, before);
  if (await knows(control, state)) return state;
  // It may have been killed just now; one that was started anew and ends has a reason that it tells.
  const again = state === before && !(await isProxyUp(control, state)) ? await startProxy(control, state) : undefined;
  if (again && (await knows(control, again))) return again;
  throw failure(control, `does not answer on port ${state.proxy?.port}`);
}

/** Waits until the proxy sends requests as the state says; false when it ends before, or is too late. */
async function knows({ folder }: ProxyControl, { proxy, revision }: ProcessState): Promise<boolean> {
  if (!proxy) return false;
  for (const until = performance.now() + patience; performance.now() < until; await sleep(pause)) {
    const known = reloaded.safeParse(await ask(proxy.adminPort, '/reload'));
    if (known.success && known.data.revision >= revision) return true;
    if (!(await findStarted(folder, proxy.id))) return false;
  }
  return false;
}

const reloaded = z.object({ revision: z.number() });
const counts = z.record(z.string(), z.number());

/** Waits, `most` milliseconds at the longest, until no request of the proxy is with this server. */
export async function drain(adminPort: number, id: string, most: number): Promise<void> {
  for (const until = performance.now() + most; performance.now() < until; await sleep(pause)) {
    const inFlight = counts.safeParse(await ask(adminPort, '/in-flight'));
    if (!inFlight.success || (inFlight.data[id] ?? 0) === 0) return;
  }
}

/** A port that is known to callers stays, as long as nobody else took it. */
async function startProxy(control: ProxyControl, before: ProcessState): Promise<ProcessState> {
  const { folder, serve, env, command } = control;
  if (before.proxy) await stopStarted(folder, before.proxy.id);
  const port = serve.port ?? (await same(before.proxy?.port)) ?? (await freePort());
  const adminPort = (await same(before.proxy?.adminPort)) ?? (await freePort());
  const id = crypto.randomUUID();
  const state = await writeState(folder, { ...before, proxy: { id, port, adminPort } });
  const [file = '', ...words] = command;
  await startDetached(folder, {
    id,
    program: { file, words: [...words, folder, String(port), String(adminPort)] },
    cwd: folder,
    env: serverEnvironment(env, [], {}),
    log: logOf(folder),
  });
  return state;
}

async function same(port: number | undefined): Promise<number | undefined> {
  return port !== undefined && (await isFree(port)) ? port : undefined;
}

function failure({ folder }: ProxyControl, what: string): ServiceError {
  return new ServiceError('WB6115', `The proxy ${what}: ${lastLines(logOf(folder))}`);
}

function logOf(folder: string): string {
  return join(folder, 'logs', 'proxy.log');
}

/** Undefined where nothing answers. */
async function ask(port: number, path: string): Promise<unknown> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2000) });
    return await answer.json();
  } catch {
    // Not there yet, or killed: the caller goes on asking, and looks whether it lives.
    return undefined;
  }
}
