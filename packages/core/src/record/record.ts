import * as z from 'zod';
import { comparison } from './comparison.ts';
import { digest, evaluation } from './evaluation.ts';
import { subject } from './subject.ts';
import { verdict } from './verdict.ts';

/** The version of the record's schema; a record with another one is refused, never guessed at. */
export const recordVersion = 1;

/** Hand-written until `validate` exists: data rules and the data diff, as the report shows them. */
export const dataSection = z.strictObject({
  datasets: z.array(
    z.strictObject({ name: z.string(), path: z.string(), digest, rows: z.number().int().nonnegative().optional() }),
  ),
});

/** Digests of what training read and wrote, as far as the policy names the files. */
export const trainingSection = z.strictObject({
  params: z.strictObject({ path: z.string(), digest, values: z.record(z.string(), z.string()) }).optional(),
  environment: z.strictObject({
    lockfile: z.strictObject({ path: z.string(), digest }).optional(),
    interpreter: z.string().optional(),
  }),
  outputs: z.array(
    z.strictObject({ name: z.string(), path: z.string(), digest, bytes: z.number().int().nonnegative() }),
  ),
});
export type Training = z.output<typeof trainingSection>;

/** A step before the gate that failed: the record has no metrics and the report says why. */
export const stopped = z.strictObject({ command: z.string(), code: z.string(), reason: z.string() });
export type Stopped = z.output<typeof stopped>;

/** The run record: one typed document that every command reads and extends. */
export const runRecord = z.strictObject({
  version: z.literal(recordVersion),
  subject,
  data: dataSection.optional(),
  training: trainingSection.optional(),
  evaluation: evaluation.optional(),
  comparison: comparison.optional(),
  verdict: verdict.optional(),
  stopped: stopped.optional(),
  /** Wall-clock milliseconds of each command. Not part of the canonical form. */
  durations: z.record(z.string(), z.number().nonnegative()).optional(),
});
export type RunRecord = z.output<typeof runRecord>;

/** The sections that travel between jobs, one artifact each. */
export type Section = 'data' | 'training' | 'evaluation' | 'comparison' | 'verdict' | 'stopped';
