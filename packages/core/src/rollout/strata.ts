import type { RolloutStep, WindowCounts } from '../record/rollout.ts';
import type { Sums } from './constrained.ts';

/** Events that each side of a block needs; windows with fewer are joined with their neighbours. */
const leastInBlock = 10;

/**
 * What is assumed of the overdispersion before a step has shown any: its size, and the number of windows that this is
 * worth. One cluster of bad luck in the first minutes must not pass for harm.
 */
const expectedDispersion = 2;
const expectedWeight = 2;

/** What the windows of one step add up to. Block i has weight mᵢ = nᵢ·Nᵢ/(nᵢ + Nᵢ) of canary n and stable N events. */
export interface Stratum {
  readonly sums: Sums;
  /** Σ mᵢ·(share of the canary − share of the stable side). */
  readonly total: number;
  /** How many blocks. */
  readonly blocks: number;
  /** Σ mᵢ: the effective number of events. */
  readonly weight: number;
  /** Σ mᵢ²/nᵢ and Σ mᵢ²/Nᵢ: what a variance of one event on either side adds to that of the total. */
  readonly canarySpread: number;
  readonly stableSpread: number;
  /** Σ mᵢ³/nᵢ² and Σ mᵢ³/Nᵢ², the same for the third moment. */
  readonly canarySkew: number;
  readonly stableSkew: number;
  /** Variance between blocks over that of independent events, shrunk towards what is expected; at least 1. */
  readonly dispersion: number;
  /** The dispersion that was seen, shrunk towards none: what the next step takes over. */
  readonly shown: number;
  /** Degrees of freedom of the dispersion. */
  readonly freedom: number;
}

/** The strata of one metric: every step where both sides have events. */
export function strataOf(steps: readonly RolloutStep[], name: string): Stratum[] {
  const strata: Stratum[] = [];
  for (const step of steps) {
    const blocks = blocksOf(windowsOf(step, name)).filter(([, n, , stable]) => n > 0 && stable > 0);
    if (blocks.length > 0) strata.push(stratumOf(blocks, strata.at(-1)));
  }
  return strata;
}

/** The windows of a metric at a step. */
export function windowsOf({ windows }: RolloutStep, name: string): readonly WindowCounts[] {
  return Object.hasOwn(windows, name) ? (windows[name] ?? []) : [];
}

/** Sums of windows, whatever sides they have. */
export function sumsOf(windows: readonly WindowCounts[]): Sums {
  const [canaryBad, canaryAll, stableBad, stableAll] = windows.reduce(joined, [0, 0, 0, 0]);
  return { canaryBad, canaryAll, stableBad, stableAll };
}

/** Two windows as one. */
export function joined(a: WindowCounts, b: WindowCounts): WindowCounts {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}

/** By counts alone, never by what was bad, so that no outcome chooses its own weight. */
function blocksOf(windows: readonly WindowCounts[]): WindowCounts[] {
  const blocks: WindowCounts[] = [];
  let open: WindowCounts = [0, 0, 0, 0];
  for (const window of windows) {
    open = joined(open, window);
    if (open[1] < leastInBlock || open[3] < leastInBlock) continue;
    blocks.push(open);
    open = [0, 0, 0, 0];
  }
  const last = blocks.pop();
  if (last) return [...blocks, joined(last, open)];
  return [open];
}

function stratumOf(blocks: readonly WindowCounts[], before: Stratum | undefined): Stratum {
  const sums = sumsOf(blocks);
  let [total, weight, canarySpread, stableSpread, canarySkew, stableSkew] = [0, 0, 0, 0, 0, 0];
  for (const [bad, n, stableBad, stable] of blocks) {
    const m = (n * stable) / (n + stable);
    total += m * (bad / n - stableBad / stable);
    weight += m;
    canarySpread += (m * m) / n;
    stableSpread += (m * m) / stable;
    canarySkew += (m * m * m) / (n * n);
    stableSkew += (m * m * m) / (stable * stable);
  }
  const moments = { sums, total, weight, canarySpread, stableSpread, canarySkew, stableSkew };
  const growth = before ? Math.max(1, (weight / blocks.length) * (before.blocks / before.weight)) : 1;
  const expected = Math.max(expectedDispersion, 1 + ((before?.shown ?? 1) - 1) * growth);
  const seen = blocks.length - 1;
  // Blocks without events have nothing to differ in: they are not evidence of evenness.
  const told = Math.min(seen, fewer(sums));
  const excess = seen === 0 ? 0 : squaredResiduals(blocks, sums, total / weight) * (told / seen);
  const towards = (size: number) => Math.max(1, (expectedWeight * size + excess) / (expectedWeight + told));
  return {
    ...moments,
    blocks: blocks.length,
    freedom: expectedWeight + seen,
    dispersion: towards(expected),
    shown: towards(1),
  };
}

/** Bad events or good ones, of which there are fewer. */
function fewer({ canaryBad, canaryAll, stableBad, stableAll }: Sums): number {
  const bad = canaryBad + stableBad;
  return Math.min(bad, canaryAll + stableAll - bad);
}

/** Σ of squared residuals of the blocks over the variances that independent events would have. */
function squaredResiduals(blocks: readonly WindowCounts[], sums: Sums, difference: number): number {
  const canary = (sums.canaryBad + 0.5) / (sums.canaryAll + 1);
  const other = (sums.stableBad + 0.5) / (sums.stableAll + 1);
  let sum = 0;
  for (const [bad, n, stableBad, stable] of blocks) {
    const variance = (canary * (1 - canary)) / n + (other * (1 - other)) / stable;
    sum += (bad / n - stableBad / stable - difference) ** 2 / variance;
  }
  return sum;
}
