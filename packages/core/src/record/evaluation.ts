import * as z from 'zod';

/** Which way a metric is better. */
export const direction = z.enum(['higher', 'lower']);
export type Direction = z.output<typeof direction>;

/**
 * An interval in the metric's own unit. Each end is one-sided at its own level, because the two ends
 * decide different things (DESIGN §8): `lowLevel` and `highLevel` are the one-sided error rates.
 */
export const interval = z.strictObject({
  low: z.number(),
  high: z.number(),
  lowLevel: z.number().gt(0).lt(1),
  highLevel: z.number().gt(0).lt(1),
  method: z.string(),
});
export type Interval = z.output<typeof interval>;

/** One number about a model. Exactly one of `value` and `undefined` is there. */
export const metric = z.strictObject({
  name: z.string(),
  direction,
  value: z.number().optional(),
  /** Rows that entered the metric; 0 for a number read from a file that does not say. */
  n: z.number().int().nonnegative(),
  interval: interval.optional(),
  unit: z.string().optional(),
  /** Why there is no value, in words a reviewer understands: "no positive rows". */
  undefined: z.string().optional(),
  /** The file and key of a number that the user measured; absent for ours. */
  from: z.string().optional(),
});
export type Metric = z.output<typeof metric>;

/** One value of one column, as text; null is a missing value. */
export const sliceName = z.strictObject({ column: z.string(), value: z.string().nullable() });
export type SliceName = z.output<typeof sliceName>;

export const sliceMetrics = z.strictObject({
  slice: sliceName,
  rows: z.number().int().positive(),
  positives: z.number().int().nonnegative(),
  metrics: z.array(metric),
});
export type SliceMetrics = z.output<typeof sliceMetrics>;

/** Counts, or sums of weights, at one threshold (score ≥ threshold is predicted positive). */
export const confusion = z.strictObject({
  threshold: z.number(),
  truePositive: z.number(),
  falsePositive: z.number(),
  falseNegative: z.number(),
  trueNegative: z.number(),
});
export type Confusion = z.output<typeof confusion>;

export const rocPoint = z.strictObject({ falsePositiveRate: z.number(), truePositiveRate: z.number() });
export const calibrationBin = z.strictObject({
  from: z.number(),
  to: z.number(),
  count: z.number(),
  /** Mean score of the bin. */
  predicted: z.number(),
  /** Share of positives in the bin, with its interval. */
  observed: z.number(),
  low: z.number(),
  high: z.number(),
});

/** At most 201 ROC points and 10 calibration bins, so that a record stays small. */
export const curves = z.strictObject({
  roc: z.array(rocPoint),
  calibration: z.array(calibrationBin),
});
export type Curves = z.output<typeof curves>;

/** `sha256:` and 64 hex digits. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
export type Digest = z.output<typeof digest>;

/** What `evaluate` found on one predictions file. */
export const evaluation = z.strictObject({
  task: z.literal('binary'),
  rows: z.number().int().positive(),
  positives: z.number().int().nonnegative(),
  target: z.string(),
  score: z.string(),
  threshold: z.number(),
  weight: z.string().optional(),
  group: z.string().optional(),
  metrics: z.array(metric),
  slices: z.array(sliceMetrics),
  confusion,
  curves,
  digests: z.strictObject({
    /** The bytes of the predictions file. */
    predictions: digest,
    /** Ids and targets in canonical order: equal when two files speak of the same rows. */
    rows: digest,
    /** The bytes of `data.evaluation.path`, when the policy names it and it can be read. */
    data: digest.optional(),
  }),
  /** Where the predictions can be fetched again, when they were kept. */
  kept: z.strictObject({ kind: z.enum(['artifact', 'store']), digest, location: z.string() }).optional(),
});
export type Evaluation = z.output<typeof evaluation>;
