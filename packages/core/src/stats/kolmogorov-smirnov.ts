import { oneSampleSurvival } from './kolmogorov-finite.ts';

/** The largest sample whose p-value is counted exactly. */
const largestExact = 10_000;
/** Pairs of values that are always counted. */
const fewPairs = 1_000_000;
/** Below it, of many pairs, the exact count changes nothing that anybody could act on, and takes its longest. */
const certain = 1e-15;

/**
 * P(D ≥ d) of two samples of n and m values of one continuous distribution; with ties an upper bound. Exact up to
 * 10,000 values a side, as scipy's `ks_2samp` by default; beyond, the exact distribution of one sample of
 * nm/(n + m) values, as its `method='asymp'`.
 */
export function kolmogorovSmirnovP(d: number, n: number, m: number): number {
  if (!(n > 0 && m > 0) || Number.isNaN(d)) return Number.NaN;
  if (d <= 0) return 1;
  const approximate = asymptoticSmirnovP(d, n, m);
  const isExact = Math.max(n, m) <= largestExact && (n * m <= fewPairs || approximate > certain);
  return isExact ? exactSmirnovP(d, n, m) : approximate;
}

/** scipy's `ks_2samp(…, method='asymp').pvalue` for a known d. */
export function asymptoticSmirnovP(d: number, n: number, m: number): number {
  return oneSampleSurvival(Math.max(1, halfToEven((n * m) / (n + m))), d);
}

/** As numpy rounds. */
function halfToEven(value: number): number {
  const low = Math.floor(value);
  if (value - low !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}

/**
 * Share of the lattice paths from (0, 0) to (n, m) that leave |i/n − j/m| < d somewhere (Hodges 1958), by the share of
 * paths to each point that have: every sum is of positive terms. Only points inside the band are visited.
 */
export function exactSmirnovP(d: number, n: number, m: number): number {
  const g = divisor(n, m);
  const [a, b] = [m / g, n / g];
  const bound = Math.round(d * a * n);
  if (bound === 0) return 1;
  // row[j]: share of the paths to (i, j) that have been outside.
  const row = new Float64Array(m + 1).fill(1);
  for (let i = 0; i <= n; i++) {
    const from = Math.max(0, Math.floor((i * a - bound) / b));
    const to = Math.min(m, Math.ceil((i * a + bound) / b));
    let below = 1;
    for (let j = from; j <= to; j++) {
      const isOutside = Math.abs(i * a - j * b) >= bound;
      below = isOutside ? 1 : mixed(i, row[j] ?? 1, j, below);
      row[j] = below;
    }
  }
  return Math.min(1, row[m] ?? 1);
}

/** A path to (i, j) came from (i − 1, j) in i of i + j cases. */
function mixed(i: number, left: number, j: number, below: number): number {
  return i + j === 0 ? 0 : (i * left + j * below) / (i + j);
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
