import gammainc from '@stdlib/math-base-special-gammainc';
import { findRoot } from './find-root.ts';

/** P(X > x) of chi-square with df > 0 degrees of freedom, computed as a tail. */
export function chiSquareSurvival(x: number, df: number): number {
  if (!(df > 0) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  return x === Number.POSITIVE_INFINITY ? 0 : gammainc(x / 2, df / 2, true, true);
}

/** The x with P(X ≤ x) = p, for 0 < p < 1 and df > 0 degrees of freedom. */
export function chiSquareQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df > 0)) return Number.NaN;
  // Chernoff's bound: P(X > df + 2√(df·t) + 2t) ≤ exp(−t) (Laurent and Massart 2000, lemma 1).
  const t = -Math.log1p(-p) + 1;
  const high = df + 2 * Math.sqrt(df * t) + 2 * t;
  return findRoot((x) => 1 - p - chiSquareSurvival(x, df), 0, high);
}
