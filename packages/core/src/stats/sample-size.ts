import { normalCdf, normalQuantile } from './normal.ts';

/** One-sided level of the deciding end and the power asked for. */
export interface Aim {
  readonly level: number;
  readonly power: number;
}

function reach({ level, power }: Aim): number {
  return -normalQuantile(level) + normalQuantile(power);
}

/**
 * Rows on which a paired non-inferiority test of two equally good models passes with the power, from the share of
 * rows where they differ: n = (z₁₋α + z_power)² · discordance / margin² (Lu & Bean 1995 at equality).
 */
export function rowsForProportion(discordance: number, margin: number, aim: Aim): number {
  return Math.max(1, Math.ceil((reach(aim) ** 2 * discordance) / (margin * margin)));
}

/** The same from the standard error of a delta on n rows, which shrinks with the square root of the rows. */
export function rowsNeeded(standardError: number, n: number, margin: number, aim: Aim): number {
  return Math.max(1, Math.ceil(n * ((reach(aim) * standardError) / margin) ** 2));
}

/** The smallest margin that a delta with this standard error settles with the power when both models are equal. */
export function marginResolved(standardError: number, aim: Aim): number {
  return reach(aim) * standardError;
}

/**
 * Probability that an end at the level lies beyond a limit when the truth lies `gap` beyond it: of `passed`, with
 * the gap from the true delta to −margin, or of `failed`, with the gap from −margin down to the true delta.
 */
export function powerAt(gap: number, standardError: number, level: number): number {
  if (standardError === 0) return gap > 0 ? 1 : 0;
  return normalCdf(gap / standardError + normalQuantile(level));
}
