import type { Delta } from '../record/comparison.ts';

/** What the judgement of a relative check reads of a delta. */
export type JudgedDelta = Pick<Delta, 'direction' | 'delta' | 'interval' | 'test' | 'n'>;

/** The three answers of DESIGN §8 and §9 to a check whose numbers are there. */
export type Judgement = 'passed' | 'failed' | 'inconclusive';

/** A delta turned so that harm is negative: `worst` and `best` are the interval's ends on the bad and the good side. */
export interface Gain {
  readonly point: number;
  readonly worst: number;
  readonly best: number;
  /** One-sided error rates of the two ends. */
  readonly worstLevel: number;
  readonly bestLevel: number;
}

/** Turns a delta by its direction. Without an interval both ends are the point; undefined without a finite delta. */
export function gainOf({ direction, delta, interval }: JudgedDelta): Gain | undefined {
  if (delta === undefined || !Number.isFinite(delta)) return undefined;
  const sign = direction === 'higher' ? 1 : -1;
  if (!interval)
    return { point: sign * delta, worst: sign * delta, best: sign * delta, worstLevel: 0.5, bestLevel: 0.5 };
  if (Number.isNaN(interval.low) || Number.isNaN(interval.high)) return undefined;
  const { low, high, lowLevel, highLevel } = interval;
  return sign === 1
    ? { point: delta, worst: low, best: high, worstLevel: lowLevel, bestLevel: highLevel }
    : { point: -delta, worst: -high, best: -low, worstLevel: highLevel, bestLevel: lowLevel };
}

/** Differences of decimals carry rounding errors; a drop of exactly the margin is allowed. */
const rounding = 1e-12;

/**
 * DESIGN §8: a drop (or rise) of at most `margin`, in the metric's own unit. `failed` when the good-side end lies
 * beyond it; else `proof` passes when the bad-side end lies within it, and `harm` passes. A delta without an interval
 * is judged on its point. At margin 0 an exact test of this very delta (McNemar) decides in place of the ends.
 * A delta or margin that is not a number is `failed`.
 */
export function judgeRelative(delta: JudgedDelta, margin: number, judge: 'proof' | 'harm'): Judgement {
  const gain = gainOf(delta);
  if (!(gain && margin >= 0)) return 'failed';
  const slack = rounding * Math.max(1, margin);
  if (gain.worst === gain.best) return gain.point < -margin - slack ? 'failed' : 'passed';
  const p = margin === 0 ? exactP(delta) : undefined;
  if (p !== undefined) return judgeExactly(gain, p, judge);
  if (gain.best < -margin) return 'failed';
  return judge === 'harm' || gain.worst > -margin ? 'passed' : 'inconclusive';
}

function judgeExactly({ point, worstLevel, bestLevel }: Gain, p: number, judge: 'proof' | 'harm'): Judgement {
  if (point < 0 && p < bestLevel) return 'failed';
  return judge === 'harm' || (point > 0 && p < worstLevel) ? 'passed' : 'inconclusive';
}

/**
 * One-sided p of McNemar's exact test, where the test speaks of this delta: the two-sided p is twice the smaller
 * tail, and (c − b)/n is the difference of two proportions on the same n rows.
 */
function exactP({ delta, test, n }: JudgedDelta): number | undefined {
  if (
    test?.method !== 'mcnemar-exact' ||
    test.b === undefined ||
    test.c === undefined ||
    delta === undefined ||
    n === 0
  )
    return undefined;
  const difference = Math.abs(test.c - test.b) / n;
  return Math.abs(difference - Math.abs(delta)) < 1e-9 ? test.p / 2 : undefined;
}
