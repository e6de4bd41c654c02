import type { LiveLook, MetricWindow } from '../port/serving.ts';
import type { Rollout, RolloutStep, WindowCounts } from '../record/rollout.ts';
import { joined, sumsOf, windowsOf } from './strata.ts';
import { requestWindows } from './traffic.ts';

/** The most windows of one metric at one step. */
const mostWindows = 240;
/** The most windows of a whole rollout, so that its state stays far below 64 KB. */
const mostOfAll = 1400;

/**
 * Adds what one look counted to the current step, and keeps its counters for the next one. Metrics without data on either side
 * add no window and are counted as such. Before the first weight only the counters are kept. When there are too many windows,
 * neighbours become one: sums stay what they were, and a longer window is a larger cluster.
 */
export function addLook(rollout: Rollout, live: LiveLook): Rollout {
  const counters = Object.keys(live.counters).length > 0 ? { counters: { ...live.counters } } : {};
  const current = rollout.steps[rollout.step];
  if (rollout.phase !== 'running' || !current) return { ...rollout, ...counters };
  const most = windowLimit(rollout);
  let step = current;
  for (const { name } of rollout.plan.metrics) step = withWindow(step, name, countsOf(windowOf(live, name)), most);
  const steps = rollout.steps.with(rollout.step, withRequests(step));
  return { ...rollout, ...counters, steps };
}

/** A look that could not be taken: no metric has data. */
export function addNoLook(rollout: Rollout): Rollout {
  return addLook(rollout, { metrics: {}, counters: {} });
}

function windowOf({ metrics }: LiveLook, name: string): MetricWindow | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}

/** Undefined: nothing to count on either side. What cannot be a count (NaN, more bad events than events) is no data. */
function countsOf(window: MetricWindow | undefined): WindowCounts | undefined {
  const [bad, all] = sideOf(window?.canary);
  const [stableBad, stableAll] = sideOf(window?.stable);
  return all + stableAll > 0 ? [bad, all, stableBad, stableAll] : undefined;
}

function sideOf(side: MetricWindow['canary'] | undefined): readonly [bad: number, all: number] {
  if (!side || 'noData' in side) return [0, 0];
  const { bad, all } = side;
  return bad >= 0 && bad <= all && Number.isFinite(all) ? [bad, all] : [0, 0];
}

function withWindow(step: RolloutStep, name: string, counts: WindowCounts | undefined, most: number): RolloutStep {
  if (!counts) {
    const before = Object.hasOwn(step.withoutData, name) ? (step.withoutData[name] ?? 0) : 0;
    return { ...step, withoutData: { ...step.withoutData, [name]: before + 1 } };
  }
  return { ...step, windows: { ...step.windows, [name]: halved([...windowsOf(step, name), counts], most) } };
}

function halved(windows: readonly WindowCounts[], most: number): WindowCounts[] {
  if (windows.length <= most) return [...windows];
  const pairs: WindowCounts[] = [];
  for (let index = 0; index < windows.length; index += 2) {
    const pair = windows.slice(index, index + 2);
    pairs.push(pair.reduce(joined));
  }
  return pairs;
}

function windowLimit({ plan }: Rollout): number {
  const series = Math.max(1, plan.metrics.length) * plan.steps.length;
  return Math.max(8, Math.min(mostWindows, Math.floor(mostOfAll / series)));
}

function withRequests(step: RolloutStep): RolloutStep {
  const { canaryAll, stableAll } = sumsOf(requestWindows(step));
  return canaryAll + stableAll > 0 ? { ...step, requests: { canary: canaryAll, stable: stableAll } } : step;
}
