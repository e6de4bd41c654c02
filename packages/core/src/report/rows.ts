import type { Delta } from '../record/comparison.ts';
import type { Direction, Interval, Metric, SliceName } from '../record/evaluation.ts';
import type { RunRecord } from '../record/record.ts';
import type { Check } from '../record/verdict.ts';

/** One line of a metrics table: a metric, overall or in a slice, against one reference, with the checks that judge it. */
export interface Row {
  readonly metric: string;
  readonly slice: SliceName | undefined;
  readonly against: 'baseline' | 'anchor';
  readonly direction: Direction;
  readonly now: number | undefined;
  readonly was: number | undefined;
  readonly delta: number | undefined;
  /** Of the delta. */
  readonly interval: Interval | undefined;
  /** Of the value. */
  readonly own: Interval | undefined;
  readonly n: number;
  readonly unit: string | undefined;
  /** Why there is no value. */
  readonly gap: string | undefined;
  readonly checks: readonly Check[];
}

/** How a row stands with the policy. */
export type RowState = 'failed' | 'undecided' | 'held';

/** What a delta is called. */
export type Word = 'better' | 'worse' | 'within noise' | 'undecided' | 'no change' | undefined;

/** Every metric of the record as rows, judged or not, in the record's order; missing ones that a check names come last. */
export function rowsOf(record: RunRecord): Row[] {
  return tabled(
    record.evaluation?.metrics ?? [],
    record.evaluation?.slices.flatMap((entry) => entry.metrics.map((metric) => ({ metric, slice: entry.slice }))) ?? [],
    record.comparison?.metrics ?? [],
    record.verdict?.checks ?? [],
  );
}

/** The rows under the base commit's policy; undefined when nothing was judged under it. */
export function rowsUnderBasePolicy(record: RunRecord): Row[] | undefined {
  const weighed = record.comparison?.underBasePolicy;
  const judged = record.verdict?.underBasePolicy;
  if (weighed === undefined || judged === undefined || judged.checks.length === 0) return undefined;
  const slices = weighed.slices.flatMap((entry) => entry.metrics.map((metric) => ({ metric, slice: entry.slice })));
  return tabled(weighed.evaluation, slices, weighed.metrics, judged.checks);
}

interface InSlice {
  readonly metric: Metric;
  readonly slice: SliceName;
}

function tabled(
  metrics: readonly Metric[],
  inSlices: readonly InSlice[],
  deltas: readonly Delta[],
  checks: readonly Check[],
): Row[] {
  const values = new Map<string, Metric>();
  for (const metric of metrics) values.set(keyOf(metric.name, undefined, 'baseline'), metric);
  for (const { metric, slice } of inSlices) values.set(keyOf(metric.name, slice, 'baseline'), metric);
  const judged = checksByKey(checks, new Set(deltas.map((delta) => keyOf(delta.name, delta.slice, delta.against))));
  const rows = new Map<string, Row>();
  for (const delta of deltas) {
    const key = keyOf(delta.name, delta.slice, delta.against);
    rows.set(key, rowOfDelta(delta, values.get(keyOf(delta.name, delta.slice, 'baseline')), judged.get(key) ?? []));
  }
  for (const metric of metrics) {
    const key = keyOf(metric.name, undefined, 'baseline');
    if (!rows.has(key)) rows.set(key, rowOfMetric(metric, undefined, judged.get(key) ?? []));
  }
  for (const [key, group] of judged) {
    if (!rows.has(key)) rows.set(key, rowOfChecks(group, values.get(key)));
  }
  return [...rows.values()];
}

/** Identity of a row within one record. */
function keyOf(metric: string, slice: SliceName | undefined, against: 'baseline' | 'anchor'): string {
  return JSON.stringify([metric, slice?.column ?? null, slice === undefined ? null : [slice.value], against]);
}

/** Checks of metrics by the row they belong to; data rules belong to none. */
function checksByKey(checks: readonly Check[], deltas: ReadonlySet<string>): Map<string, Check[]> {
  const judged = new Map<string, Check[]>();
  for (const check of checks.filter((candidate) => !isDataRule(candidate))) {
    const anchored = keyOf(check.metric, check.slice, 'anchor');
    const key = isFromAnchor(check) && deltas.has(anchored) ? anchored : keyOf(check.metric, check.slice, 'baseline');
    judged.set(key, [...(judged.get(key) ?? []), check]);
  }
  return judged;
}

/** Drift and schema rules speak of data, not of a metric. */
export function isDataRule(check: Check): boolean {
  return check.limit.kind === 'drift' || check.limit.kind === 'schema';
}

export function isFromAnchor(check: Check): boolean {
  return check.limit.kind === 'max-drop-from-anchor' || check.limit.kind === 'max-rise-from-anchor';
}

/** Whether the limit is on the change, and which way: a drop or a rise. */
export function relativeSide(check: Check): 'drop' | 'rise' | undefined {
  if (check.limit.kind === 'max-drop' || check.limit.kind === 'max-drop-from-anchor') return 'drop';
  if (check.limit.kind === 'max-rise' || check.limit.kind === 'max-rise-from-anchor') return 'rise';
  return undefined;
}

function rowOfDelta(delta: Delta, metric: Metric | undefined, checks: readonly Check[]): Row {
  return {
    metric: delta.name,
    slice: delta.slice,
    against: delta.against,
    direction: delta.direction,
    now: finite(delta.candidate ?? metric?.value),
    was: finite(delta.reference),
    delta: finite(delta.delta),
    interval: delta.interval,
    own: metric?.interval,
    n: delta.n,
    unit: delta.unit ?? metric?.unit,
    gap: gapOf(delta, metric),
    checks,
  };
}

/** Why there is no value; which of the two models lacks it is said where it is not the new one. */
function gapOf(delta: Delta, metric: Metric | undefined): string | undefined {
  const text = delta.undefined ?? metric?.undefined;
  if (text === undefined) return undefined;
  const [, side, why] = /^(candidate|baseline|anchor): (.+)$/s.exec(text) ?? [];
  if (side === undefined || why === undefined) return text;
  return side === 'candidate' ? why : `${why}, in the ${side}`;
}

function rowOfMetric(metric: Metric, slice: SliceName | undefined, checks: readonly Check[]): Row {
  return {
    metric: metric.name,
    slice,
    against: 'baseline',
    direction: metric.direction,
    now: finite(metric.value),
    was: undefined,
    delta: undefined,
    interval: undefined,
    own: metric.interval,
    n: metric.n,
    unit: metric.unit,
    gap: metric.undefined,
    checks,
  };
}

/** A check on something that the comparison does not hold: a slice on the first run, or a metric that is not there at all. */
function rowOfChecks(checks: readonly Check[], metric: Metric | undefined): Row {
  const [first] = checks;
  if (metric !== undefined) return { ...rowOfMetric(metric, first?.slice, checks), was: finite(first?.reference) };
  return {
    metric: first?.metric ?? '',
    slice: first?.slice,
    against: 'baseline',
    direction: first !== undefined && relativeSide(first) === 'rise' ? 'lower' : 'higher',
    now: finite(first?.value),
    was: finite(first?.reference),
    delta: undefined,
    interval: undefined,
    own: undefined,
    n: first?.n ?? 0,
    unit: first?.unit,
    gap: undefined,
    checks,
  };
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/**
 * What a row says, whatever it was compared with: where baseline and anchor are the same model, the row against the
 * one repeats the row against the other.
 */
export function storyOf({ metric, slice, now, was, delta, interval, checks }: Row): string {
  const limits = checks.flatMap((check) => {
    const side = relativeSide(check);
    return side === undefined ? [] : [[side, check.limit.value, check.outcome]];
  });
  return JSON.stringify([metric, slice?.column, slice?.value, now, was, delta, interval?.low, interval?.high, limits]);
}

export function stateOf(row: Row): RowState {
  if (row.checks.some((check) => check.outcome === 'failed')) return 'failed';
  const open = row.checks.some((check) => check.outcome === 'inconclusive' || check.outcome === 'incomparable');
  return open ? 'undecided' : 'held';
}

/** Where the whole interval lies, seen in the metric's own direction; without an interval, where the point lies. */
export function sideOf(row: Row): 'better' | 'worse' | 'within noise' | 'no change' | undefined {
  if (row.delta === undefined) return undefined;
  const { low, high } = row.interval ?? { low: row.delta, high: row.delta };
  if (row.interval === undefined && row.delta === 0) return 'no change';
  if (low > 0) return row.direction === 'higher' ? 'better' : 'worse';
  if (high < 0) return row.direction === 'higher' ? 'worse' : 'better';
  return 'within noise';
}

/** The word beside a delta. Undecided is said of the check, and stands before what the interval says. */
export function wordOf(row: Row): Word {
  const open = row.checks.some((check) => check.outcome === 'inconclusive');
  return open && stateOf(row) === 'undecided' ? 'undecided' : sideOf(row);
}
