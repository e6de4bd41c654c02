import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobEnd } from '@weighbridge/core';
import type { SignalSource } from '../local-compute.ts';
import type { Processes } from './processes.ts';

/** Decides when a command has to end, and sees to it that everybody of it does. */
export interface Ending {
  /** To be called when the command's own process has ended: waits for the others, and ends those that do not. */
  endOthers(): Promise<readonly string[]>;
  /** Stops listening. */
  close(): void;
  outcome(): JobEnd['outcome'];
}

/** Milliseconds in which what a command left may end by itself, a `tee` behind a pipe for example. */
const settling = 300;
/** Milliseconds that what it left in the background gets between SIGTERM and SIGKILL. */
const background = 2000;
/** The longest grace of a command whose job is cancelled. */
const cancelGrace = 6000;
/** Milliseconds after SIGKILL: only a process that is stuck in the kernel is there longer. */
const stuck = 5000;
/** The longest time that a timer of JavaScript can wait: 24.8 days. */
const longest = 2 ** 31 - 1;

/**
 * At the timeout, at the end of a leg, and when this program is told to end, everybody of the command gets SIGTERM: its
 * chance to save a checkpoint; whoever is there after the grace gets SIGKILL. SIGINT and SIGHUP are passed on as SIGTERM
 * too, so that a command needs one handler. A second SIGINT, from a person in a hurry, kills at once.
 */
export function watchEnding(job: Job, processes: Processes, signals: SignalSource | undefined): Ending {
  let outcome: JobEnd['outcome'] = 'ended';
  let killAt = Number.POSITIVE_INFINITY;
  let presses = 0;
  const timers: NodeJS.Timeout[] = [];
  const later = (milliseconds: number, act: () => void): void => {
    timers.push(setTimeout(act, Math.min(milliseconds, longest)));
  };

  function askToEnd(why: JobEnd['outcome'], grace = job.grace): void {
    if (killAt !== Number.POSITIVE_INFINITY && why !== 'ended') return;
    outcome = why;
    killAt = performance.now() + grace;
    processes.signalAll('SIGTERM');
    later(grace, () => processes.signalAll('SIGKILL'));
  }

  // A runner that cancels kills us some ten seconds later, and the record of it has to be written before.
  const told = (): void => askToEnd('interrupted', Math.min(cancelGrace, job.grace));
  const pressed = (): void => {
    presses += 1;
    told();
    if (presses < 2) return;
    killAt = performance.now();
    processes.signalAll('SIGKILL');
  };
  const listeners: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGINT', pressed],
    ['SIGTERM', told],
    ['SIGHUP', told],
  ];
  for (const [signal, listener] of listeners) signals?.on(signal, listener);
  if (job.timeout !== undefined) later(job.timeout, () => askToEnd('timed out'));
  if (job.leg !== undefined) later(job.leg, () => askToEnd('leg over'));

  return {
    outcome: () => outcome,
    endOthers: () =>
      endOthers(processes, {
        asked: () => outcome !== 'ended',
        ask: () => askToEnd('ended', Math.min(background, job.grace)),
        killAt: () => killAt,
      }),
    close() {
      for (const timer of timers) clearTimeout(timer);
      for (const [signal, listener] of listeners) signals?.off(signal, listener);
    },
  };
}

interface Asking {
  readonly asked: () => boolean;
  readonly ask: () => void;
  readonly killAt: () => number;
}

/** What there is to say about it. */
async function endOthers(processes: Processes, { asked, ask, killAt }: Asking): Promise<readonly string[]> {
  const settled = performance.now() + settling;
  if (!asked() && (await areGone(processes, () => settled))) return [];
  const left = !asked();
  if (left) ask();
  const notes = left ? ['The command left processes in the background; they were ended.'] : [];
  if (await areGone(processes, killAt)) return notes;
  const limit = performance.now() + stuck;
  while (processes.signalAll('SIGKILL')) {
    if (performance.now() > limit) return [...notes, 'A process of the command could not be ended.'];
    await sleep(20);
  }
  return notes;
}

/** Whether nobody is left before the time is over; the time may come nearer while we wait. */
async function areGone(processes: Processes, limit: () => number): Promise<boolean> {
  while (processes.anyLeft()) {
    if (performance.now() >= limit()) return false;
    await sleep(20);
  }
  return true;
}
