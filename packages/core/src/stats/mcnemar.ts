import { binomialCdf } from './binomial.ts';
import { chiSquareSurvival } from './chi-square.ts';

/** McNemar's tests on the two discordant counts; the chi-square forms do not exist without a discordant row. */
export interface McNemar {
  /** Two-sided exact p. */
  readonly exact: number;
  /** Two-sided mid-p (Fagerland, Lydersen & Laake 2013). */
  readonly mid: number;
  readonly chiSquare?: { readonly statistic: number; readonly p: number };
  /** With the continuity correction of Edwards (1948). */
  readonly corrected?: { readonly statistic: number; readonly p: number };
}

/** Tests whether b and c, rows that only one of two models gets right, differ by chance. */
export function mcnemar(b: number, c: number): McNemar {
  const total = b + c;
  const fewer = Math.min(b, c);
  const tail = binomialCdf(fewer, total, 0.5);
  const exact = Math.min(1, 2 * tail);
  const mid = Math.min(1, tail + binomialCdf(fewer - 1, total, 0.5));
  if (total === 0) return { exact, mid };
  const gap = Math.abs(b - c);
  return { exact, mid, chiSquare: chiSquare(gap, total), corrected: chiSquare(Math.max(0, gap - 1), total) };
}

function chiSquare(gap: number, total: number) {
  const statistic = (gap * gap) / total;
  return { statistic, p: chiSquareSurvival(statistic, 1) };
}
