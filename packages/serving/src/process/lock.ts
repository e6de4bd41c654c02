import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pid as ownPid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '@weighbridge/core';
import { textIfThere } from '../atomic.ts';
import { type Identity, identityOf, isAlive } from './identity.ts';

/** Milliseconds between two tries. */
const pause = 25;

/**
 * Does work on a folder while nobody else of this machine does. Waits for a holder who lives; the lock of one who is gone
 * is taken over. Throws ServiceError WB6112 when it was not free within `patience` milliseconds.
 */
export async function withLock<T>(folder: string, patience: number, work: () => Promise<T>): Promise<T> {
  const path = join(folder, 'lock');
  const text = JSON.stringify({ ...identityOf(ownPid), by: crypto.randomUUID() });
  await mkdir(folder, { recursive: true });
  const until = performance.now() + patience;
  while (!(await created(path, text))) {
    await setAsideIfStale(path);
    if (performance.now() > until) {
      throw new ServiceError(
        'WB6112',
        `Another job has been changing what serves in ${folder} for ${patience / 1000} s`,
      );
    }
    await sleep(pause);
  }
  try {
    return await work();
  } finally {
    if (textIfThere(path) === text) await rm(path, { force: true });
  }
}

/** Whether somebody who lives holds the lock. */
export function isLocked(folder: string): boolean {
  const text = textIfThere(join(folder, 'lock'));
  return text !== undefined && isHeld(text);
}

/** The file is there with its text or not at all. */
async function created(path: string, text: string): Promise<boolean> {
  const mine = `${path}.${crypto.randomUUID()}`;
  await writeFile(mine, text);
  try {
    await link(mine, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

/** A rename moves one file once: what another made meanwhile is given back to it. */
async function setAsideIfStale(path: string): Promise<void> {
  const stale = textIfThere(path);
  if (stale === undefined || isHeld(stale)) return;
  const aside = `${path}.${crypto.randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  const moved = textIfThere(aside);
  if (moved !== undefined && moved !== stale) await created(path, moved);
  await rm(aside, { force: true });
}

function isHeld(text: string): boolean {
  const holder: unknown = JSON.parse(text);
  return isIdentity(holder) && isAlive(holder);
}

function isIdentity(value: unknown): value is Identity {
  return typeof value === 'object' && value !== null && 'pid' in value && 'start' in value;
}
