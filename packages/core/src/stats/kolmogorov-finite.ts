import { kolmogorovSeries } from './kolmogorov-series.ts';

/** Where 2·P(D⁺ ≥ d) is P(D ≥ d) to 14 digits (Miller 1956), by n·d². */
const oneSidedFrom = 4;
const oneSidedFromLarge = 2.2;
const smallSample = 140;
/** The largest sample whose one-sided sum is taken term by term. */
const largestSum = 10_000_000;

/**
 * P(D ≥ d) of the one-sample Kolmogorov-Smirnov statistic of n values, chosen as by Simard & L'Ecuyer (2011): the
 * one-sided distribution in the upper tail, Durbin's matrix in the lower, Pelz and Good's series for large samples
 * between. Equal to scipy's `kstwo.sf` to 1e-9.
 */
export function oneSampleSurvival(n: number, d: number): number {
  const reach = n * d;
  if (d >= 1) return 0;
  if (reach <= 0.5) return 1;
  if (reach <= 1) return 1 - lowestPart(n, 2 * reach - 1);
  if (reach >= n - 1) return 2 * (1 - d) ** n;
  const square = reach * d;
  if (square >= 370) return 0;
  if (d >= 0.5 || square > (n <= smallSample ? oneSidedFrom : oneSidedFromLarge)) {
    if (n <= largestSum) return Math.min(1, 2 * oneSidedSurvival(n, d));
    return clipped(1 - kolmogorovSeries(n, d));
  }
  const byMatrix = n <= smallSample || (n <= largestSum && n * d ** 1.5 <= 1.4);
  return clipped(1 - (byMatrix ? matrixDistribution(n, d) : kolmogorovSeries(n, d)));
}

function clipped(p: number): number {
  return Math.min(1, Math.max(0, p));
}

/** P(D < d) for 1/(2n) < d ≤ 1/n: n!·((2nd − 1)/n)ⁿ. */
function lowestPart(n: number, factor: number): number {
  let product = 1;
  for (let i = 1; i <= n; i++) product *= (i / n) * factor;
  return product;
}

/** P(D⁺ ≥ d), Birnbaum and Tingey's sum (1951) with its terms as logarithms. */
function oneSidedSurvival(n: number, d: number): number {
  let sum = 0;
  // ln of n over j, kept up from term to term with the rounding error carried along.
  let [choose, carry] = [0, 0];
  const last = Math.floor(n * (1 - d));
  for (let j = 0; j <= last; j++) {
    const [above, below] = [d + j / n, 1 - d - j / n];
    if (below > 0) sum += Math.exp(choose + (j - 1) * Math.log(above) + (n - j) * Math.log1p(-above));
    const step = Math.log((n - j) / (j + 1)) - carry;
    const next = choose + step;
    carry = next - choose - step;
    choose = next;
  }
  return d * sum;
}

/** P(D < d) by powers of Durbin's matrix (Marsaglia, Tsang & Wang 2003), scaled by powers of two where it would overflow. */
function matrixDistribution(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  let base: Scaled = { cells: durbin(size, k - n * d), exponent: 0 };
  let power: Scaled = { cells: identity(size), exponent: 0 };
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = rescaled(times(power, base, size));
    base = rescaled(times(base, base, size));
  }
  let p = power.cells[(k - 1) * size + k - 1] ?? Number.NaN;
  let { exponent } = power;
  for (let i = 1; i <= n; i++) {
    p *= i / n;
    if (p < 2 ** -128) {
      p *= 2 ** 128;
      exponent -= 128;
    }
  }
  return p * 2 ** exponent;
}

/** Cells of a square matrix by rows, to be multiplied by 2^exponent. */
interface Scaled {
  readonly cells: Float64Array;
  readonly exponent: number;
}

function identity(size: number): Float64Array {
  return new Float64Array(size * size).map((_, index) => Number(index % (size + 1) === 0));
}

/** 1/(i − j + 1)! on and below the first diagonal above the main one, with its first column and last row bent by h. */
function durbin(size: number, h: number): Float64Array {
  const factorial = [1];
  for (let i = 1; i <= size; i++) factorial.push((factorial[i - 1] ?? 1) * i);
  const over = (value: number, i: number): number => (i < 0 ? 0 : value / (factorial[i] ?? 1));
  const border = (i: number): number => over(1 - h ** i, i);
  const cells = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 1; column < size; column++) cells[row * size + column] = over(1, row - column + 1);
    cells[row * size] = border(row + 1);
  }
  for (let column = 1; column < size; column++) cells[(size - 1) * size + column] = border(size - column);
  cells[(size - 1) * size] = over(1 - 2 * h ** size + Math.max(0, 2 * h - 1) ** size, size);
  return cells;
}

function times(a: Scaled, b: Scaled, size: number): Scaled {
  const cells = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a.cells[row * size + inner] ?? 0;
      if (factor === 0) continue;
      for (let column = 0; column < size; column++) {
        const index = row * size + column;
        cells[index] = (cells[index] ?? 0) + factor * (b.cells[inner * size + column] ?? 0);
      }
    }
  }
  return { cells, exponent: a.exponent + b.exponent };
}

function rescaled(matrix: Scaled): Scaled {
  const largest = matrix.cells.reduce((most, cell) => Math.max(most, cell), 0);
  if (largest < 2 ** 128) return matrix;
  return { cells: matrix.cells.map((cell) => cell * 2 ** -128), exponent: matrix.exponent + 128 };
}
