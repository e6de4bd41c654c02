import * as z from 'zod';
import { comparison } from './comparison.ts';
import { digest, evaluation } from './evaluation.ts';
import { subject } from './subject.ts';
import { verdict } from './verdict.ts';

/** The version of the record's schema; a record with another one is refused, never guessed at. */
export const recordVersion = 1;

/** What a column looks like: its median, or the shares of its most frequent values. */
export const columnSummary = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('median'), median: z.number() }),
  z.strictObject({
    kind: z.literal('shares'),
    shares: z.array(z.strictObject({ value: z.string().nullable(), share: z.number() })),
  }),
]);
export type ColumnSummary = z.output<typeof columnSummary>;

/** Hand-written until `validate` exists: data rules and the data diff, as the report shows them. */
export const dataSection = z.strictObject({
  /** Columns of the current data against the reference, most drifted first. */
  drift: z
    .array(
      z.strictObject({
        dataset: z.string(),
        column: z.string(),
        psi: z.number(),
        was: columnSummary,
        now: columnSummary,
      }),
    )
    .optional(),
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
