import { isMetricName, type MetricName } from '../metric/catalogue.ts';
import type { GateLine, LimitAmount } from '../policy/policy.ts';
import type { SeriesLimit } from '../record/watch.ts';
import { changeSpread, type Estimate, pAbove, pBelow, spreadOfEstimate } from './metric-change.ts';

/** A metric with all its limits: of the whole data, or of every value of one column. */
export interface WatchedMetric {
  readonly name: MetricName;
  readonly slice?: string;
  /** Slices with fewer rows are not judged. */
  readonly minRows: number;
  readonly limits: readonly MetricLimit[];
}

export interface MetricLimit {
  readonly kind: Exclude<SeriesLimit['kind'], 'drift'>;
  readonly amount: LimitAmount;
}

/**
 * What the lines of `gate` watch, in their order; lines of one metric and column are one series. Numbers from files are
 * not measured on rows, and so are not watched; nor are limits against an anchor, which is not the champion's own value.
 */
export function watchedMetrics(gate: readonly GateLine[]): readonly WatchedMetric[] {
  const found = new Map<string, WatchedMetric>();
  for (const line of gate) {
    const { metric, slice, minRows } = line;
    const limits = limitsOf(line);
    if (!isMetricName(metric) || limits.length === 0) continue;
    const key = JSON.stringify([metric, slice ?? null]);
    const before = found.get(key);
    found.set(key, {
      name: metric,
      ...(slice === undefined ? {} : { slice }),
      minRows: Math.max(minRows, before?.minRows ?? 0),
      limits: [...(before?.limits ?? []), ...limits],
    });
  }
  return [...found.values()];
}

function limitsOf({ min, max, maxDrop, maxRise }: GateLine): readonly MetricLimit[] {
  const limit = (kind: MetricLimit['kind'], amount: LimitAmount | undefined): readonly MetricLimit[] =>
    amount ? [{ kind, amount }] : [];
  return [...limit('min', min), ...limit('max', max), ...limit('max-drop', maxDrop), ...limit('max-rise', maxRise)];
}

/** Metrics that must be computed in slices, with intervals: of `evaluateBinary`. */
export function sliceMetricsWatched(gate: readonly GateLine[]): readonly MetricName[] {
  return [...new Set(watchedMetrics(gate).flatMap(({ name, slice }) => (slice === undefined ? [] : [name])))];
}

/** Whether a limit is on the difference from the reference. */
export function isRelativeLimit({ kind }: MetricLimit): boolean {
  return kind === 'max-drop' || kind === 'max-rise';
}

/** What one limit says of one metric. */
export interface LimitFinding {
  readonly limit: SeriesLimit;
  /** How far the value is past the limit, in the metric's unit; negative within it. */
  readonly past: number;
  readonly over: boolean;
  readonly p: number;
}

/** Differences of decimals carry rounding errors; a drop of exactly the limit is allowed. */
const rounding = 1e-12;

/**
 * Holds a metric against one limit; undefined where that needs a reference and there is none. `min` and `max` are tested
 * against the limit itself; a drop or rise against no change, as drift is: its limit is one of effect.
 */
export function limitFinding(
  { kind, amount }: MetricLimit,
  now: Estimate,
  reference: Estimate | undefined,
): LimitFinding | undefined {
  const found = (value: number, past: number, p: number): LimitFinding => ({
    limit: { kind, value, written: amount.written },
    past,
    over: past > rounding * Math.max(1, Math.abs(value)),
    p,
  });
  const own = amount.amount;
  if (kind === 'min') return found(own, own - now.value, pBelow(spreadOfEstimate(now), own));
  if (kind === 'max') return found(own, now.value - own, pAbove(spreadOfEstimate(now), own));
  if (!reference) return undefined;
  const margin = amount.relative ? own * Math.abs(reference.value) : own;
  const change = changeSpread(now, reference);
  return kind === 'max-drop'
    ? found(margin, -change.value - margin, pBelow(change, 0))
    : found(margin, change.value - margin, pAbove(change, 0));
}

/** The limit that decides: of those that are passed the surest, else the nearest. */
export function decidingLimit(findings: readonly LimitFinding[]): LimitFinding | undefined {
  const passed = findings.filter(({ over }) => over).sort((a, b) => a.p - b.p || b.past - a.past);
  return passed[0] ?? [...findings].sort((a, b) => b.past - a.past)[0];
}
