import { holmAdjusted } from '../drift/holm.ts';
import type { SeriesName, SeriesPoint } from '../record/watch.ts';

/** A series in one window before its family is corrected. */
export interface MeasuredPoint {
  readonly point: Omit<SeriesPoint, 'adjusted' | 'flagged'>;
  /** Whether the effect is over its limit. */
  readonly over: boolean;
  /** A finding without a test: no chance is at play. */
  readonly certain?: boolean;
}

/** Text that is equal for equal series, whatever window they stand in. */
export function seriesKey({ kind, name, slice }: SeriesName): string {
  return JSON.stringify(slice ? [kind, name, slice.column, slice.value] : [kind, name]);
}

/** Whether a point counts for the alarm rule: it was judged, or is a finding without a value. */
export function isCounted({ outcome, flagged }: Pick<SeriesPoint, 'outcome' | 'flagged'>): boolean {
  return outcome === 'judged' || flagged;
}

/** A series without a value here, and why. */
export function unjudged(
  name: SeriesName,
  outcome: Exclude<SeriesPoint['outcome'], 'judged'>,
  reason: string,
  n = 0,
): MeasuredPoint {
  return { point: { ...name, outcome, reason, n }, over: false };
}

/** Why so few rows are not judged. */
export function tooFewReason(rows: number, least: number, kind = ''): string {
  return `${rows} ${kind}${rows === 1 ? 'row' : 'rows'}, at least ${least} are needed`;
}

/**
 * The points of one family, in the order given: each is flagged when its effect is over its limit and its p, adjusted by
 * Holm over all tested series of the family, is below `alpha`. What is certain is flagged, and is no test of the family.
 */
export function flagFamily(measured: readonly MeasuredPoint[], alpha: number): readonly SeriesPoint[] {
  const tested = measured.flatMap(({ point: { p } }) => (p === undefined ? [] : [p]));
  const adjusted = holmAdjusted(tested);
  let next = 0;
  return measured.map(({ point, over, certain = false }) => {
    if (point.p === undefined) return { ...point, flagged: certain };
    const own = adjusted[next++] ?? 1;
    return { ...point, adjusted: own, flagged: over && own < alpha };
  });
}

/** Bonferroni's p of several tests of one series. */
export function combinedP(smallest: number, tests: number): number {
  return Math.min(1, smallest * tests);
}
