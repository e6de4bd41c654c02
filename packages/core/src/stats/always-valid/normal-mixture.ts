import { logScaledCdf, logScaledCdfSlope } from './normal-tail.ts';

/**
 * Mixtures of normal martingales: `one` sided mixes over the upper half of a normal, `two` sided over all of it. A sum S
 * with intrinsic time V crosses the bound at any time with a chance of at most alpha.
 * Howard, Ramdas, McAuliffe, Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic confidence sequences", §3.2.
 */
export type MixtureSides = 'one' | 'two';

/**
 * The mixture's precision that makes its bound nearly the tightest at time `vOpt`. NaN unless
 * vOpt > 0 and 0 < alpha < 1, of one side alpha < ½.
 */
export function mixturePrecision(vOpt: number, alpha: number, sides: MixtureSides): number {
  const level = sides === 'two' ? alpha : 2 * alpha;
  if (!(vOpt > 0 && level > 0 && level < 1)) return Number.NaN;
  const twice = -2 * Math.log(level);
  return vOpt / (twice + Math.log1p(twice));
}

/** ln of the mixture at sum `s` and time `v` ≥ 0: the evidence against a mean of zero, of one side against one below it. */
export function logNormalMixture(s: number, v: number, precision: number, sides: MixtureSides): number {
  const total = v + precision;
  if (!(v >= 0 && precision > 0)) return Number.NaN;
  const shrunk = -Math.log1p(v / precision) / 2;
  if (sides === 'two') return shrunk + (s / total) * (s / 2);
  return shrunk + Math.LN2 + logScaledCdf(s / Math.sqrt(total));
}

/** The sum that the mixture reaches 1/alpha at, 0 < alpha ≤ 1, v ≥ 0: a bound for all times at once. */
export function normalMixtureBound(v: number, alpha: number, precision: number, sides: MixtureSides): number {
  if (!(v >= 0 && precision > 0 && alpha > 0 && alpha <= 1)) return Number.NaN;
  const total = v + precision;
  const grown = Math.log1p(v / precision);
  if (sides === 'two') return Math.sqrt(total) * Math.sqrt(grown - 2 * Math.log(alpha));
  return Math.sqrt(total) * scaledQuantile(grown / 2 - Math.log(alpha) - Math.LN2);
}

/** The z ≥ 0 with logScaledCdf(z) = level ≥ −ln 2, by Newton from above: the function is convex and rises. */
function scaledQuantile(level: number): number {
  let z = Math.sqrt(2 * Math.max(0, level + Math.LN2));
  for (let turn = 0; turn < 60; turn++) {
    const step = (logScaledCdf(z) - level) / logScaledCdfSlope(z);
    z = Math.max(0, z - step);
    if (Math.abs(step) <= Number.EPSILON * z) break;
  }
  return z;
}
