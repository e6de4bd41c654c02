import { normalCdf, normalSurvival } from '../normal.ts';

/** Below this the distribution function is computed as density times Mills' ratio. */
const tailFrom = -6;
const logRootTwoPi = 0.9189385332046727;

/** ln(exp(z²/2) · P(Z ≤ z)) of the standard normal, for any z: neither factor is formed where it leaves the doubles. */
export function logScaledCdf(z: number): number {
  if (z >= 0) return (z * z) / 2 + Math.log1p(-normalSurvival(z));
  if (z > tailFrom) return (z * z) / 2 + Math.log(normalCdf(z));
  return Math.log(millsRatio(-z)) - logRootTwoPi;
}

/** Derivative of logScaledCdf: z + φ(z)/Φ(z). */
export function logScaledCdfSlope(z: number): number {
  return z + Math.exp(-logScaledCdf(z) - logRootTwoPi);
}

/** P(Z > z)/φ(z) for z > 6, by Laplace's continued fraction from its end; 60 terms reach the last bit there. */
function millsRatio(z: number): number {
  let tail = z;
  for (let term = 60; term >= 1; term--) tail = z + term / tail;
  return 1 / tail;
}
