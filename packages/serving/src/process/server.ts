import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandEnvironment, type ServePolicy, ServiceError, type Variables } from '@weighbridge/core';
import { programOf } from '../command/program.ts';
import { findStarted, startDetached, stopStarted } from './detached.ts';
import { lastLines } from './log-file.ts';
import type { ServerState } from './state-file.ts';

export interface ServerOptions {
  /** Where the state and the logs lie. */
  readonly folder: string;
  /** Where the server's command runs: the repository. */
  readonly root: string;
  readonly serve: ServePolicy;
  readonly env: Variables;
  readonly log: (line: string) => void;
}

/** Milliseconds for one question whether a server is ready. */
const question = 2000;
const pause = 50;

/** Where a server is asked directly. */
export function addressOf({ port }: ServerState): string {
  return `http://127.0.0.1:${port}`;
}

/** What a server that outlives the job sees: the runner would end what carries its tracking id. */
export function serverEnvironment(
  env: Variables,
  pass: readonly string[],
  set: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { RUNNER_TRACKING_ID: _, ...rest } = commandEnvironment(env, pass, set);
  return rest;
}

/**
 * Starts a server under an id that was never used, and waits until it answers. Throws ServiceError WB6114 as `awaitServer`
 * does.
 */
export async function startServer(server: ServerState, options: ServerOptions): Promise<void> {
  await spawnServer(server, options);
  await awaitServer(server, options);
}

/**
 * Waits until a server that was started answers. Throws ServiceError WB6114 with its last lines when it ended before, or
 * did not answer in time; then nothing of it is left running.
 */
export async function awaitServer(server: ServerState, options: ServerOptions): Promise<void> {
  const { folder, serve, log } = options;
  const began = performance.now();
  for (const until = began + serve.timeout; performance.now() < until; await sleep(pause)) {
    if (await answers(server, folder)) {
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      log(`${server.version} answers at ${addressOf(server)} after ${seconds} s`);
      return;
    }
    if (!(await findStarted(folder, server.id))) throw await gone(server, options, 'ended before it answered');
  }
  throw await gone(server, options, `did not answer ${server.ready} with 2xx within ${serve.timeout / 1000} s`);
}

async function spawnServer({ id, run, path, port, version }: ServerState, options: ServerOptions): Promise<void> {
  const { folder, root, env, serve } = options;
  const set = { WEIGHBRIDGE_MODEL: path, WEIGHBRIDGE_PORT: String(port), WEIGHBRIDGE_VERSION: version };
  await startDetached(folder, {
    id,
    program: programOf(run),
    cwd: root,
    env: serverEnvironment(env, serve.env, set),
    log: logOf(folder, version),
  });
}

async function gone(server: ServerState, { folder }: ServerOptions, what: string): Promise<ServiceError> {
  await stopStarted(folder, server.id);
  const last = lastLines(logOf(folder, server.version));
  return new ServiceError('WB6114', `The server of ${server.version} ${what}${last === '' ? '' : `: ${last}`}`);
}

function logOf(folder: string, version: string): string {
  return join(folder, 'logs', `${encodeURIComponent(version)}.log`);
}

/** Whether the process that we started is there and ready. */
export async function answers(server: ServerState, folder: string): Promise<boolean> {
  if (!(await findStarted(folder, server.id))) return false;
  try {
    const path = server.ready.startsWith('/') ? server.ready : `/${server.ready}`;
    const answer = await fetch(addressOf(server) + path, {
      signal: AbortSignal.timeout(question),
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // Not listening yet, or too busy to answer: not ready.
    return false;
  }
}
