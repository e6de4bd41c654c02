import betainc from '@stdlib/math-base-special-betainc';
import kernelBetaincinv from '@stdlib/math-base-special-kernel-betaincinv';

/** P(X ≤ x) of Beta(a, b), a, b > 0. */
export function betaCdf(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 0;
  return x >= 1 ? 1 : betainc(x, a, b);
}

/** The x with P(X ≤ x) = p of Beta(a, b); NaN for p outside 0 to 1. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p;
  const [x] = kernelBetaincinv(a, b, p, 1 - p);
  return x ?? Number.NaN;
}
