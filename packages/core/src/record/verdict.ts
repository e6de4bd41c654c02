import * as z from 'zod';
import { digest, interval, sliceName } from './evaluation.ts';

export const verdictWord = z.enum(['passed', 'failed', 'inconclusive', 'stopped']);
export type VerdictWord = z.output<typeof verdictWord>;

export const checkOutcome = z.enum(['passed', 'failed', 'inconclusive', 'not judged', 'too small', 'incomparable']);
export type CheckOutcome = z.output<typeof checkOutcome>;

/** The limit of one check, in the metric's unit; `percent` limits are resolved against the reference in `value`. */
export const limit = z.strictObject({
  kind: z.enum([
    'min',
    'max',
    'max-drop',
    'max-rise',
    'max-drop-from-anchor',
    'max-rise-from-anchor',
    'drift',
    'schema',
  ]),
  value: z.number(),
  /** As it is written in the policy: `0.010`, `10%`. */
  written: z.string(),
});
export type Limit = z.output<typeof limit>;

/** Rows that would settle an undecided check, or the margin that these rows can judge. */
export const resolution = z.strictObject({
  /** Rows for 80% power at the check's margin when both models are equally good. */
  rowsNeeded: z.number().int().positive().optional(),
  /** Smallest margin that these rows settle with 80% power. */
  marginResolved: z.number().positive().optional(),
  /** Correlation of the two models' scores that was assumed, when there is no baseline yet to measure it. */
  assumedCorrelation: z.number().gt(-1).lt(1).optional(),
});

/** One rule, one result. */
export const check = z.strictObject({
  /** `<line of gate>/<limit kind>[/<slice value>]`, stable between runs of one policy. */
  id: z.string(),
  metric: z.string(),
  slice: sliceName.optional(),
  /** The column that decided a drift check. */
  column: z.string().optional(),
  limit,
  judge: z.enum(['point', 'bound', 'proof', 'harm']),
  outcome: checkOutcome,
  /** One sentence: what decided, in words and numbers. */
  explanation: z.string(),
  /** Candidate's value (absolute checks) or delta (relative checks). */
  measured: z.number().optional(),
  value: z.number().optional(),
  reference: z.number().optional(),
  interval: interval.optional(),
  n: z.number().int().nonnegative().optional(),
  minRows: z.number().int().nonnegative().optional(),
  unit: z.string().optional(),
  resolution: resolution.optional(),
});
export type Check = z.output<typeof check>;

export const override = z.strictObject({
  by: z.string(),
  /** Head commit that was approved. */
  commit: z.string(),
  /** RFC 3339, when the forge says it. */
  at: z.string().optional(),
  rule: z.string(),
  url: z.string().optional(),
});
export type Override = z.output<typeof override>;

/** What `gate` decided. */
export const verdict = z.strictObject({
  outcome: verdictWord,
  /** Whether the job's exit code is 0; `inconclusive` depends on the policy. */
  exit: z.union([z.literal(0), z.literal(1)]),
  /** One sentence without markup: the number that decided and its limit. */
  reason: z.string(),
  policy: digest,
  onInconclusive: z.enum(['pass', 'warn', 'fail']),
  onIncomparable: z.enum(['pass', 'warn', 'fail']),
  checks: z.array(check),
  /** The same checks under the base commit's policy, when the change alters it. */
  underBasePolicy: z.strictObject({ outcome: verdictWord, policy: digest, checks: z.array(check) }).optional(),
  /** Who must approve a looser policy, and whether somebody has. */
  override: override.optional(),
  owners: z.array(z.string()).optional(),
  /** The files whose owners these are: an owner of each must approve. */
  ownedFiles: z.array(z.string()).optional(),
});
export type Verdict = z.output<typeof verdict>;
