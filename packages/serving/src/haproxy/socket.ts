import { connect, type Socket } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { haproxyErrors, ServiceError } from '@weighbridge/core';

/** Where HAProxy's runtime API listens. */
export type RuntimeAddress = { readonly path: string } | { readonly host: string; readonly port: number };

export interface RuntimeSocket {
  /** As the policy writes it, for errors. */
  readonly name: string;
  readonly address: RuntimeAddress;
  /** Milliseconds until one try is given up. */
  readonly timeout: number;
}

const largestAnswer = 8 * 1024 * 1024;
const tries = 3;
/** Milliseconds between two tries: a reload takes the socket away for a moment. */
const pause = 250;

/** `/run/haproxy/admin.sock` or a path below `root`; `10.0.0.1:9999`, `[::1]:9999`. UserError WB6131 for what is neither. */
export function runtimeAddress(socket: string, root: string): RuntimeAddress {
  const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):(\d{1,5})$/.exec(socket) ?? [];
  if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535)
    return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port) };
  if (!/^[\w./@+-]*[/.][\w./@+-]*$/.test(socket) || socket.includes(':')) throw haproxyErrors.haproxySocket({ socket });
  return { path: isAbsolute(socket) ? socket : resolve(root, socket) };
}

/**
 * Sends one line and gives the whole answer. Every line that is sent can be sent again, so a broken connection is tried
 * three times. Throws ServiceError WB6170 without an answer, UserError WB6133 where this user may not open the socket.
 */
export async function askRuntime(socket: RuntimeSocket, line: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(socket, line);
    } catch (error) {
      if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM'))
        throw haproxyErrors.haproxySocketMode({ socket: socket.name }, { cause: error });
      if (attempt === tries) throw unreachable(socket, error);
    }
    await sleep(pause);
  }
}

function once({ address, timeout }: RuntimeSocket, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const connection: Socket = connect(address);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      connection.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new Error(`no answer for ${timeout / 1000} s`)), timeout);
    connection.once('error', fail);
    // HAProxy answers, then closes its side: the whole answer is there when it does.
    connection.once('connect', () => connection.end(`${line}\n`));
    connection.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > largestAnswer) fail(new Error('the answer is too long'));
    });
    connection.once('end', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    connection.once('close', () => fail(new Error('the connection was closed in the middle')));
  });
}

function unreachable({ name }: RuntimeSocket, cause: unknown): ServiceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ServiceError('WB6170', `HAProxy does not answer at ${name}: ${why} (${tries} tries).`, { cause });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
