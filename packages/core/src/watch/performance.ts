import type { BinaryEvaluation } from '../metric/evaluate.ts';
import type { GateLine } from '../policy/policy.ts';
import type { Evaluation, Metric, SliceName } from '../record/evaluation.ts';
import type { SeriesName } from '../record/watch.ts';
import { changeEnds, changeSpread, type Estimate, estimateOf } from './metric-change.ts';
import { decidingLimit, isRelativeLimit, limitFinding, type WatchedMetric, watchedMetrics } from './metric-limits.ts';
import { combinedP, type MeasuredPoint, tooFewReason, unjudged } from './series.ts';

/** Labelled rows of a window, and the champion's own evaluation. */
export interface Performance {
  readonly now: BinaryEvaluation;
  readonly reference: Evaluation;
}

/** Every watched metric of a window whose labels are there, in the order of the policy's lines. */
export function performancePoints(
  { now, reference }: Performance,
  gate: readonly GateLine[],
  minRows: number,
): readonly MeasuredPoint[] {
  return watchedMetrics(gate).flatMap((watched) =>
    watched.slice === undefined
      ? [metricPoint(watched, { now, reference, least: minRows })]
      : slicePoints(watched, watched.slice, { now, reference }),
  );
}

/** Why none of the watched metrics is judged, for each of the whole data. */
export function unjudgedMetrics(
  gate: readonly GateLine[],
  outcome: 'too few' | 'no data',
  reason: string,
): readonly MeasuredPoint[] {
  return watchedMetrics(gate)
    .filter(({ slice }) => slice === undefined)
    .map(({ name }) => unjudged({ kind: 'metric', name }, outcome, reason));
}

/** What both a whole evaluation and one of its slices have. */
interface Measures {
  readonly rows: number;
  readonly metrics: readonly Metric[];
}

interface Sides {
  readonly now: Measures | undefined;
  readonly reference: Measures | undefined;
  /** Rows that both sides must have. */
  readonly least: number;
  readonly slice?: SliceName;
}

/** Slices in the order of the reference, then new ones. */
function slicePoints(watched: WatchedMetric, column: string, { now, reference }: Performance): MeasuredPoint[] {
  const named = new Map<string | null, SliceName>();
  for (const { slice } of [...reference.slices, ...now.slices])
    if (slice.column === column) named.set(slice.value, slice);
  const of = ({ slices }: Pick<Evaluation, 'slices'>, name: SliceName): Measures | undefined =>
    slices.find(({ slice }) => slice.column === column && slice.value === name.value);
  return [...named.values()].map((slice) =>
    metricPoint(watched, { now: of(now, slice), reference: of(reference, slice), least: watched.minRows, slice }),
  );
}

function metricPoint(watched: WatchedMetric, { now, reference, least, slice }: Sides): MeasuredPoint {
  const name: SeriesName = { kind: 'metric', name: watched.name, ...(slice ? { slice } : {}) };
  if (!now) return unjudged(name, 'not in both', 'the window has no such labelled rows');
  if (!reference) return unjudged(name, 'not in both', 'the champion’s evaluation has no such rows', now.rows);
  if (now.rows < least) return unjudged(name, 'too few', tooFewReason(now.rows, least, 'labelled '), now.rows);
  if (slice && reference.rows < least) {
    const reason = `the champion’s evaluation has ${tooFewReason(reference.rows, least)}`;
    return unjudged(name, 'too few', reason, now.rows);
  }
  const find = ({ metrics }: Measures) => metrics.find((metric) => metric.name === watched.name);
  return judgedPoint(watched, name, find(now), find(reference));
}

function judgedPoint(
  { limits }: WatchedMetric,
  name: SeriesName,
  nowMetric: Metric | undefined,
  was: Metric | undefined,
): MeasuredPoint {
  const [now, reference] = [estimateOf(nowMetric), estimateOf(was)];
  const n = nowMetric?.n ?? 0;
  if (!now) return unjudged(name, 'no data', whyNone(nowMetric), n);
  const findings = limits.flatMap((limit) => limitFinding(limit, now, reference) ?? []);
  const decided = decidingLimit(findings);
  const missing = limits.some(isRelativeLimit) && !reference ? `of the champion: ${whyNone(was)}` : undefined;
  if (!decided) return unjudged(name, 'no data', missing ?? 'no limit can be judged', n);
  return {
    point: {
      ...name,
      outcome: 'judged',
      ...(missing === undefined ? {} : { reason: missing }),
      value: now.value,
      ...referenceFacts(now, reference),
      ...(nowMetric ? { direction: nowMetric.direction } : {}),
      n,
      limit: decided.limit,
      p: combinedP(decided.p, findings.length),
    },
    over: decided.over,
  };
}

function referenceFacts(now: Estimate, reference: Estimate | undefined) {
  return reference ? { reference: reference.value, change: changeEnds(changeSpread(now, reference)) } : {};
}

function whyNone(metric: Metric | undefined): string {
  if (metric?.value !== undefined && Number.isFinite(metric.value)) return 'its interval is not known';
  return metric?.undefined ?? 'it was not measured';
}
