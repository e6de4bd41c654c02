import gammainc from '@stdlib/math-base-special-gammainc';

/** P(X > x) of chi-square with df > 0 degrees of freedom, computed as a tail. */
export function chiSquareSurvival(x: number, df: number): number {
  if (!(df > 0) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  return x === Number.POSITIVE_INFINITY ? 0 : gammainc(x / 2, df / 2, true, true);
}
