import type * as z from 'zod';
import type { Rollout, RolloutStep, trafficAnalysis, WindowCounts } from '../record/rollout.ts';
import { alwaysValidP, logConditionalShare } from '../stats/always-valid/conditional.ts';
import { sumsOf, windowsOf } from './strata.ts';

export type TrafficAnalysis = z.output<typeof trafficAnalysis>;

/** How small the always-valid p must be before the traffic counts as shared in another way than planned. */
export const trafficAlpha = 0.001;

/**
 * How far from the plan a share may be without being called another one: a tenth of the smaller side, at least half a percent
 * of the traffic. Serving systems round weights (HAProxy knows 256 of them), and clients that stay with a side are uneven.
 */
export function trafficTolerance(weight: number): number {
  return Math.max(0.5, Math.min(weight, 100 - weight) / 10);
}

/** Observations that the planned share is worth before anything was counted: deviations of some percent are looked for first. */
const priorRequests = 100;

/**
 * Whether the canary got the share of requests that the current step plans: an always-valid two-sided test (sample-ratio
 * mismatch; Lindon & Malek 2022) against the nearest share within the tolerance, on counts shrunk by the dispersion between
 * windows. A step's first window may hold traffic of the weight before, and is left out as soon as there is a second.
 * Mirrored requests, and all of the traffic, are not judged.
 */
export function traffic({ steps, step, plan }: Pick<Rollout, 'steps' | 'step' | 'plan'>): TrafficAnalysis {
  const current = steps[step];
  const planned = current?.weight ?? 0;
  if (!current || plan.strategy !== 'canary' || planned <= 0 || planned >= 100)
    return { planned, outcome: 'not judged' };
  const all = requestWindows(current);
  const windows = all.length > 1 ? all.slice(1) : all;
  const { canaryAll, stableAll } = sumsOf(windows);
  const n = canaryAll + stableAll;
  if (n === 0) return { planned, outcome: 'no data' };
  const observed = (100 * canaryAll) / n;
  const nearest = nearestPlanned(observed, planned) / 100;
  const effective = 1 / shareDispersion(windows, canaryAll / n);
  const prior = { a: priorRequests * nearest, b: priorRequests * (1 - nearest) };
  const counts = { canary: canaryAll * effective, control: stableAll * effective };
  const p = observed / 100 === nearest ? 1 : alwaysValidP(logConditionalShare(nearest, prior, counts));
  return { planned, observed, p, outcome: p < trafficAlpha ? 'mismatch' : 'as planned' };
}

/** Windows of the metric that counts most events at a step: the nearest there is to its requests. */
export function requestWindows(step: RolloutStep): readonly WindowCounts[] {
  let most: { readonly windows: readonly WindowCounts[]; readonly events: number } = { windows: [], events: 0 };
  for (const name of Object.keys(step.windows)) {
    const windows = windowsOf(step, name).filter(([, canary, , stable]) => canary + stable > 0);
    const { canaryAll, stableAll } = sumsOf(windows);
    if (canaryAll + stableAll > most.events) most = { windows, events: canaryAll + stableAll };
  }
  return most.windows;
}

function nearestPlanned(observed: number, planned: number): number {
  const tolerance = trafficTolerance(planned);
  const [low, high] = [
    Math.max(planned / 10, planned - tolerance),
    Math.min(planned + tolerance, 100 - (100 - planned) / 10),
  ];
  return Math.min(high, Math.max(low, observed));
}

/** Variance of the canary's count between windows over the binomial one; at least 1. */
function shareDispersion(windows: readonly WindowCounts[], share: number): number {
  if (windows.length < 2 || !(share > 0 && share < 1)) return 1;
  const squares = windows.reduce((sum, window) => {
    const [, canary, , stable] = window;
    const n = canary + stable;
    return sum + (canary - n * share) ** 2 / (n * share * (1 - share));
  }, 0);
  return Math.max(1, squares / (windows.length - 1));
}
