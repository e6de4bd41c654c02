import * as z from 'zod';
import { columnSummary } from './data.ts';
import { digest, direction, sliceName } from './evaluation.ts';

const time = z.iso.datetime();
const count = z.number().int().nonnegative();

/** What is watched: a column of the data, the model's answers, a metric on labelled rows, or a share of bad events. */
export const seriesKind = z.enum(['column', 'prediction', 'metric', 'service']);
export type SeriesKind = z.output<typeof seriesKind>;

/** Names one series; equal in every window. `columnName` of a prediction is the score. */
export const seriesName = z.strictObject({ kind: seriesKind, name: z.string(), slice: sliceName.optional() });
export type SeriesName = z.output<typeof seriesName>;

/** A limit of the policy that a series is held against. */
export const seriesLimit = z.strictObject({
  kind: z.enum(['drift', 'min', 'max', 'max-drop', 'max-rise']),
  /** Of `drift` a PSI; else in the metric's own unit, percents resolved against the reference. */
  value: z.number(),
  written: z.string(),
});
export type SeriesLimit = z.output<typeof seriesLimit>;

/** One series in one window. */
export const seriesPoint = seriesName.extend({
  /** `judged`: it has a value. The others say in `reason` why it has none. */
  outcome: z.enum(['judged', 'too few', 'no data', 'not in both']),
  reason: z.string().optional(),
  /** Bias-corrected PSI of a column or of the score; the metric; the share of bad events. */
  value: z.number().optional(),
  /** Of a metric: the champion's own value; of a prediction the share that is predicted positive there. */
  reference: z.number().optional(),
  /** Of a prediction: the share that is predicted positive in this window. */
  share: z.number().optional(),
  /** Difference from the reference with its two-sided 90 % interval: of metrics, shares and predictions. */
  change: z.object({ value: z.number(), low: z.number(), high: z.number() }).optional(),
  direction: direction.optional(),
  /** What the column looked like in the reference, and looks like here. */
  was: columnSummary.optional(),
  now: columnSummary.optional(),
  n: count,
  /** The limit that decided, or that is nearest; absent where the policy sets none. */
  limit: seriesLimit.optional(),
  /** p of the test, and Holm's over the family of this window. */
  p: z.number().optional(),
  adjusted: z.number().optional(),
  /** The effect is over its limit, and beyond noise after the correction. */
  flagged: z.boolean(),
});
export type SeriesPoint = z.output<typeof seriesPoint>;

/** How the labels of a window came in; counts of rows, or of labels where it says so. */
export const labelFacts = z.strictObject({
  /** Whether the delay has passed since the window's end. */
  matured: z.boolean(),
  labelled: count,
  /** Rows whose label has not come although it should have. */
  missing: count,
  /** Rows that had the same label more than once; counted once. */
  duplicated: count,
  /** Rows with labels that contradict each other; left out. */
  contradictory: count,
});
export type LabelFacts = z.output<typeof labelFacts>;

/** A stretch of time, or one file where rows have no time, and what was found in it. */
export const watchWindow = z.strictObject({
  /** Start of the window (RFC 3339), or the digest of the rows where they have no time. */
  id: z.string(),
  /** [from, to); absent where rows have no time. */
  from: time.optional(),
  to: time.optional(),
  rows: count,
  outcome: z.enum(['judged', 'empty', 'too few']),
  /** What it was judged against: the champion's record, or the reference file. */
  reference: digest,
  /** The limits and columns that it was judged by; other ones make the window be judged again. */
  by: digest,
  labels: labelFacts.optional(),
  series: z.array(seriesPoint),
});
export type WatchWindow = z.output<typeof watchWindow>;

/** What the windows are held against. */
export const watchReference = z.strictObject({
  digest,
  /** The champion, where there is one. */
  version: z.string().optional(),
  record: digest.optional(),
  commit: z.string().optional(),
  /** `data.train of v1.3.2`, or the file's path. */
  name: z.string(),
  rows: count,
  at: time.optional(),
});
export type WatchReference = z.output<typeof watchReference>;

/** An alarm on one series. */
export const alarm = seriesName.extend({
  /** Start of the first of the windows that made it ring, and of the one in which it rang. */
  first: z.string(),
  since: z.string(),
  /** Of its last `n` judged windows, those that were flagged. */
  flagged: count,
  of: count,
});
export type Alarm = z.output<typeof alarm>;

/** Why a retraining was or was not started. Made of its inputs alone: equal inputs give equal bytes. */
export const retrainDecision = z.strictObject({
  version: z.literal(1),
  model: z.string(),
  outcome: z.enum(['retrain', 'wait']),
  /** Each rule that was asked, with its answer; the first `no` decided. */
  reasons: z.array(z.strictObject({ rule: z.string(), holds: z.boolean(), text: z.string() })),
  inputs: z.strictObject({
    at: time,
    alarms: z.array(alarm),
    /** Reference, and digest of the windows that were judged: what a retraining would answer. */
    reference: digest,
    windows: digest,
    /** When retrainings of this model were started, oldest first. */
    retrainings: z.array(z.strictObject({ at: time, reference: digest, windows: digest })),
    /** A retraining that has not ended, by its branch or change. */
    open: z.string().optional(),
    /** What started this look; our own commits start nothing. */
    occasion: z.string(),
    /** Where the alarms are ignored. */
    ignoredUntil: time.optional(),
    ownCommit: z.boolean(),
    policy: z.strictObject({
      on: z.array(z.string()),
      cooldownSeconds: z.number(),
      maxPerMonth: count,
      maxWithoutSuccess: count,
    }),
  }),
});
export type RetrainDecision = z.output<typeof retrainDecision>;

/** A retraining that was started. */
export const retraining = z.strictObject({
  at: time,
  reference: digest,
  windows: digest,
  /** Digest of the decision. */
  decision: digest,
  branch: z.string(),
  commit: z.string().optional(),
  /** The run that was dispatched, where there is a runner; the change, where one could be opened. */
  run: z.strictObject({ id: z.string().optional(), url: z.string().optional() }).optional(),
  change: z.number().int().positive().optional(),
  changeUrl: z.string().optional(),
  /** Where a person opens the change with one click, when the token may not. */
  compareUrl: z.string().optional(),
});
export type Retraining = z.output<typeof retraining>;

/**
 * What is known of a model in production: kept on the ledger's branch, one file for each model, changed only by
 * compare-and-swap. `nextWatch` (watch/next.ts) is the one function that moves it on.
 */
export const watch = z.strictObject({
  version: z.literal(1),
  model: z.string(),
  /** `quiet`: nothing rings. `alarm`: something does, and the issue is open. `ignored`: it rings, and was snoozed. */
  phase: z.enum(['quiet', 'alarm', 'ignored']),
  reference: watchReference,
  /** Oldest first, at most 200. */
  windows: z.array(watchWindow).max(200),
  alarms: z.array(alarm),
  /** When the alarm that is open began, and when the last one ended. */
  openedAt: time.optional(),
  closedAt: time.optional(),
  lookedAt: time,
  /** False alarms per year that the rule makes when nothing changes, at most. */
  expected: z.number().nonnegative(),
  /** Limits and columns that windows were judged by at the last look. */
  by: digest.optional(),
  issue: z.strictObject({ number: z.number().int().positive(), url: z.string().optional() }).optional(),
  /** Until when nothing is told, by whose word, and of which series: those that rang when it was said. */
  ignored: z.strictObject({ until: time, by: z.string(), series: z.array(seriesName).optional() }).optional(),
  /** That we meant to close the issue, or that it was seen closed: whether that was us, and when, by the forge's clock. */
  closing: z.strictObject({ own: z.boolean(), seen: z.boolean().optional(), at: z.string().optional() }).optional(),
  /** What people said in the issue up to this moment, by the forge's clock, has been answered. */
  heard: time.optional(),
  /** Newest last, at most 50. */
  retrainings: z.array(retraining).max(50),
  decision: retrainDecision.optional(),
  /** The last change of state: channels that were not told of it yet are told at the next look. */
  notice: z.strictObject({ kind: z.enum(['opened', 'changed', 'recovered']), key: z.string() }).optional(),
  /** What each channel was told last: equal texts are not sent twice. `memory` is the channel's own (an issue's key). */
  told: z.record(z.string(), z.strictObject({ state: z.string(), at: time, memory: z.string().optional() })),
});
export type Watch = z.output<typeof watch>;
