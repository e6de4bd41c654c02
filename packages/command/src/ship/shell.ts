import { clean, visible } from '@weighbridge/core';
import * as z from 'zod';
import type { Result } from '../command.ts';
import { championFacts } from '../deploy/follow.ts';
import { reportStep } from '../step/report-step.ts';
import { shipLines } from '../text/ship-lines.ts';
import type { Shipped } from './ship.ts';

/** Inputs and outputs that the commands after the merge share. */
export const waits = z
  .boolean()
  .default(true)
  .describe('Wait until the rollout has ended; otherwise look once, and let `deploy --tick` on a schedule go on.');

export const allowOlder = z
  .boolean()
  .default(false)
  .describe('Let a version that is older than the one with the alias take its place.');

export const shipOutputs = z.object({
  outcome: z
    .string()
    .describe('registered, promoted, shipped, under way, nothing to do, rolled back, refused, or not promoted.'),
  reason: z.string().describe('Why, in one sentence.'),
  version: z.string().describe('The version, such as `v1.4.0`; empty without one.'),
  weight: z.string().describe('Percent of the traffic that it gets; empty without a rollout.'),
  note: z.string().describe('Address of the note; empty when none was written.'),
});

/** Exit 1 says that the model did not get where it was sent; what was under way goes on. */
export async function shipResult(shipped: Shipped): Promise<Result<z.output<typeof shipOutputs>>> {
  const { outcome, reason, weighing, noteUrl = '' } = shipped;
  const { modelVersion, rollout, verdict, subject } = weighing.record;
  if (modelVersion || verdict)
    await reportStep(weighing, { note: false, ship: modelVersion ? await championFacts(weighing) : {} });
  const undecided = outcome === 'not promoted' && verdict?.exit === 0;
  const failed = outcome === 'refused' || outcome === 'rolled back' || (outcome === 'not promoted' && !undecided);
  const line = `${iconOf(failed, undecided)} ${clean(subject.model)} ${outcome}: ${visible(reason)}\n`;
  return {
    exit: failed ? 1 : 0,
    outputs: {
      outcome,
      reason,
      version: modelVersion?.name ?? '',
      weight: rollout ? String(weightOf(rollout)) : '',
      note: noteUrl,
    },
    text: modelVersion ? `${shipLines(weighing.record)}${failed ? line : ''}` : line,
    json: { outcome, reason, version: modelVersion, rollout },
  };
}

function iconOf(failed: boolean, undecided: boolean): string {
  if (failed) return '❌';
  return undecided ? '⚠️' : '✅';
}

function weightOf({ phase, steps, step }: NonNullable<Shipped['weighing']['record']['rollout']>): number {
  if (phase === 'finished') return 100;
  return phase === 'running' ? (steps[step]?.weight ?? 0) : 0;
}
