import * as z from 'zod';
import { digest } from './evaluation.ts';

const countNumber = z.number().int().nonnegative();

/** What a column looks like: its median, or the shares of its most frequent values. */
export const columnSummary = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('median'), median: z.number() }),
  z.strictObject({
    kind: z.literal('shares'),
    shares: z.array(z.strictObject({ value: z.string().nullable(), share: z.number() })),
  }),
]);
export type ColumnSummary = z.output<typeof columnSummary>;

/** One column of a profile: enough to measure drift against it without a row of the data. */
export const columnProfile = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('number'),
    column: z.string(),
    type: z.string(),
    missing: countNumber,
    min: z.number().optional(),
    max: z.number().optional(),
    mean: z.number().optional(),
    median: z.number().optional(),
    /** At most 21 distinct quantile edges, and the rows in each of the bins between them, [from, to), the last closed. */
    edges: z.array(z.number()),
    counts: z.array(countNumber),
  }),
  z.strictObject({
    kind: z.literal('category'),
    column: z.string(),
    type: z.string(),
    missing: countNumber,
    distinct: countNumber,
    /** The most frequent values, at most 50, as HMACs (`hmac:…`) unless the policy shows values. */
    values: z.array(z.strictObject({ value: z.string(), count: countNumber })),
    rest: countNumber,
  }),
  /** Columns without a distribution that says anything: keys, long text, nested values. */
  z.strictObject({ kind: z.literal('other'), column: z.string(), type: z.string(), missing: countNumber }),
]);
export type ColumnProfile = z.output<typeof columnProfile>;

/** A table in numbers. At most 200 columns are described; `columns` names how many there are. */
export const tableProfile = z.strictObject({
  rows: countNumber,
  columns: countNumber,
  profiles: z.array(columnProfile),
});
export type TableProfile = z.output<typeof tableProfile>;

/** One named dataset of the policy. */
export const datasetFacts = z.strictObject({
  name: z.string(),
  path: z.string(),
  digest,
  rows: countNumber.optional(),
  bytes: countNumber.optional(),
  files: countNumber.optional(),
  schema: z.strictObject({ path: z.string(), digest, dialect: z.string(), ignored: z.array(z.string()) }).optional(),
  profile: tableProfile.optional(),
});
export type DatasetFacts = z.output<typeof datasetFacts>;

/** One rule of a schema, or of leakage, and what it found. */
export const dataCheck = z.strictObject({
  dataset: z.string(),
  column: z.string().optional(),
  columns: z.array(z.string()).optional(),
  /** By Frictionless' constraint names where they exist; `noOverlap`, `timeOrder`, `targetAmongFeatures` of leakage. */
  rule: z.string(),
  /** The rule in words: "at most 0.5% empty", "one of 7 values". Holds no data values but those of the schema. */
  expected: z.string(),
  severity: z.enum(['error', 'warning']),
  outcome: z.enum(['passed', 'failed', 'not judged']),
  /** Rows that break it, tolerated ones too. */
  count: countNumber,
  /** Rows that were judged. */
  of: countNumber,
  tolerance: z.union([z.strictObject({ share: z.number() }), z.strictObject({ count: countNumber })]).optional(),
  /** The first 20 offenders, 1-based data rows. */
  rows: z.array(z.number().int().positive()),
  firsts: z.array(z.number().int().positive()).optional(),
  values: z.array(z.string().nullable()).optional(),
  distinct: countNumber.optional(),
  measured: z.union([z.number(), z.string()]).optional(),
  by: z.enum(['scan', 'statistics', 'order', 'columns']),
  /** Why it was not judged. */
  reason: z.string().optional(),
  place: z.strictObject({ file: z.string(), line: z.number().int(), column: z.number().int() }).optional(),
  /** The same rule on the base's rows, where they could be read. */
  was: z.strictObject({ count: countNumber, of: countNumber, distinct: countNumber.optional() }).optional(),
});
export type DataCheck = z.output<typeof dataCheck>;

/** What a change did to one rule of a schema; like an entry of `comparison.changed.policy`. */
const ruleChange = z.strictObject({
  where: z.string(),
  was: z.string().optional(),
  now: z.string().optional(),
  effect: z.enum(['looser', 'stricter', 'other']),
});
export type RuleChange = z.output<typeof ruleChange>;

/** A rule that is broken, in short. */
const brokenRule = dataCheck.pick({
  column: true,
  columns: true,
  rule: true,
  expected: true,
  count: true,
  of: true,
  tolerance: true,
  measured: true,
  reason: true,
});

/** Today's data under the schema that the base commit has for a dataset, where the one here is another. */
export const underBaseSchema = z.strictObject({
  dataset: z.string(),
  /** Where the base's policy has it. */
  path: z.string(),
  /** Of its bytes at the base; absent where it is not there. */
  digest: digest.optional(),
  /** Rules of severity error that hold, and those that were judged. */
  held: countNumber,
  of: countNumber,
  /** Broken rules of severity error, worst first. */
  broken: z.array(brokenRule).max(20),
  /** From the base's rules to those here, looser ones first. */
  changes: z.array(ruleChange).max(100),
  /** Why the schema could not be read there: then nothing was judged by it. */
  reason: z.string().optional(),
});
export type UnderBaseSchema = z.output<typeof underBaseSchema>;

/** A value that every offending row of some checks shares. `checks` are indices into `data.checks`. */
export const explanation = z.strictObject({
  dataset: z.string(),
  column: z.string(),
  /** Absent where the policy does not show values; null is a missing value. */
  value: z.string().nullable().optional(),
  /** Share of all rows that have the value. */
  share: z.number(),
  /** The value is not in the base's data; absent when that is not known. */
  isNew: z.boolean().optional(),
  checks: z.array(countNumber),
});

/** One thing about a column that differs between base and head. */
export const columnChange = z.strictObject({
  column: z.string(),
  /**
   * In `was` and `now`: of `missing` the share of rows without a value, of `median` and `mean` that number, of
   * `categories` how many values there are, of `type` and `range` text.
   */
  what: z.enum(['added', 'removed', 'type', 'missing', 'median', 'range', 'categories', 'mean']),
  was: z.union([z.string(), z.number()]).optional(),
  now: z.union([z.string(), z.number()]).optional(),
  /** Of `categories`: values that are new or gone, counted; named in `newValues` only where the policy shows values. */
  newCount: countNumber.optional(),
  goneCount: countNumber.optional(),
  newValues: z.array(z.strictObject({ value: z.string(), share: z.number() })).optional(),
  /** Beyond noise, or past a limit; the others are counted in `unchanged`. */
  psi: z.number().optional(),
});
export type ColumnChange = z.output<typeof columnChange>;

/** A dataset at the base commit and here. */
export const dataDiff = z.strictObject({
  dataset: z.string(),
  /** By rows where the base's bytes could be read, else by the profile of its record; `none` says why neither. */
  by: z.enum(['rows', 'profile', 'none']),
  /** Where the base's bytes came from, or why they could not be read, in words. */
  why: z.string(),
  rowsWas: countNumber.optional(),
  rowsNow: countNumber,
  columnsWas: countNumber.optional(),
  columnsNow: countNumber,
  added: countNumber.optional(),
  removed: countNumber.optional(),
  changed: countNumber.optional(),
  /** Worst first. */
  columns: z.array(columnChange),
  /** Columns on both sides without a change beyond noise. */
  unchanged: countNumber,
});
export type DataDiff = z.output<typeof dataDiff>;

/** Rows in [from, to) of a number on both sides; the bins are the reference's, and the last one is closed. */
export const driftBin = z.strictObject({ from: z.number(), to: z.number(), was: countNumber, now: countNumber });
export type DriftBin = z.output<typeof driftBin>;

/** Rows of one value on both sides, or of several counted together. */
export const driftValue = z.strictObject({
  /** null is a missing value; absent where the policy does not show values, and where several are counted together. */
  value: z.string().nullable().optional(),
  /** How many values are counted together; absent for one. */
  together: countNumber.optional(),
  was: countNumber,
  now: countNumber,
});
export type DriftValue = z.output<typeof driftValue>;

/** One column of the current data against the reference. */
export const drift = z.strictObject({
  dataset: z.string(),
  column: z.string(),
  /** Population stability index, bias-corrected by its expectation under no drift, never below 0. */
  psi: z.number(),
  /** Largest index that the policy allows, or the usual one that `drifted` was judged by. */
  limit: z.number().optional(),
  /**
   * Two-sample test, of a number with missing cells the more telling of two; `adjusted` is Holm's over all tests of the
   * run. `binomial`: an exact test of a value that is too rare for chi-square.
   */
  test: z
    .strictObject({
      method: z.enum(['ks', 'chi-square', 'binomial']),
      statistic: z.number(),
      p: z.number(),
      adjusted: z.number(),
    })
    .optional(),
  /** Effect over its limit and significance after correction, both. */
  drifted: z.boolean().optional(),
  by: z.enum(['rows', 'profile']).optional(),
  was: columnSummary,
  now: columnSummary,
  /** Of a number: its histogram on both sides, for the picture; left out of columns that are not drawn. */
  bins: z.array(driftBin).max(20).optional(),
  /** Of a category: its values on both sides, most frequent first, for the picture. */
  values: z.array(driftValue).max(20).optional(),
});
export type Drift = z.output<typeof drift>;

/** What `validate` found, and the digests of the data. */
export const dataSection = z.strictObject({
  datasets: z.array(datasetFacts),
  checks: z.array(dataCheck).optional(),
  /** Of each dataset whose schema differs from the base's. */
  underBaseSchema: z.array(underBaseSchema).optional(),
  explanations: z.array(explanation).optional(),
  diff: z.array(dataDiff).optional(),
  /** Columns of the current data against the reference, most drifted first. */
  drift: z.array(drift).optional(),
  /** The commit whose data `diff`, `drift` and `was` speak of. */
  base: z.strictObject({ commit: z.string(), ref: z.string().optional(), ageDays: z.number().optional() }).optional(),
});
export type DataSection = z.output<typeof dataSection>;
