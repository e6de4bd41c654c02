import * as z from 'zod';
import { comparison } from './comparison.ts';
import { dataSection } from './data.ts';
import { evaluation } from './evaluation.ts';
import { rollout } from './rollout.ts';
import { subject } from './subject.ts';
import { trainingSection } from './training.ts';
import { verdict } from './verdict.ts';
import { versionSection } from './version.ts';

/** The version of the record's schema; a record with another one is refused, never guessed at. */
export const recordVersion = 1;

/** A step before the gate that failed: the record has no metrics and the report says why. */
export const stopped = z.strictObject({
  command: z.string(),
  code: z.string(),
  reason: z.string(),
  /** The last lines that the user's own command wrote, short ones, where one was run. Not part of the canonical form. */
  tail: z.array(z.string()).max(40).optional(),
});
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
  /** DESIGN's section `version`; that name was taken by the schema's own. */
  modelVersion: versionSection.optional(),
  rollout: rollout.optional(),
  stopped: stopped.optional(),
  /** Wall-clock milliseconds of each command. Not part of the canonical form. */
  durations: z.record(z.string(), z.number().nonnegative()).optional(),
});
export type RunRecord = z.output<typeof runRecord>;

/** The sections that travel between jobs, one artifact each. */
export type Section =
  | 'data'
  | 'training'
  | 'evaluation'
  | 'comparison'
  | 'verdict'
  | 'modelVersion'
  | 'rollout'
  | 'stopped';
