import type { Delta } from '../record/comparison.ts';
import type { Metric } from '../record/evaluation.ts';
import type { Check } from '../record/verdict.ts';
import { normalQuantile } from '../stats/normal.ts';
import { marginResolved, rowsNeeded } from '../stats/sample-size.ts';
import type { Gain } from './relative.ts';

type Resolution = NonNullable<Check['resolution']>;

/** The power that every statement about rows and margins means: 4 of 5 cases. */
const power = 0.8;

/** How alike two models' scores are taken to be before there are two models. */
export const assumedCorrelation = 0.9;

/** Standard error of a delta, its rows, and the one-sided level of the end that settles the check. */
export interface Spread {
  readonly standardError: number;
  readonly n: number;
  readonly level: number;
}

/** What so many rows can settle at a margin (DESIGN §8); undefined when nothing is known of the spread. */
export function resolutionOf({ standardError, n, level }: Spread, margin: number): Resolution | undefined {
  if (!(standardError > 0 && Number.isFinite(standardError) && level > 0 && level < 0.5) || n === 0) return undefined;
  const aim = { level, power };
  const rows = margin > 0 ? rowsNeeded(standardError, n, margin, aim) : undefined;
  return {
    marginResolved: marginResolved(standardError, aim),
    ...(rows !== undefined && Number.isSafeInteger(rows) ? { rowsNeeded: rows } : {}),
  };
}

/** The spread of a delta: `proof` is settled by the bad-side end, `harm` by the good-side end. */
export function spreadOfDelta({ standardError, n }: Delta, gain: Gain, judge: 'proof' | 'harm'): Spread {
  return { standardError: standardError ?? 0, n, level: judge === 'proof' ? gain.worstLevel : gain.bestLevel };
}

/**
 * The spread that a delta against a second model would have: of two estimates with equal variance and correlation ρ
 * the difference has variance 2(1 − ρ) times theirs. The candidate's own standard error is read from its interval.
 */
export function expectedSpread({ interval, n }: Pick<Metric, 'interval' | 'n'>, level: number): Spread {
  if (!interval) return { standardError: 0, n, level };
  const widths = -normalQuantile(interval.lowLevel) - normalQuantile(interval.highLevel);
  const own = widths > 0 ? (interval.high - interval.low) / widths : 0;
  return { standardError: own * Math.sqrt(2 * (1 - assumedCorrelation)), n, level };
}

/**
 * Whether a check could have shown a drop (or rise) of its margin: a true one of that size would have been beyond
 * noise in 4 of 5 cases. A slice that passes without it has passed for want of rows.
 */
export function couldShow({ resolution, limit }: Check): boolean {
  return resolution?.marginResolved !== undefined && resolution.marginResolved <= limit.value;
}
