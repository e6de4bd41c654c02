import type { AlarmRule } from '../policy/watch.ts';
import type { SeriesKind, SeriesPoint, WatchWindow } from '../record/watch.ts';
import { normalCdf, normalQuantile } from '../stats/normal.ts';
import type { WatchRules } from './judge.ts';

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
 * Φ((√ρ·u − z)/√(1 − ρ)), which is averaged over u. That effects must also pass their limits makes it fewer.
 */
export function expectedFalseAlarms({ alpha, rule, windowsPerYear, families }: FalseAlarmFacts): number {
  const windows = Math.max(0, Math.round(windowsPerYear));
  return families.reduce((sum, { correlations }) => {
    const flag = alpha / correlations.length;
    const rings = (p: number): number => expectedRings(p, rule, windows);
    const kinds = Map.groupBy(correlations, (correlation) => correlation);
    return sum + [...kinds].reduce((all, [rho, series]) => all + series.length * overReference(flag, rho, rings), 0);
  }, 0);
}

const [quadratureReach, quadratureStep] = [8, 0.125];

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

/**
 * Mean number of times that one series rings within `windows` windows, each flagged with probability p on its own: the
 * rule's Markov chain, step by step. Its states are the flags of the last n − 1 windows while it is silent, and the
 * windows in a row without a flag while it rings; an alarm that ends forgets what was before.
 */
export function expectedRings(p: number, { k, n, closeAfter }: AlarmRule, windows: number): number {
  const masks = 2 ** (n - 1);
  let silent = Float64Array.of(1, ...new Array<number>(masks - 1).fill(0));
  let ringing = new Float64Array(Math.min(closeAfter, windows + 1));
  let rings = 0;
  for (let window = 0; window < windows; window++) {
    const [nextSilent, nextRinging] = [new Float64Array(masks), new Float64Array(ringing.length)];
    const add = (into: Float64Array, at: number, mass: number): void => {
      into[at] = (into[at] ?? 0) + mass;
    };
    for (const [mask, mass] of silent.entries()) {
      if (mass === 0) continue;
      const flagged = 2 * mask + 1;
      add(nextSilent, (2 * mask) % masks, mass * (1 - p));
      if (onesIn(flagged) < k) add(nextSilent, flagged % masks, mass * p);
      else {
        rings += mass * p;
        add(nextRinging, 0, mass * p);
      }
    }
    for (const [quiet, mass] of ringing.entries()) {
      add(nextRinging, 0, mass * p);
      if (quiet + 1 < closeAfter) add(nextRinging, quiet + 1, mass * (1 - p));
      else add(nextSilent, 0, mass * (1 - p));
    }
    [silent, ringing] = [nextSilent, nextRinging];
  }
  return rings;
}

function onesIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
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
