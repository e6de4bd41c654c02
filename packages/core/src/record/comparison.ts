import * as z from 'zod';
import { confusion, curves, digest, direction, interval, metric, sliceMetrics, sliceName } from './evaluation.ts';

/** One place where a baseline was looked for, and what was there. */
export const place = z.strictObject({
  kind: z.enum(['input', 'ledger', 'ci-artifact', 'file', 'registry']),
  /** Words for a reader: "5 earlier commits", "`metrics.json` on `main`". */
  where: z.string(),
  found: z.enum(['record', 'nothing', 'not accepted', 'not trusted', 'not configured']),
});

/** How the base commit was chosen. */
export const baseReason = z.enum([
  'merge-base',
  'base tip',
  'queue base',
  'target of merged results',
  'commit before the push',
  'nearest ancestor',
  'given as input',
  /** Of an anchor: the oldest accepted record of the ledger. */
  'first accepted',
  /** Of an anchor: the version that the policy's alias is on. */
  'champion',
]);
export type BaseReason = z.output<typeof baseReason>;

/** The record that the candidate is measured against (baseline or anchor). */
export const reference = z.strictObject({
  /** Absent when the reference was given as a file without a commit. */
  commit: z.string().optional(),
  /** Branch or tag in the reader's words, for example `main`. */
  ref: z.string().optional(),
  reason: baseReason,
  /** Commits between the base commit and the record's commit; 0 when it is that commit. */
  commitsBefore: z.number().int().nonnegative(),
  source: place.shape.kind,
  record: digest.optional(),
  ageDays: z.number().nonnegative().optional(),
  ageCommits: z.number().int().nonnegative().optional(),
});
export type Reference = z.output<typeof reference>;

/** A hypothesis test reported beside a delta; it decides only where the method says so. */
export const test = z.strictObject({
  method: z.enum(['mcnemar-exact', 'delong']),
  p: z.number(),
  /** McNemar: rows that only the baseline (b) or only the candidate (c) gets right. */
  b: z.number().int().optional(),
  c: z.number().int().optional(),
  z: z.number().optional(),
  standardError: z.number().optional(),
});

/**
 * One metric of the candidate against one reference, overall or in a slice. `delta` is candidate − reference
 * in the metric's own unit and sign; `interval` holds the two ends that decide (DESIGN §8).
 */
export const delta = z.strictObject({
  name: z.string(),
  direction,
  against: z.enum(['baseline', 'anchor']),
  slice: sliceName.optional(),
  n: z.number().int().nonnegative(),
  candidate: z.number().optional(),
  reference: z.number().optional(),
  delta: z.number().optional(),
  /** Absent when a number came from a file without its spread: the point decides. */
  interval: interval.optional(),
  /** Standard error of the delta under the method, from which rows needed are computed. */
  standardError: z.number().optional(),
  test: test.optional(),
  unit: z.string().optional(),
  undefined: z.string().optional(),
});
export type Delta = z.output<typeof delta>;

const fileChange = z.strictObject({
  path: z.string(),
  added: z.number().int().optional(),
  removed: z.number().int().optional(),
});
const paramChange = z.strictObject({ key: z.string(), was: z.string().optional(), now: z.string().optional() });

/** The five things that can have moved. `unknown` says why one of them could not be compared. */
export const changed = z.strictObject({
  data: z.array(
    z.strictObject({
      dataset: z.string(),
      path: z.string(),
      was: digest.optional(),
      now: digest.optional(),
      /** Rows, where the bytes of both sides could be read. */
      added: z.number().int().nonnegative().optional(),
      removed: z.number().int().nonnegative().optional(),
    }),
  ),
  code: z.array(fileChange),
  params: z.array(paramChange),
  environment: z.array(paramChange),
  /** `where` is the line in words (`churn, gate, roc_auc`); `was` and `now` are its key and value (`max-drop: 0.005`). */
  policy: z.array(
    z.strictObject({
      where: z.string(),
      was: z.string().optional(),
      now: z.string().optional(),
      effect: z.enum(['looser', 'stricter', 'other']),
    }),
  ),
  unknown: z.array(z.strictObject({ what: z.string(), why: z.string() })),
});
export type Changed = z.output<typeof changed>;

/** How the rows of two predictions files were brought together. */
export const pairing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paired'), by: z.enum(['id', 'row order']), rows: z.number().int().positive() }),
  z.strictObject({ kind: z.literal('unpaired'), reason: z.string() }),
]);
export type Pairing = z.output<typeof pairing>;

/** Rows newly wrong and newly right at the threshold, per slice, worst first. */
export const flips = z.strictObject({
  slice: sliceName.optional(),
  newlyWrong: z.number().int().nonnegative(),
  newlyRight: z.number().int().nonnegative(),
});

/** What new evaluation rows do to the baseline's model by themselves. */
export const rescored = z.strictObject({
  rowsWas: z.number().int().nonnegative(),
  rowsNow: z.number().int().nonnegative(),
  /** Rows by their ids, where both sides have them. */
  added: z.number().int().nonnegative().optional(),
  removed: z.number().int().nonnegative().optional(),
  metrics: z.array(z.strictObject({ name: z.string(), was: z.number(), now: z.number() })),
  positivesWas: z.number().int().nonnegative().optional(),
  positivesNow: z.number().int().nonnegative().optional(),
  /** Slices whose number of rows moved most, first the one that moved most. */
  slices: z
    .array(z.strictObject({ slice: sliceName, rowsWas: z.number().int(), rowsNow: z.number().int() }))
    .optional(),
  /** The model that was scored again: its version, where it has one, and its bytes. */
  version: z.string().optional(),
  model: digest.optional(),
});

/** Deltas under one policy; `family` is k of DESIGN §8. */
export const weighed = z.strictObject({
  alpha: z.number(),
  family: z.number().int().nonnegative(),
  metrics: z.array(delta),
});
export type Weighed = z.output<typeof weighed>;

/** What `compare` found. */
export const comparison = z.strictObject({
  outcome: z.enum(['compared', 'first run', 'incomparable']),
  /** Why, when `outcome` is `incomparable`. */
  reason: z.string().optional(),
  searched: z.array(place),
  baseline: reference.optional(),
  anchor: reference.optional(),
  pairing: pairing.optional(),
  anchorPairing: pairing.optional(),
  ...weighed.shape,
  /** The base commit's policy, when it differs: the same candidate weighed under it. */
  underBasePolicy: z
    .strictObject({ policy: digest, evaluation: z.array(metric), slices: z.array(sliceMetrics), ...weighed.shape })
    .optional(),
  flips: z.array(flips),
  /** The baseline's own confusion and curves, so that the report can draw both. */
  was: z.strictObject({ confusion, curves }).optional(),
  /** The primary metric over accepted records, oldest first, at most 20. */
  trend: z.array(z.strictObject({ commit: z.string(), at: z.string(), value: z.number() })).optional(),
  /** The baseline's model scored again on this change's evaluation rows. */
  rescored: rescored.optional(),
  changed: changed.optional(),
});
export type Comparison = z.output<typeof comparison>;
