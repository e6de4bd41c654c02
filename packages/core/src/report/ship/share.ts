import type { MetricAnalysis } from '../../record/rollout.ts';
import { decimalsOfHalfWidth, decimalsOfValue, decimalsThatTell, fixed, signed } from '../number.ts';
import { endsText } from '../shape.ts';

/** Decimals, in percent, that value, old value, difference and ends share; the margin's own digits are never cut. */
function decimalsOf({ low, high, margin, canary, stable }: MetricAnalysis): number {
  const own = writtenDecimals(margin * 100);
  if (low === undefined || high === undefined) {
    const largest = Math.max(shareOf(canary) ?? 0, shareOf(stable) ?? 0) * 100;
    return Math.min(2, Math.max(own, largest === 0 ? 1 : decimalsOfValue(largest)));
  }
  const ends = [low * 100, high * 100];
  const decimals = decimalsOfHalfWidth(((high - low) / 2) * 100) ?? 1;
  return decimalsThatTell(Math.max(Math.min(decimals, 3), own), ends, [0, margin * 100]);
}

/** Digits after the point of a number that was written by a person, at most 3. */
function writtenDecimals(value: number): number {
  return [0, 1, 2].find((places) => Math.abs(value - Number(value.toFixed(places))) < 1e-9) ?? 3;
}

/** Bad events of all; undefined of none. */
function shareOf({ bad, all }: MetricAnalysis['canary']): number | undefined {
  return all > 0 ? bad / all : undefined;
}

/** The numbers of one metric as percentages, all with the same decimals. */
export interface Percents {
  readonly canary: string | undefined;
  readonly stable: string | undefined;
  /** With its sign. */
  readonly difference: string | undefined;
  /** `−0.4 to +0.4`. */
  readonly ends: string | undefined;
}

export function percentsOf(metric: MetricAnalysis): Percents {
  const decimals = decimalsOf(metric);
  const [canary, stable] = [shareOf(metric.canary), shareOf(metric.stable)];
  const { difference, low, high } = metric;
  return {
    canary: canary === undefined ? undefined : `${fixed(canary * 100, decimals)}%`,
    stable: stable === undefined ? undefined : `${fixed(stable * 100, decimals)}%`,
    difference: difference === undefined ? undefined : `${signed(difference * 100, decimals)}%`,
    ends: low === undefined || high === undefined ? undefined : endsText(low * 100, high * 100, decimals),
  };
}

/** The policy's limit of the rise: `1.0%`. */
export function marginText({ margin }: Pick<MetricAnalysis, 'margin'>): string {
  const percent = margin * 100;
  return `${fixed(percent, Math.max(1, writtenDecimals(percent)))}%`;
}
