import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { link, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '@weighbridge/core';
import { textIfThere } from '../atomic.ts';
import type { Program } from '../command/program.ts';
import { type Identity, identityScript, isAlive, isGroupAlive, markedMembers, readIdentity } from './identity.ts';

/** One start of a program that outlives us, in a process group of its own. */
export interface Start {
  /** Names the start; what is known of it lies in `<folder>/run/<id>`. */
  readonly id: string;
  readonly program: Program;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** File that its output is added to. */
  readonly log: string;
}

/**
 * The process says who it is before it becomes the program, by a hard link that only one can make: whoever comes after a
 * driver that was killed finds it, or takes the place itself, and then the process ends before it began.
 */
const script = `
{ ${identityScript}; } >"$1.$$" || exit 125
ln "$1.$$" "$1"
linked=$?
rm -f "$1.$$"
[ $linked = 0 ] || exit 125
shift
exec "$@"
`;
const called = 'called off';
/** Longest wait, in milliseconds, for a process to say who it is. */
const patience = 10_000;

const placeOf = (folder: string, id: string): string => join(folder, 'run', id);

/** Starts a program and waits until it is known who it is. Throws ServiceError WB6110 when it could not be started. */
export async function startDetached(folder: string, { id, program, cwd, env, log }: Start): Promise<Identity> {
  const place = placeOf(folder, id);
  for (const path of [place, log]) mkdirSync(dirname(path), { recursive: true });
  const output = openSync(log, 'a', 0o600);
  const child = spawn('sh', ['-c', script, 'weighbridge-start', place, program.file, ...program.words], {
    cwd,
    env: { ...env, WEIGHBRIDGE_START: id },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  child.unref();
  for (const until = performance.now() + patience; performance.now() < until; await sleep(5)) {
    const identity = readIdentity(textIfThere(place) ?? '');
    if (identity) return identity;
    if (failure || child.exitCode !== null) break;
  }
  throw new ServiceError('WB6110', `${program.file} could not be started in ${cwd}`, { cause: failure });
}

/** Who a start became, if it did and still runs. One that has not begun yet never will. */
export async function findStarted(folder: string, id: string): Promise<Identity | undefined> {
  const identity = await claim(placeOf(folder, id));
  return identity && isAlive(identity) ? identity : undefined;
}

async function claim(place: string): Promise<Identity | undefined> {
  const known = textIfThere(place);
  if (known !== undefined) return readIdentity(known);
  const mine = `${place}.${crypto.randomUUID()}`;
  mkdirSync(dirname(place), { recursive: true });
  await writeFile(mine, called);
  try {
    await link(mine, place);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return readIdentity(textIfThere(place) ?? '');
  } finally {
    await rm(mine, { force: true });
  }
}

/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 5000;

/**
 * Ends the process group of a start, if it is the one that we started. Where its first process is gone, its pid may be
 * somebody else's by now: then only those of the group go that carry the start's mark.
 */
export async function stopStarted(folder: string, id: string): Promise<void> {
  const identity = await claim(placeOf(folder, id));
  if (!identity) return;
  if (isAlive(identity)) await stopGroup(identity.pid);
  else for (const pid of markedMembers(identity.pid, markOf(id))) signal(pid, 'SIGKILL');
  await rm(placeOf(folder, id), { force: true });
}

function markOf(id: string): string {
  return `WEIGHBRIDGE_START=${id}`;
}

async function stopGroup(group: number): Promise<void> {
  for (const [name, wait] of [
    ['SIGTERM', grace],
    ['SIGKILL', grace],
  ] as const) {
    signal(-group, name);
    for (const until = performance.now() + wait; performance.now() < until; await sleep(20)) {
      if (!isGroupAlive(group)) return;
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    kill(pid, name);
  } catch (error) {
    // Nobody is left.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
