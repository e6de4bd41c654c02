/** How a stitched bound is shaped. */
export interface Stitching {
  /** Time from which on the bound holds tightly; before it, it is flat. */
  readonly vMin: number;
  /** Scale of sub-gamma increments; 0 of sub-Gaussian ones. */
  readonly c?: number;
  /** Exponent of the series over epochs, above 1. */
  readonly s?: number;
  /** Ratio of one epoch to the next, above 1. */
  readonly eta?: number;
}

/**
 * The polynomial stitched bound: of the order of the law of the iterated logarithm, crossed at any time with a chance of at most
 * alpha (Howard et al. 2021, §3.1).
 */
export function polynomialStitching(v: number, alpha: number, { vMin, c = 0, s = 1.4, eta = 2 }: Stitching): number {
  if (!(vMin > 0 && c >= 0 && s > 1 && eta > 1 && alpha > 0 && alpha < 1) || Number.isNaN(v)) return Number.NaN;
  const time = Math.max(v, vMin);
  const root = Math.sqrt(eta);
  const [k1, k2] = [(Math.sqrt(root) + 1 / Math.sqrt(root)) / Math.SQRT2, (root + 1) / 2];
  const epoch = Math.log(time / vMin) + Math.log(eta);
  const level = s * Math.log(epoch) + Math.log(zeta(s)) - s * Math.log(Math.log(eta)) - Math.log(alpha);
  const linear = k2 * c * level;
  return Math.hypot(k1 * Math.sqrt(time) * Math.sqrt(level), linear) + linear;
}

/** Bernoulli numbers B₂, B₄ … over (2k)!, for the correction of the sum's rest. */
const rest = [1 / 12, -1 / 720, 1 / 30_240, -1 / 1_209_600, 1 / 47_900_160, -691 / 1_307_674_368_000];

/** Riemann's zeta for s > 1: twenty terms, and Euler and Maclaurin's rest. */
export function zeta(s: number): number {
  if (!(s > 1)) return Number.NaN;
  const n = 20;
  let sum = 0;
  for (let k = n - 1; k >= 1; k--) sum += k ** -s;
  sum += n ** (1 - s) / (s - 1) + n ** -s / 2;
  let term = s * n ** (-s - 1);
  for (const [index, factor] of rest.entries()) {
    sum += factor * term;
    term *= ((s + 2 * index + 1) * (s + 2 * index + 2)) / (n * n);
  }
  return sum;
}
