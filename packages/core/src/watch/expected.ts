import type { AlarmRule } from '../policy/watch.ts';
import type { SeriesKind, SeriesPoint, WatchWindow } from '../record/watch.ts';
import { normalCdf, normalQuantile } from '../stats/normal.ts';
import type { WatchRules } from './judge.ts';
import { expectedRings } from './rings.ts';

/** The series that one correction spans: what each one's windows share. */
export interface AlarmFamily {
  /** For each tested series the correlation of its statistic in two windows, as both are held against one reference. */
  readonly correlations: readonly number[];
}

export interface FalseAlarmFacts {
  readonly alpha: number;
  readonly rule: AlarmRule;
  readonly windowsPerYear: number;
  readonly families: readonly AlarmFamily[];
}

/**
 * Alarms in a year in which nothing changes, at most about: of each series by the Markov chain of the alarm rule, when
 * a window flags it with probability alpha/m (the first step of Holm's correction over m series), from a quiet start.
 * Windows that share a reference are not independent: given its noise u they are, and flag with probability
 * Φ((√ρ·u − z)/√(1 − ρ)), which is averaged over u. That is a test of one side; tests of many cells share less, so the
 * larger of this and of no sharing counts. That effects must also pass their limits makes alarms fewer.
 */
export function expectedFalseAlarms({ alpha, rule, windowsPerYear, families }: FalseAlarmFacts): number {
  const windows = Number.isFinite(windowsPerYear) ? Math.max(0, Math.ceil(windowsPerYear)) : 0;
  if (windows === 0) return 0;
  return families.reduce((sum, { correlations }) => {
    const flag = alpha / correlations.length;
    const rings = (p: number): number => (expectedRings(p, rule, windows) * windowsPerYear) / windows;
    const each = new Map([...new Set(correlations)].map((rho) => [rho, atMost(flag, rho, rings)]));
    return sum + correlations.reduce((all, rho) => all + (each.get(rho) ?? 0), 0);
  }, 0);
}

const [quadratureReach, quadratureStep] = [8, 0.25];

function atMost(flag: number, correlation: number, rings: (p: number) => number): number {
  return Math.max(rings(flag), overReference(flag, correlation, rings));
}

/** Mean of a function of a window's flag probability over the noise of the reference, by the trapezoid rule. */
function overReference(flag: number, correlation: number, of: (p: number) => number): number {
  if (!(correlation > 0)) return of(flag);
  const rho = Math.min(correlation, 0.999);
  const z = -normalQuantile(flag);
  let [sum, weights] = [0, 0];
  for (let u = -quadratureReach; u <= quadratureReach; u += quadratureStep) {
    const weight = Math.exp((-u * u) / 2);
    sum += weight * of(normalCdf((Math.sqrt(rho) * u - z) / Math.sqrt(1 - rho)));
    weights += weight;
  }
  return sum / weights;
}

/** Rows of what windows are held against: of the data, and of the champion's evaluation (default as many). */
export interface ReferenceRows {
  readonly data: number;
  readonly evaluation?: number;
}

/**
 * `expectedFalseAlarms` of a watch as it stands: its families as the newest window shows them in which they were
 * judged. A number of rows stands for both references. 0 where nothing was judged yet.
 */
export function expectationOf(
  windows: readonly WatchWindow[],
  { alpha }: Pick<WatchRules, 'alpha'>,
  rule: AlarmRule,
  windowsPerYear: number,
  referenceRows: number | ReferenceRows,
): number {
  const { data, evaluation = data } = typeof referenceRows === 'number' ? { data: referenceRows } : referenceRows;
  const families = [
    familyOf(windows, ['column', 'prediction'], { column: data, prediction: evaluation }),
    familyOf(windows, ['metric'], { metric: evaluation }),
    familyOf(windows, ['service'], {}),
  ];
  return expectedFalseAlarms({ alpha, rule, windowsPerYear, families });
}

/**
 * The tested series of a family in the newest window that has any. With n rows in a window and N in the reference two
 * windows correlate by (1/N)/(1/n + 1/N) = n/(n + N); slices as the whole, whose shares they are taken to be. What is
 * held against a limit alone (a share of events, a metric without a reference) shares nothing.
 */
function familyOf(
  windows: readonly WatchWindow[],
  kinds: readonly SeriesKind[],
  rows: Partial<Record<SeriesKind, number>>,
): AlarmFamily {
  const isTested = ({ kind, p }: SeriesPoint): boolean => p !== undefined && kinds.includes(kind);
  const tested = windows.findLast(({ series }) => series.some(isTested))?.series.filter(isTested) ?? [];
  const n = Math.max(0, ...tested.map((point) => point.n));
  const correlationOf = ({ kind, change }: SeriesPoint): number => {
    const shares = kind === 'metric' ? change !== undefined : rows[kind] !== undefined;
    return shares && n > 0 ? n / (n + Math.max(0, rows[kind] ?? 0)) : 0;
  };
  return { correlations: tested.map(correlationOf) };
}
