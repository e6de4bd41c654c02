import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '@weighbridge/core';
import type { Runtime, ServerNow } from './runtime.ts';

const pause = 250;
/** Seconds without a failed check that count as one passed check, where a single failure takes a server down. */
const quiet = 3;

/**
 * Waits until HAProxy's health check has passed since the server came back: before the first one it shows `UP 1/3`. A
 * server without a check must take a connection from this machine. ServiceError WB6172 when it takes too long.
 */
export async function untilUp(runtime: Runtime, name: string, patience: number): Promise<ServerNow> {
  const until = performance.now() + patience;
  for (;;) {
    const server = await find(runtime, name);
    if (await isUp(server)) return server;
    if (performance.now() > until) throw notReady(server, patience);
    await sleep(pause);
  }
}

/** Waits until the server answers nothing any more, at most `patience` milliseconds. */
export async function untilIdle(runtime: Runtime, name: string, patience: number): Promise<void> {
  const until = performance.now() + patience;
  while ((await find(runtime, name)).current > 0 && performance.now() < until) await sleep(pause);
}

async function find(runtime: Runtime, name: string): Promise<ServerNow> {
  const { first, second } = await runtime.servers();
  return first.name === name ? first : second;
}

async function isUp({ status, isOut, fall, since, address }: ServerNow): Promise<boolean> {
  if (isOut) return false;
  if (status === 'no check') return address !== undefined && takesConnection(new URL(address));
  return status === 'UP' && (fall > 1 || since >= quiet);
}

function takesConnection({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    // A URL without a port is one of port 80.
    const connection = connect({ host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || 80), timeout: 2000 });
    const end = (answer: boolean): void => {
      connection.destroy();
      resolve(answer);
    };
    connection.once('connect', () => end(true));
    connection.once('error', () => end(false));
    connection.once('timeout', () => end(false));
  });
}

function notReady({ name, status, check }: ServerNow, patience: number): ServiceError {
  const seen = check === '' ? status : `${status} (${check})`;
  const hint =
    status === 'no check'
      ? 'It has no health check and takes no connection from here; write `check` into its line of the configuration.'
      : 'It has no traffic; look at its own log.';
  return new ServiceError('WB6172', `The server ${name} was not ready after ${patience / 1000} s: ${seen}. ${hint}`);
}
