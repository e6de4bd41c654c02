import type { Interval, Metric } from '../record/evaluation.ts';
import { normalQuantile, normalSurvival } from '../stats/normal.ts';

/** A number with its interval, of one sample. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval;
}

/** A number with the standard errors that hold below and above it: intervals need not be symmetric. */
export interface Spread {
  readonly value: number;
  readonly below: number;
  readonly above: number;
}

/** A metric that has a finite value and interval; undefined for others. */
export function estimateOf(metric: Metric | undefined): Estimate | undefined {
  const { value, interval } = metric ?? {};
  if (value === undefined || !interval) return undefined;
  return [value, interval.low, interval.high].every(Number.isFinite) ? { value, interval } : undefined;
}

/** Standard errors as the ends of an interval tell them, each at its own level. */
export function spreadOfEstimate({ value, interval }: Estimate): Spread {
  const { low, high, lowLevel, highLevel } = interval;
  return {
    value,
    below: Math.max(0, value - low) / quantileOf(lowLevel),
    above: Math.max(0, high - value) / quantileOf(highLevel),
  };
}

/** An end at a level of one half or more stands on the value's other side: it tells no spread. */
function quantileOf(level: number): number {
  return normalQuantile(1 - Math.min(level, 0.4));
}

/**
 * now − was of two independent samples by MOVER, the method of variance estimates recovery (Zou & Donner 2008, Stat Med
 * 27:1693): the distance to each end is the root of the squared distances that matter there, the lower end of `now` and
 * the upper end of `was` below, and the other two above.
 */
export function changeSpread(now: Estimate, was: Estimate): Spread {
  const [first, second] = [spreadOfEstimate(now), spreadOfEstimate(was)];
  return {
    value: now.value - was.value,
    below: Math.hypot(first.below, second.above),
    above: Math.hypot(first.above, second.below),
  };
}

const reach = normalQuantile(0.95);

/** The two-sided 90 % interval. */
export function changeEnds({ value, below, above }: Spread): {
  readonly value: number;
  readonly low: number;
  readonly high: number;
} {
  return { value, low: value - reach * below, high: value + reach * above };
}

/** One-sided p that the true number is not below `mark`: normal, by the side of the interval that faces it. */
export function pBelow({ value, below, above }: Spread, mark: number): number {
  return tail(mark - value, value < mark ? above : below);
}

/** One-sided p that the true number is not above `mark`. */
export function pAbove({ value, below, above }: Spread, mark: number): number {
  return tail(value - mark, value > mark ? below : above);
}

function tail(distance: number, error: number): number {
  if (distance === 0) return 0.5;
  return normalSurvival(distance / error);
}
