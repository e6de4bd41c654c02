import type { EndLevels, Ends } from './levels.ts';
import { normalQuantile } from './normal.ts';

/**
 * Wilson's score interval (1927) for k successes in n rows, each end at its own level. Effective sizes need not
 * be whole numbers. Without rows it is 0 to 1.
 */
export function wilsonInterval(k: number, n: number, levels: EndLevels): Ends {
  if (!(n > 0)) return { low: 0, high: 1 };
  return {
    low: k <= 0 ? 0 : wilsonEnd(k, n, normalQuantile(levels.low)),
    high: k >= n ? 1 : wilsonEnd(k, n, -normalQuantile(levels.high)),
  };
}

function wilsonEnd(k: number, n: number, z: number): number {
  const square = z * z;
  const spread = z * Math.sqrt((k * (n - k)) / n + square / 4);
  return (k + square / 2 + spread) / (n + square);
}
