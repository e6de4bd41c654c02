import type { ServableVersion } from '@weighbridge/core';
import { findStarted, stopStarted } from './detached.ts';
import { freePort, isFree } from './ports.ts';
import { drain } from './proxy-control.ts';
import { awaitServer, type ServerOptions, startServer } from './server.ts';
import { type ProcessState, type ServerState, writeState } from './state-file.ts';
import { dropVersions, keepVersion } from './versions.ts';

/** Whether a server serves just this version with just these bytes. */
export function isSame(
  server: ServerState | undefined,
  { version, model }: Pick<ServableVersion, 'version' | 'model'>,
): server is ServerState {
  return server?.version === version && server.model === model;
}

/**
 * The state with the candidate as a canary that answers; it has no traffic unless it had some and never went away. What
 * was the canary leaves. A candidate that is the stable version already is only waited for.
 */
export async function startCanary(
  candidate: ServableVersion,
  state: ProcessState,
  options: ServerOptions,
): Promise<ProcessState> {
  const { stable, canary } = state;
  if (isSame(stable, candidate)) {
    await awaitServer(stable, options);
    return state;
  }
  if (isSame(canary, candidate) && (await findStarted(options.folder, canary.id))) {
    return withAnswering(state, options, () => awaitServer(canary, options));
  }
  const server = await newServer(candidate, options);
  const leaving = [...state.leaving, ...(canary ? [canary] : [])];
  // Written first: whoever comes after a kill knows what to look for.
  const intended = await writeState(options.folder, { ...state, canary: server, weight: 0, mirror: 0, leaving });
  return withAnswering(intended, options, () => startServer(server, options));
}

async function newServer(candidate: ServableVersion, { folder, serve }: ServerOptions): Promise<ServerState> {
  const { version, model } = candidate;
  return {
    id: crypto.randomUUID(),
    version,
    model,
    path: await keepVersion(folder, candidate),
    port: await freePort(),
    run: typeof serve.run === 'string' ? serve.run : [...serve.run],
    ready: serve.ready,
  };
}

/** A canary that does not come to answer is none. */
async function withAnswering(
  state: ProcessState,
  { folder }: ServerOptions,
  start: () => Promise<void>,
): Promise<ProcessState> {
  try {
    await start();
    return state;
  } catch (error) {
    const { canary: _, ...rest } = state;
    await writeState(folder, { ...rest, weight: 0, mirror: 0 });
    throw error;
  }
}

/**
 * Starts the champion again when its process is gone, as after a restart of the machine, with the command that it was
 * started with. Failing at that is said and stops nothing: a new version may be what helps.
 */
export async function reviveStable(state: ProcessState, options: ServerOptions): Promise<ProcessState> {
  const { stable } = state;
  const { folder, log } = options;
  if (!stable || (await findStarted(folder, stable.id))) return state;
  log(`${stable.version} was gone and is started again`);
  await stopStarted(folder, stable.id);
  const port = (await isFree(stable.port)) ? stable.port : await freePort();
  const server = { ...stable, id: crypto.randomUUID(), port };
  const revived = await writeState(folder, { ...state, stable: server });
  try {
    await startServer(server, options);
  } catch (error) {
    log(`${stable.version} could not be started again: ${error instanceof Error ? error.message : String(error)}`);
  }
  return revived;
}

/** Stops who has no traffic any more, after its last requests, and deletes the bytes that nobody serves. */
export async function clearLeaving(before: ProcessState, folder: string, longest: number): Promise<ProcessState> {
  let state = before;
  for (const { id } of before.leaving) {
    if (state.proxy) await drain(state.proxy.adminPort, id, longest);
    await stopStarted(folder, id);
    state = await writeState(folder, { ...state, leaving: state.leaving.filter((server) => server.id !== id) });
  }
  const serving = [state.stable, state.canary].filter((server) => server !== undefined);
  if (before.leaving.length > 0) await dropVersions(folder, serving);
  return state;
}
