import type { MetricAnalysis, Rollout, RolloutStep } from '../../record/rollout.ts';
import { analyse } from '../../rollout/analysis.ts';
import { windowsOf } from '../../rollout/strata.ts';

/** What was known of one metric after one window. */
export interface TracePoint {
  /** Windows looked at so far, over all steps. */
  readonly windows: number;
  /** Index of the step that the window belongs to. */
  readonly step: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The confidence sequence as it went: the analysis again after each window, at most `most` of them and always the last.
 * Where both sides had not been seen yet there is no point.
 */
export function traceOf(rollout: Rollout, metric: MetricAnalysis, most: number): TracePoint[] {
  const watched = rollout.plan.metrics.find(({ name }) => name === metric.name);
  if (watched === undefined) return [];
  const alpha = rollout.plan.alpha / Math.max(1, rollout.plan.metrics.length);
  const total = rollout.steps.reduce((sum, step) => sum + windowsOf(step, metric.name).length, 0);
  const every = Math.max(1, Math.ceil(total / most));
  return Array.from({ length: total }, (_, index) => index + 1)
    .filter((windows) => (total - windows) % every === 0)
    .flatMap((windows) => {
      const { steps, last } = firstWindows(rollout.steps, metric.name, windows);
      const { difference, low, high } = analyse(steps, watched, { alpha });
      if (difference === undefined || low === undefined || high === undefined) return [];
      return [{ windows, step: last, difference, low, high }];
    });
}

/** The steps as they were when so many windows of a metric had been counted, and the index of the last that has any. */
function firstWindows(
  steps: readonly RolloutStep[],
  name: string,
  windows: number,
): { steps: RolloutStep[]; last: number } {
  let left = windows;
  let last = 0;
  const kept = steps.map((step, index) => {
    const counted = windowsOf(step, name).slice(0, left);
    left -= counted.length;
    if (counted.length > 0) last = index;
    return { ...step, windows: { [name]: counted } };
  });
  return { steps: kept, last };
}
