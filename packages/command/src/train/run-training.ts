import { join } from 'node:path';
import type { Compute, Job, JobEnd } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';

/** Milliseconds that a command gets between being asked to end and being made to. */
const grace = 30_000;

/** How a training went: every start of the command, in order. */
export interface Trained {
  /** The start whose outputs are here: the last one. */
  readonly end: JobEnd;
  readonly wallSeconds: number;
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number | undefined;
  readonly attempts: number;
}

/** One training: where it starts from, and which of several it is. */
export interface Start {
  readonly seed?: number;
  /** From 1; more than 1 goes on from a checkpoint. */
  readonly leg: number;
}

/** Runs the policy's command, again after the exit codes that the policy lists. */
export async function runTraining(weighing: Weighing, compute: Compute, start: Start): Promise<Trained> {
  const { train } = weighing.model;
  const job = jobOf(weighing, start);
  const ends: JobEnd[] = [];
  for (;;) {
    const end = await compute.run(job);
    ends.push(end);
    const again = end.outcome === 'ended' && train.retry.on.includes(end.exit ?? -1);
    if (!again || ends.length > train.retry.times) return summary(end, ends);
    weighing.context.log.warn(`train: exit code ${end.exit}, trying again (${ends.length} of ${train.retry.times})`);
  }
}

function jobOf({ context, model }: Weighing, { seed, leg }: Start): Job {
  const { run: command, env, timeout, resume } = model.train;
  if (command === undefined) throw new Error('train was called without a command');
  return {
    command,
    folder: context.root,
    pass: env,
    set: {
      ...(seed === undefined ? {} : { WEIGHBRIDGE_SEED: String(seed) }),
      ...(resume
        ? { WEIGHBRIDGE_CHECKPOINT: join(context.root, resume.checkpoint), WEIGHBRIDGE_LEG: String(leg) }
        : {}),
    },
    grace,
    ...(timeout === undefined ? {} : { timeout }),
    ...(resume ? { leg: resume.leg } : {}),
  };
}

function summary(end: JobEnd, ends: readonly JobEnd[]): Trained {
  return {
    end,
    wallSeconds: sum(ends.map(({ wallSeconds }) => wallSeconds)) ?? 0,
    cpuSeconds: sum(ends.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: largest(ends.map(({ peakBytes }) => peakBytes)),
    attempts: ends.length,
  };
}

/** Undefined when one part is not known: a sum without it would be too small. */
export function sum(parts: readonly (number | undefined)[]): number | undefined {
  return parts.every((part) => part !== undefined) ? parts.reduce((total, part) => total + part, 0) : undefined;
}

/** Undefined when one part is not known. */
export function largest(parts: readonly (number | undefined)[]): number | undefined {
  return parts.every((part) => part !== undefined) ? Math.max(...parts) : undefined;
}
