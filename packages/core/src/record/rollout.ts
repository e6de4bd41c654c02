import * as z from 'zod';
import { digest } from './evaluation.ts';

const time = z.iso.datetime();
const seconds = z.number().nonnegative();
/** Percent of the traffic, 0 to 100. */
const weight = z.number().min(0).max(100);
const count = z.number().nonnegative();

/** One side of a rollout. The first rollout of a model has a stable side without a version. */
export const servedVersion = z.strictObject({
  /** `v1.4.0`. */
  version: z.string(),
  /** Digest of the model's bytes. */
  model: digest,
  /** Digest of the record that its gate passed with. */
  record: digest.optional(),
  commit: z.string().optional(),
});
export type ServedVersion = z.output<typeof servedVersion>;

/** One thing that is watched while traffic moves. Each is a share of events: bad ones of all. */
export const watchedMetric = z.strictObject({
  name: z.string(),
  /** Largest accepted rise of the share, canary − stable: 0.01 is one point. */
  margin: z.number().positive(),
  /** Events on the canary's side at a step before it may advance. */
  minCount: z.number().int().nonnegative(),
});
export type WatchedMetric = z.output<typeof watchedMetric>;

/** What was agreed before the first request moved; a later policy does not change a rollout that runs. */
export const rolloutPlan = z.strictObject({
  target: z.enum(['process', 'haproxy', 'command']),
  strategy: z.enum(['canary', 'blue-green', 'shadow']),
  /** Percents in rising order, the last is 100. Of `shadow`: the percent of requests that are mirrored, then 100. */
  steps: z.array(weight).min(1),
  bakeSeconds: seconds,
  /** Longest time at one step. */
  maxHoldSeconds: seconds,
  /** Time without a look after which the champion takes over again. */
  staleAfterSeconds: seconds,
  noData: z.enum(['hold', 'abort', 'advance']),
  onUndecided: z.enum(['abort', 'hold', 'advance']),
  /** Chance, over the whole rollout and all metrics, that an innocent canary is aborted. */
  alpha: z.number().gt(0).lt(0.5),
  metrics: z.array(watchedMetric),
});
export type RolloutPlan = z.output<typeof rolloutPlan>;

/** Events of one window: `[bad, all]` of the canary, `[bad, all]` of the stable side. */
export const windowCounts = z.tuple([count, count, count, count]);
export type WindowCounts = z.output<typeof windowCounts>;

/** One step as it went. Windows hold what was counted at this step, by metric, oldest first. */
export const rolloutStep = z.strictObject({
  weight,
  outcome: z.enum(['waits', 'current', 'held', 'advanced', 'aborted']),
  from: time.optional(),
  to: time.optional(),
  windows: z.record(z.string(), z.array(windowCounts)).default({}),
  /** Requests that each side answered, from the serving system or from the metric with most events. */
  requests: z.strictObject({ canary: count, stable: count }).optional(),
  /** Looks that found nothing to count, by metric. */
  withoutData: z.record(z.string(), z.number().int().nonnegative()).default({}),
});
export type RolloutStep = z.output<typeof rolloutStep>;

/** What one metric says after the last look. */
export const metricAnalysis = z.strictObject({
  name: z.string(),
  /** Sums over all steps. */
  canary: z.strictObject({ bad: count, all: count }),
  stable: z.strictObject({ bad: count, all: count }),
  /** Difference of the shares, canary − stable, stratified by step, and its always-valid ends; absent without data. */
  difference: z.number().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  margin: z.number(),
  /** Estimated overdispersion between windows, at least 1; it widens the sequence. */
  dispersion: z.number().min(1).optional(),
  outcome: z.enum(['harm', 'no harm', 'undecided', 'no data']),
  /** One sentence for people. */
  reason: z.string(),
});
export type MetricAnalysis = z.output<typeof metricAnalysis>;

/** Whether the traffic was shared as planned (sample-ratio mismatch), looked at before anything else. */
export const trafficAnalysis = z.strictObject({
  planned: weight,
  observed: weight.optional(),
  /** Always-valid p of the observed share against the planned one. */
  p: z.number().min(0).max(1).optional(),
  outcome: z.enum(['as planned', 'mismatch', 'no data', 'not judged']),
});

/** Something that happened, for the report and for whoever asks later. */
export const rolloutEvent = z.strictObject({
  at: time,
  kind: z.enum(['started', 'advanced', 'held', 'aborted', 'finished', 'taken over', 'rolled back', 'put back']),
  step: z.number().int().nonnegative(),
  weight,
  reason: z.string(),
});
export type RolloutEvent = z.output<typeof rolloutEvent>;

/**
 * A rollout, whole: kept on the ledger's branch, one file for each model, and changed only by compare-and-swap. Also the
 * record's section `rollout`. `next` (rollout/next.ts) is the one function that moves it on.
 */
export const rollout = z.strictObject({
  version: z.literal(1),
  model: z.string(),
  /** Equal for every tick of one rollout: made of the candidate's record and the time it started. */
  id: z.string(),
  candidate: servedVersion,
  stable: servedVersion.optional(),
  plan: rolloutPlan,
  /**
   * `starting`: the challenger is being started, it has no traffic. `running`: traffic moves. `aborting`: it was decided, and
   * the weights are on their way back. `finished` and `aborted` are ends.
   */
  phase: z.enum(['starting', 'running', 'aborting', 'finishing', 'finished', 'aborted']),
  /** Index into `steps` of the step that is current, or was last. */
  step: z.number().int().nonnegative(),
  steps: z.array(rolloutStep).min(1),
  startedAt: time,
  lookedAt: time.optional(),
  endedAt: time.optional(),
  /** Seconds from the decision to abort until the stable side answered everything. */
  secondsToAbort: seconds.optional(),
  /** After the last look. */
  metrics: z.array(metricAnalysis).default([]),
  traffic: trafficAnalysis.optional(),
  /** One sentence: why it stands where it stands. */
  reason: z.string(),
  events: z.array(rolloutEvent).max(500),
  /** Grows with each holder of the lease; a serving system refuses a smaller one. */
  fence: z.number().int().nonnegative(),
  /** The fence by which the candidate was last told to start: what answers without having been told is not believed. */
  startedBy: z.number().int().nonnegative().optional(),
  lease: z.strictObject({ holder: z.string(), until: time }).optional(),
  /** The forge's environment, and who let the job into it, where it is guarded. */
  environment: z.string().optional(),
  approvedBy: z.array(z.string()).max(50).optional(),
  /** The change whose note goes on. */
  change: z.number().int().positive().optional(),
  /** Raw counters at the last look, by series, so that the next one sees what was added. Opaque to the decision. */
  counters: z.record(z.string(), z.number()).optional(),
});
export type Rollout = z.output<typeof rollout>;
