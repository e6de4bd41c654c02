import type { RolloutStep, WindowCounts } from '../../src/record/rollout.ts';
import { analyse } from '../../src/rollout/analysis.ts';
import { binomialDraw, type Random } from '../../src/stats/random.ts';

/** Looks, one a minute: three steps of twenty minutes. */
const percents = [5, 25, 50];
const minutesOfStep = 20;
export const minutes = percents.length * minutesOfStep;
const margin = 0.005;
export const alpha = 0.05;
/** Share of bad requests of the stable side. */
const base = 0.01;

/** One minute of both sides. */
export type Minute = WindowCounts;

/**
 * How bad requests come: independent, or in sessions that share their fate, in minutes that are better or worse. `wild`: one in
 * ten is bad, and minutes differ by as much as that.
 */
export type Traffic = 'independent' | 'clustered' | 'wild';
const sessionSize = 5;
/** Spread of a side's share from minute to minute, over its mean. */
const unevenness = { independent: 0, clustered: 0.5, wild: 1 };

/** An hour of a canary whose share of bad requests is `factor` times that of the stable side. */
export function hour(requests: number, factor: number, traffic: Traffic, random: Random): Minute[] {
  return Array.from({ length: minutes }, (_, minute): Minute => {
    const percent = percents[Math.floor(minute / minutesOfStep)] ?? 0;
    const canary = binomialDraw(requests, percent / 100, random);
    const stable = requests - canary;
    const share = traffic === 'wild' ? 10 * base : base;
    return [badOf(canary, share * factor, traffic, random), canary, badOf(stable, share, traffic, random), stable];
  });
}

function badOf(n: number, share: number, traffic: Traffic, random: Random): number {
  if (traffic === 'independent') return binomialDraw(n, share, random);
  const spread = unevenness[traffic] ** 2;
  const now = Math.min(1, share * gammaDraw(1 / spread, random) * spread);
  return (
    sessionSize * binomialDraw(Math.floor(n / sessionSize), now, random) + binomialDraw(n % sessionSize, now, random)
  );
}

/** Marsaglia & Tsang 2000, for a shape of at least 1; scale 1. */
function gammaDraw(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** The minute at which a way of looking says so; undefined: it never does. */
export interface Found {
  readonly abort: number | undefined;
  readonly advance: number | undefined;
}

/** Looks every minute, as `deploy` does, until harm is shown. */
function alwaysValid(hourOf: readonly Minute[]): Found {
  let advance: number | undefined;
  const metric = { name: 'errors', margin, minCount: 0 };
  const windows: Minute[][] = percents.map(() => []);
  const steps = windows.map((own, index): RolloutStep => {
    return { weight: percents[index] ?? 0, outcome: 'current', windows: { errors: own }, withoutData: {} };
  });
  for (const [minute, counts] of hourOf.entries()) {
    windows[Math.floor(minute / minutesOfStep)]?.push(counts);
    const { outcome } = analyse(steps, metric, { alpha });
    if (outcome === 'harm') return { abort: minute + 1, advance };
    if (outcome === 'no harm') advance ??= minute + 1;
  }
  return { abort: undefined, advance };
}

/** Every minute a one-sided z-test of all counts so far, stratified by minute (Mantel & Haenszel), at level alpha. */
function peekingTest(hourOf: readonly Minute[]): Found {
  let [total, variance] = [0, 0];
  for (const [minute, [bad, n, stableBad, stable]] of hourOf.entries()) {
    const all = n + stable;
    const pooled = (bad + stableBad) / all;
    total += bad - n * pooled;
    variance += (n * stable * pooled * (1 - pooled)) / (all - 1);
    if (variance > 0 && total > 1.6448536269514722 * Math.sqrt(variance))
      return { abort: minute + 1, advance: undefined };
  }
  return { abort: undefined, advance: undefined };
}

/** Counts minutes in which the canary's share is above base + margin, and gives up at the given number of them. */
function failureCounting(limit: number): (hourOf: readonly Minute[]) => Found {
  return (hourOf) => {
    let failed = 0;
    for (const [minute, [bad, n]] of hourOf.entries()) {
      failed += Number(n > 0 && bad / n > base + margin);
      if (failed >= limit) return { abort: minute + 1, advance: undefined };
    }
    return { abort: undefined, advance: undefined };
  };
}

/** Argo Rollouts fails an analysis when more than `failureLimit` 3 measurements fail, Flagger at `threshold` 5. */
export const ways: Readonly<Record<string, (hourOf: readonly Minute[]) => Found>> = {
  'always valid': alwaysValid,
  'z-test every minute': peekingTest,
  'Argo, failureLimit 3': failureCounting(4),
  'Flagger, threshold 5': failureCounting(5),
};
