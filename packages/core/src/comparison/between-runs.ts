import type { Delta } from '../record/comparison.ts';
import type { Interval } from '../record/evaluation.ts';
import type { RunSpread } from '../record/training.ts';
import { studentQuantile } from '../stats/student.ts';

/** What training anew moves a metric by, on each side; absent where a side was trained once. */
export interface BetweenRuns {
  readonly candidate: readonly RunSpread[];
  readonly reference: readonly RunSpread[];
}

/**
 * Adds the spread between runs to what the rows leave open. The rows' half-width h and t·s of the runs are independent,
 * so each end moves out to √(h² + t²s²), where s² is the sum of both sides' variances between runs and t the quantile
 * of Student's distribution at that end's level, with the Welch–Satterthwaite degrees of freedom (Welch 1947). A side
 * that was trained once is taken to spread like the other. Slices have no spread of their own and stay as they are.
 */
export function widenByRuns(deltas: readonly Delta[], { candidate, reference }: BetweenRuns): readonly Delta[] {
  return deltas.map((delta) => {
    if (delta.slice !== undefined || delta.delta === undefined) return delta;
    const find = (side: readonly RunSpread[]) => side.find(({ metric }) => metric === delta.name);
    const own = find(candidate) ?? find(reference);
    const other = find(reference) ?? find(candidate);
    return own && other ? widened(delta, delta.delta, own, other) : delta;
  });
}

function widened(delta: Delta, center: number, a: RunSpread, b: RunSpread): Delta {
  const [va, vb] = [a.deviation ** 2, b.deviation ** 2];
  const variance = va + vb;
  if (variance === 0) return delta;
  const freedom = variance ** 2 / (va ** 2 / (a.runs - 1) + vb ** 2 / (b.runs - 1));
  const { interval, standardError } = delta;
  return {
    ...delta,
    ...(standardError === undefined ? {} : { standardError: Math.sqrt(standardError ** 2 + variance) }),
    ...(interval ? { interval: widenedInterval(interval, center, variance, freedom) } : {}),
  };
}

function widenedInterval(interval: Interval, center: number, variance: number, freedom: number): Interval {
  const half = (end: number, level: number): number =>
    Math.hypot(end - center, studentQuantile(1 - level, freedom) * Math.sqrt(variance));
  return {
    ...interval,
    low: center - half(interval.low, interval.lowLevel),
    high: center + half(interval.high, interval.highLevel),
    method: `${interval.method}, widened by the spread between runs`,
  };
}
