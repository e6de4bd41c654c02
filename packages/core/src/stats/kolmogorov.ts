/**
 * P(K > x) of Kolmogorov's limiting distribution. Two series of the same function, each where it converges at
 * once: the alternating one above 1, its theta transform below (Marsaglia, Tsang & Wang 2003).
 */
export function kolmogorovSurvival(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  return x < 1 ? 1 - lowerSeries(x) : upperSeries(x);
}

function lowerSeries(x: number): number {
  let sum = 0;
  for (let k = 1; k <= 9; k += 2) sum += Math.exp((-k * k * Math.PI * Math.PI) / (8 * x * x));
  return (Math.sqrt(2 * Math.PI) / x) * sum;
}

function upperSeries(x: number): number {
  let sum = 0;
  for (let k = 9; k >= 1; k--) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}
