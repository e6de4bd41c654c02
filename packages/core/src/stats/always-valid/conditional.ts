import { logDensity, logTailOverDensity } from './beta-tail.ts';

/** Events of the two sides. Given their sum, the canary's are binomial with its share under the null. */
export interface EventCounts {
  readonly canary: number;
  readonly control: number;
}

/**
 * ln of the evidence that the canary has more than `share` of the events: the likelihood against the null, averaged over
 * Beta(a, b) above `share` (Robbins 1970; Lindon & Malek 2022 for the conditional form). It is a ratio of two hazards of Beta.
 */
function logAbove(share: number, a: number, b: number, { canary, control }: EventCounts): number {
  if (!(share > 0 && share < 1 && a > 0 && b > 0 && canary >= 0 && control >= 0)) return Number.NaN;
  if (canary + control === 0) return 0;
  return logTailOverDensity(share, a + canary, b + control) - logTailOverDensity(share, a, b);
}

/** One sided, of two sides with equal exposure: Beta(k, k) above one half. A larger k looks for smaller rises. */
export function logConditionalBeta(k: number, counts: EventCounts): number {
  return logAbove(0.5, k, k, counts);
}

/** One sided, for any share of the exposure: uniform from the share to 1. */
export function logConditionalUniform(share: number, counts: EventCounts): number {
  return logAbove(share, 1, 1, counts);
}

/** Two sided: the likelihood averaged over all of Beta(a, b), against the share. */
export function logConditionalShare(
  share: number,
  prior: { readonly a: number; readonly b: number },
  { canary, control }: EventCounts,
): number {
  const { a, b } = prior;
  if (!(share > 0 && share < 1 && a > 0 && b > 0 && canary >= 0 && control >= 0)) return Number.NaN;
  return logDensity(share, a, b) - logDensity(share, a + canary, b + control);
}

/** The p that may be looked at as often as one likes: 1 over the evidence, at most 1 (Ville 1939). */
export function alwaysValidP(logEvidence: number): number {
  return Number.isNaN(logEvidence) ? Number.NaN : Math.min(1, Math.exp(-logEvidence));
}
