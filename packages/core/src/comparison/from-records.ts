import type { Delta, Weighed } from '../record/comparison.ts';
import type { Evaluation, Interval, Metric, SliceMetrics, SliceName } from '../record/evaluation.ts';
import { normalQuantile } from '../stats/normal.ts';
import { unknownMetric, vanishedSlice } from './absent.ts';
import { deltaLevels, familySize } from './family.ts';
import type { ComparedMetric, ComparisonPlan } from './plan.ts';

/** Numbers of two models whose rows are not both at hand. */
export interface RecordedInput {
  readonly candidate: Pick<Evaluation, 'metrics' | 'slices'>;
  readonly reference: { readonly metrics: readonly Metric[]; readonly slices: readonly SliceMetrics[] };
  readonly plan: ComparisonPlan;
  readonly against: ComparedMetric['against'];
}

/**
 * Compares what two records say, metric by metric, without rows: every metric overall, and in slices those that the
 * plan compares. The interval is MOVER's (Zou and Donner, Statistics in Medicine 27, 2008) from both models' own
 * intervals, rescaled to the wanted levels as normal ones; a reference without an interval is taken to be as uncertain
 * as the candidate. It is wider than a paired one, and says so in `method`.
 */
export function compareRecorded({ candidate, reference, plan, against }: RecordedInput): Weighed {
  const family = familySize(plan, slicesOf(candidate.slices));
  const levels = { alpha: plan.alpha, family };
  const metrics = candidate.metrics.map((metric) =>
    recordedDelta(metric, find(reference.metrics, metric), { against, levels }),
  );
  for (const { slice, metrics: own } of candidate.slices) {
    const wanted = plan.compared.filter((entry) => entry.slice === slice.column && entry.against === against);
    const other = reference.slices.find(
      (entry) => entry.slice.column === slice.column && entry.slice.value === slice.value,
    );
    for (const metric of own.filter(({ name }) => wanted.some((entry) => entry.metric === name))) {
      metrics.push(recordedDelta(metric, find(other?.metrics ?? [], metric), { against, levels, slice }));
    }
  }
  metrics.push(...vanished({ candidate, reference, plan, against }));
  return { alpha: plan.alpha, family, metrics };
}

/** Slice values that only the reference knows, and large enough to be judged: to leave them out would hide them from the gate. */
function vanished({ candidate, reference, plan, against }: RecordedInput): Delta[] {
  const here = new Set(candidate.slices.map(({ slice }) => JSON.stringify([slice.column, slice.value])));
  return reference.slices
    .filter(({ slice }) => !here.has(JSON.stringify([slice.column, slice.value])))
    .flatMap(({ slice, rows, metrics }) =>
      metrics
        .filter(({ name }) =>
          plan.compared.some(
            (entry) =>
              entry.metric === name &&
              entry.slice === slice.column &&
              entry.against === against &&
              rows >= entry.minRows,
          ),
        )
        .map(({ name, direction }) => ({ name, direction, against, slice, n: 0, undefined: vanishedSlice })),
    );
}

interface Terms {
  readonly against: Delta['against'];
  readonly levels: { readonly alpha: number; readonly family: number };
  readonly slice?: SliceName;
}

/** The delta of one metric between two records; numbers from files have no interval unless the file gave one. */
export function recordedDelta(
  candidate: Metric,
  reference: Metric | undefined,
  { against, levels, slice }: Terms,
): Delta {
  const { name, direction, n, unit } = candidate;
  const named = { name, direction, against, n, ...(slice ? { slice } : {}), ...(unit === undefined ? {} : { unit }) };
  const values = {
    ...(candidate.value === undefined ? {} : { candidate: candidate.value }),
    ...(reference?.value === undefined ? {} : { reference: reference.value }),
  };
  if (candidate.value === undefined)
    return { ...named, ...values, undefined: `candidate: ${candidate.undefined ?? 'no value'}` };
  if (reference?.value === undefined) {
    return {
      ...named,
      ...values,
      undefined: reference ? `${against}: ${reference.undefined}` : unknownMetric(against),
    };
  }
  const delta = candidate.value - reference.value;
  const spread = mover(candidate, reference, delta, deltaLevels(direction, levels.alpha, levels.family));
  return { ...named, ...values, delta, ...spread };
}

interface Levels {
  readonly low: number;
  readonly high: number;
}

function mover(
  candidate: Metric,
  reference: Metric,
  delta: number,
  levels: Levels,
): Pick<Delta, 'interval' | 'standardError'> {
  const own = candidate.interval;
  if (!own || candidate.value === undefined || reference.value === undefined) return {};
  const other = reference.interval ?? shifted(own, reference.value - candidate.value);
  const low = Math.hypot(
    reach(own, candidate.value, 'low', levels.low),
    reach(other, reference.value, 'high', levels.low),
  );
  const high = Math.hypot(
    reach(own, candidate.value, 'high', levels.high),
    reach(other, reference.value, 'low', levels.high),
  );
  const method = reference.interval ? 'unpaired, mover' : "unpaired, mover, the candidate's spread for both";
  const standardError = (low / -normalQuantile(levels.low) + high / -normalQuantile(levels.high)) / 2;
  return {
    interval: { low: delta - low, high: delta + high, lowLevel: levels.low, highLevel: levels.high, method },
    standardError,
  };
}

/** Distance from a value to one end of its interval, as if that end stood at another level. */
function reach(interval: Interval, value: number, end: 'low' | 'high', level: number): number {
  const written = end === 'low' ? interval.lowLevel : interval.highLevel;
  const distance = end === 'low' ? value - interval.low : interval.high - value;
  return Math.max(0, distance) * (normalQuantile(level) / normalQuantile(written));
}

function shifted(interval: Interval, by: number): Interval {
  return { ...interval, low: interval.low + by, high: interval.high + by };
}

function find(metrics: readonly Metric[], { name }: Metric): Metric | undefined {
  return metrics.find((metric) => metric.name === name);
}

function slicesOf(
  slices: readonly SliceMetrics[],
): { column: string; values: { value: string | null; rows: number }[] }[] {
  const columns = [...new Set(slices.map(({ slice }) => slice.column))];
  return columns.map((column) => ({
    column,
    values: slices
      .filter(({ slice }) => slice.column === column)
      .map(({ slice, rows }) => ({ value: slice.value, rows })),
  }));
}
