import { findRoot } from './find-root.ts';
import type { EndLevels, Ends } from './levels.ts';
import { normalQuantile } from './normal.ts';

/**
 * Score interval for the difference (c − b)/n of two proportions on the same n rows, where b rows are successes
 * of the first only and c of the second only (Tango 1998). Each end at its own level. It needs no rule for
 * b = c = 0, where it is ± z²/(n + z²). Effective counts need not be whole numbers. Without rows it is −1 to 1.
 */
export function tangoInterval(b: number, c: number, n: number, levels: EndLevels): Ends {
  if (!(n > 0)) return { low: -1, high: 1 };
  return {
    low: -upperEnd(c, b, n, -normalQuantile(levels.low)),
    high: upperEnd(b, c, n, -normalQuantile(levels.high)),
  };
}

/** The largest difference that the score test does not reject; levels above one half give z < 0. */
function upperEnd(b: number, c: number, n: number, z: number): number {
  const point = (c - b) / n;
  if (z === 0) return point;
  const beyond = (delta: number) => scoreStatistic(b, c, n, delta) + z;
  if (z < 0) return findRoot(beyond, -1, point);
  return c >= n ? 1 : findRoot(beyond, point, 1);
}

/**
 * z of the hypothesis that the difference is delta. The nuisance share is the constrained maximum-likelihood root
 * of 2n·q² + B·q + C = 0, written so that no digits cancel.
 */
export function scoreStatistic(b: number, c: number, n: number, delta: number): number {
  if (delta < 0) return -scoreStatistic(c, b, n, -delta);
  const gap = c - b - n * delta;
  if (gap === 0) return 0;
  const linear = (2 * n + b - c) * delta - b - c;
  const constant = -b * delta * (1 - delta);
  const root = Math.sqrt(linear * linear - 8 * n * constant);
  const share = linear > 0 ? (-2 * constant) / (linear + root) : (root - linear) / (4 * n);
  const variance = n * (2 * share + delta * (1 - delta));
  return variance > 0 ? gap / Math.sqrt(variance) : Math.sign(gap) * Number.POSITIVE_INFINITY;
}
