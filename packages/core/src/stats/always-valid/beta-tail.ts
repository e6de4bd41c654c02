/**
 * The upper tail of a Beta distribution over its density, as a logarithm. Mixtures of binomial likelihoods over a range that
 * starts at the null are ratios of such, so that nothing under- or overflows, and counts of 10⁹ keep their digits.
 */

const halfLogTwoPi = 0.9189385332046727;

/** ln(P(X > p)/f(p)) of X ~ Beta(a, b) with density f, for 0 < p < 1 and a, b > 0. */
export function logTailOverDensity(p: number, a: number, b: number): number {
  const q = 1 - p;
  if (p > (a + 1) / (a + b + 2)) return Math.log((p * q) / b) + Math.log(continuedFraction(q, b, a));
  const density = logDensity(p, a, b);
  const lower = Math.exp(density + Math.log((p * q) / a) + Math.log(continuedFraction(p, a, b)));
  return Math.log1p(-lower) - density;
}

/** ln f(p) of Beta(a, b), by Loader's saddle point expansion of the binomial (2000): deviances, not differences of ln Γ. */
export function logDensity(p: number, a: number, b: number): number {
  const n = a + b;
  const q = 1 - p;
  const corrections = stirlingError(n) - stirlingError(a) - stirlingError(b);
  const deviances = deviance(a, n * p) + deviance(b, n * q);
  return corrections - deviances + Math.log((a / n) * b) / 2 - halfLogTwoPi - Math.log(p * q);
}

/** x·ln(x/m) + m − x, without cancellation near x = m. */
function deviance(x: number, m: number): number {
  const distance = x - m;
  if (Math.abs(distance) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const ratio = distance / (x + m);
  const square = ratio * ratio;
  let sum = distance * ratio;
  let power = 2 * x * ratio;
  for (let j = 1; j < 1000; j++) {
    power *= square;
    const next = sum + power / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π for x > 0. */
function stirlingError(x: number): number {
  if (x >= 16) return stirlingSeries(x);
  const steps = Math.ceil(16 - x);
  let product = 0;
  for (let k = 1; k <= steps; k++) product += Math.log(x + k);
  const top = x + steps;
  const logGamma = (top + 0.5) * Math.log(top) - top + halfLogTwoPi + stirlingSeries(top) - product;
  return logGamma - (x + 0.5) * Math.log(x) + x - halfLogTwoPi;
}

function stirlingSeries(x: number): number {
  const inverse = 1 / (x * x);
  const inner = 1 / 1260 - (1 / 1680 - (1 / 1188 - (691 / 360_360) * inverse) * inverse) * inverse;
  return (1 / 12 - (1 / 360 - inner * inverse) * inverse) / x;
}

/** The fraction of the incomplete beta function (Lentz's method): I_x(a, b) = xᵃ(1−x)ᵇ/(a·B(a, b)) times it. */
function continuedFraction(x: number, a: number, b: number): number {
  const least = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || least);
  let value = d;
  for (let m = 1; m < 10_000_000; m++) {
    const even = ((m * x) / (a + 2 * m - 1)) * ((b - m) / (a + 2 * m));
    d = 1 / (1 + even * d || least);
    c = 1 + even / c || least;
    value *= c * d;
    const odd = -((((a + m) * x) / (a + 2 * m)) * ((a + b + m) / (a + 2 * m + 1)));
    d = 1 / (1 + odd * d || least);
    c = 1 + odd / c || least;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) <= Number.EPSILON) break;
  }
  return value;
}
