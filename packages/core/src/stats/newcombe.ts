import type { EndLevels, Ends } from './levels.ts';
import { wilsonInterval } from './wilson.ts';

/** k successes in n rows. */
export interface Share {
  readonly k: number;
  readonly n: number;
}

/**
 * Interval for the difference first − second of two independent proportions: Newcombe's hybrid score method
 * (1998, method 10), each end at its own level.
 */
export function newcombeInterval(first: Share, second: Share, levels: EndLevels): Ends {
  const [p, q] = [first.k / first.n, second.k / second.n];
  const forLow = { low: levels.low, high: levels.low };
  const forHigh = { low: levels.high, high: levels.high };
  const below = Math.hypot(
    p - wilsonInterval(first.k, first.n, forLow).low,
    wilsonInterval(second.k, second.n, forLow).high - q,
  );
  const above = Math.hypot(
    wilsonInterval(first.k, first.n, forHigh).high - p,
    q - wilsonInterval(second.k, second.n, forHigh).low,
  );
  return { low: p - q - below, high: p - q + above };
}
