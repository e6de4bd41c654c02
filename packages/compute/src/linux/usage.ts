import type { JobEnd } from '@weighbridge/core';
import { highWater, type ProcessStat, proportional, readStat, resident, ticksPerSecond } from './proc.ts';
import type { ProcessTree } from './tree.ts';

/** What a command used, measured while it runs. */
export interface UsageMeter {
  /** Takes one sample. */
  sample(): void;
  /** To be called the moment the command's own process was waited for, before any other child of ours is. */
  rootEnded(): void;
  /** To be called when another child of ours ended, so that its time is not taken for the command's. */
  strangerEnded(): void;
  /** To be called when nobody is left. */
  total(): Pick<JobEnd, 'cpuSeconds' | 'peakBytes'>;
}

/** Share of the time that reading shared memory may take: it makes the kernel walk every page. */
const memoryShare = 0.02;

/**
 * CPU seconds: once the command's process was waited for, the kernel has added its time, and that of all who were
 * waited for below it, to our own process's account of its children: exact to the kernel's tick of 10 ms, however
 * short-lived they were. To that comes who was orphaned, as last sampled. Children that were killed, or that nobody
 * waited for, are missing there; the sum of the samples has them, and the larger of the two is told. Both are lower
 * bounds; what the second misses is what a process used after its last sample.
 *
 * Memory: the largest sum over the processes seen in one sample, shared pages counted once (PSS) where there is more
 * than one process, since forked workers share most of theirs; and never less than the most that any single process
 * had (VmHWM), which the kernel keeps, so that a short peak of the main process between two samples is not lost.
 */
export function usageMeter(tree: ProcessTree): UsageMeter {
  let base = childTicks();
  let reaped = 0;
  let peakBytes = 0;
  let nextMemory = 0;

  function sample(): void {
    const processes = tree.look();
    const started = performance.now();
    if (started < nextMemory) return;
    peakBytes = Math.max(peakBytes, together(processes), ...processes.map(({ pid }) => highWater(pid)));
    const ended = performance.now();
    nextMemory = ended + (ended - started) * (1 / memoryShare - 1);
  }

  function total(): Pick<JobEnd, 'cpuSeconds' | 'peakBytes'> {
    tree.look();
    const seen = tree.seen();
    const untold = seen.filter((stat) => stat.untold);
    const waitedFor = reaped + sum(untold.map((stat) => stat.ownTicks + stat.childTicks));
    const sampled = sum(seen.map((stat) => stat.ownTicks));
    return {
      cpuSeconds: Math.max(waitedFor, sampled) / ticksPerSecond,
      ...(peakBytes > 0 ? { peakBytes } : {}),
    };
  }

  return {
    sample,
    rootEnded: () => {
      reaped = childTicks() - base;
    },
    strangerEnded: () => {
      base = childTicks();
    },
    total,
  };
}

function together(processes: readonly ProcessStat[]): number {
  const [first, second] = processes;
  if (first && !second) return resident(first.pid);
  return sum(processes.map(({ pid }) => proportional(pid) ?? resident(pid)));
}

/** Of our own process: the time of the children that it has waited for. */
function childTicks(): number {
  return readStat('self')?.childTicks ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
