import { setTimeout as pause } from 'node:timers/promises';
import { PermissionError, ServiceError, UserError } from '@weighbridge/core';

/** A failure that may pass by itself: a busy server, a broken connection. */
export class Transient extends Error {
  override readonly name = 'Transient';
  /** Milliseconds to wait at least. */
  readonly wait: number;

  constructor(message: string, wait: number) {
    super(message);
    this.wait = wait;
  }
}

export interface Retries {
  readonly attempts: number;
  /** Milliseconds before the second try, doubled with each further one, with jitter. */
  readonly backoff: number;
  /** Milliseconds of silence after which one try is given up. */
  readonly timeout: number;
}

/** The longest pause before a try, in milliseconds. */
const longestPause = 10_000;

/**
 * Calls `work` until it succeeds, at most `attempts` times. `alive` puts off the timeout; `signal` says that it has
 * struck. What the user must change is thrown at once; else ServiceError WB4205 with the last failure's message.
 */
export async function retrying<T>(
  { attempts, backoff, timeout }: Retries,
  where: string,
  work: (signal: AbortSignal, alive: () => void) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await watched(timeout, work);
    } catch (error) {
      if (isFinal(error)) throw error;
      if (attempt === attempts) throw gaveUp(where, attempt, error);
      const wait = error instanceof Transient ? error.wait : 0;
      // Writers that failed together must not come back together.
      const jitter = 0.5 + Math.random() / 2;
      await pause(Math.max(wait, Math.min(longestPause, backoff * 2 ** (attempt - 1) * jitter)));
    }
  }
}

async function watched<T>(timeout: number, work: (signal: AbortSignal, alive: () => void) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no answer for ${timeout / 1000} s`)), timeout);
  try {
    return await work(controller.signal, () => timer.refresh());
  } finally {
    clearTimeout(timer);
  }
}

function isFinal(error: unknown): boolean {
  if (error instanceof UserError || error instanceof PermissionError || error instanceof ServiceError) return true;
  // A full disk or a file that cannot be written is no failure of the service; a broken connection is.
  return error instanceof Error && 'code' in error && diskFailures.has(String(error.code));
}

const diskFailures = new Set(['EACCES', 'EDQUOT', 'EFBIG', 'EIO', 'EISDIR', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EROFS']);

/** What the system says of a broken connection is a few words; requests and their headers are not in it. */
function gaveUp(where: string, attempts: number, error: unknown): ServiceError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message : 'unknown';
  return new ServiceError('WB4205', `${where} did not answer after ${attempts} tries: ${why}.`);
}
