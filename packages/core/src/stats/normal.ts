import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';

/** P(Z ≤ x) of the standard normal; exact far into the lower tail. */
export function normalCdf(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}

/** P(Z > x) of the standard normal; exact far into the upper tail, where 1 − cdf is not. */
export function normalSurvival(x: number): number {
  return erfc(x / Math.SQRT2) / 2;
}

/** The x with P(Z ≤ x) = p; −∞ and ∞ at 0 and 1, NaN outside. */
export function normalQuantile(p: number): number {
  return p === 0.5 ? 0 : -Math.SQRT2 * erfcinv(2 * p);
}
