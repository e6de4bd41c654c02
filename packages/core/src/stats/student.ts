import betainc from '@stdlib/math-base-special-betainc';
import { findRoot } from './find-root.ts';
import { normalCdf, normalQuantile, normalSurvival } from './normal.ts';

/** Above this many degrees of freedom Student and normal differ by less than 1e-11 wherever a test looks. */
const normalFrom = 1e13;

/** P(|T| ≤ t) for t ≥ 0: the beta integral over t²/(df + t²), which keeps small t exact. */
function central(t: number, df: number): number {
  return betainc((t * t) / (df + t * t), 0.5, df / 2);
}

/** P(T > t) for t ≥ 0, computed as a tail. Far out the argument near 1 is replaced by its complement. */
function upperTail(t: number, df: number): number {
  const square = t * t;
  if (square > df) return betainc(df / (df + square), df / 2, 0.5) / 2;
  const inner = central(t, df);
  return inner < 0.5 ? 0.5 - inner / 2 : betainc(square / (df + square), 0.5, df / 2, true, true) / 2;
}

/** P(T ≤ t) of Student's t with df > 0 degrees of freedom; NaN for any other df. */
export function studentCdf(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return Number.NaN;
  if (Math.abs(t) === Number.POSITIVE_INFINITY) return t > 0 ? 1 : 0;
  if (df >= normalFrom) return normalCdf(t);
  return t <= 0 ? upperTail(-t, df) : 1 - upperTail(t, df);
}

/** P(T > t) of Student's t, exact in the upper tail. */
export function studentSurvival(t: number, df: number): number {
  return df >= normalFrom ? normalSurvival(t) : studentCdf(-t, df);
}

/** The t with P(T ≤ t) = p; −∞ and ∞ at 0 and 1, NaN outside and for df ≤ 0. */
export function studentQuantile(p: number, df: number): number {
  if (!(df > 0 && p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (df >= normalFrom) return normalQuantile(p);
  return p < 0.5 ? -upperQuantile(p, 1 - 2 * p, df) : upperQuantile(1 - p, 2 * p - 1, df);
}

/** The t > 0 with P(T > t) = tail and P(|T| ≤ t) = inner; solved in log t on whichever is the smaller. */
function upperQuantile(tail: number, inner: number, df: number): number {
  const distance =
    tail < inner
      ? (u: number) => Math.log(tail) - Math.log(upperTail(Math.exp(u), df))
      : (u: number) => Math.log(central(Math.exp(u), df)) - Math.log(inner);
  let low = Math.log(Math.max(-normalQuantile(tail), inner));
  let high = low;
  for (let step = 0.1; distance(high) < 0 && high < 709; step *= 2) high += step;
  for (let step = 0.1; distance(low) > 0 && low > -745; step *= 2) low -= step;
  return Math.exp(findRoot(distance, low, high));
}
