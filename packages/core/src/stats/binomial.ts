import betainc from '@stdlib/math-base-special-betainc';

/** P(X > k) of n draws with success probability p (scipy's `binom.sf`); NaN for p outside 0 to 1. */
export function binomialSurvival(k: number, n: number, p: number): number {
  if (!(n >= 0 && p >= 0 && p <= 1) || Number.isNaN(k)) return Number.NaN;
  const count = Math.floor(k);
  if (count < 0) return 1;
  if (count >= n) return 0;
  if (p === 0 || p === 1) return p;
  return betainc(p, count + 1, n - count);
}

/** P(X ≤ k), computed as a tail of its own. */
export function binomialCdf(k: number, n: number, p: number): number {
  return binomialSurvival(n - Math.floor(k) - 1, n, 1 - p);
}
