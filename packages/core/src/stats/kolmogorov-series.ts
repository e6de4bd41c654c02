const pi2 = Math.PI ** 2;
const pi4 = pi2 ** 2;
const pi6 = pi2 ** 3;

/**
 * P(D < d) of one sample of n values: Kolmogorov's limit and its corrections in n^-½, n^-1 and n^-3/2 (Li-Chien 1956),
 * each as the theta series that converges for small arguments (Pelz & Good 1976). The error is of order n^-2.
 */
export function kolmogorovSeries(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  // Below, the first term is 0 in double precision.
  if (pi2 / (8 * z * z) > 708) return 0;
  const odd = oddSums(z);
  const even = evenSums(z);
  const scale = Math.sqrt(2 * Math.PI);
  const limit = (scale * odd.zeroth) / z;
  const first = (scale * odd.first) / (6 * z ** 4);
  const second = scale * (odd.second / (72 * z ** 7) - (pi2 * even.second) / (36 * z ** 3));
  const third = scale * (odd.third / (6480 * z ** 10) + (pi2 * even.third) / (216 * z ** 6));
  return limit + first / Math.sqrt(n) + second / n + third / n ** 1.5;
}

/** Sums over the odd numbers m of a polynomial in m² by exp(−m²π²/(8z²)). */
function oddSums(z: number) {
  const sums = { zeroth: 0, first: 0, second: 0, third: 0 };
  const z2 = z * z;
  const [z4, z6, z8] = [z2 ** 2, z2 ** 3, z2 ** 4];
  for (let m = termsOf(z) * 2 - 1; m > 0; m -= 2) {
    const m2 = m * m;
    const [m4, m6] = [m2 ** 2, m2 ** 3];
    const weight = Math.exp((-m2 * pi2) / (8 * z2));
    sums.zeroth += weight;
    sums.first += weight * ((pi2 / 4) * m2 - z2);
    sums.second += weight * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * pi2 * m2) / 4 + (pi4 * (1 - 2 * z2) * m4) / 16);
    sums.third +=
      weight *
      (-30 * z6 -
        90 * z8 +
        (pi2 * (135 * z4 - 96 * z6) * m2) / 4 +
        (pi4 * (212 * z4 - 60 * z2) * m4) / 16 +
        (pi6 * (5 - 30 * z2) * m6) / 64);
  }
  return sums;
}

/** Sums over all k of what the second and third corrections have beside. */
function evenSums(z: number) {
  const sums = { second: 0, third: 0 };
  for (let k = termsOf(z); k > 0; k--) {
    const weight = k * k * Math.exp((-k * k * pi2) / (2 * z * z));
    sums.second += weight;
    sums.third += weight * (3 * z * z - k * k * pi2);
  }
  return sums;
}

function termsOf(z: number): number {
  return Math.ceil((16 * z) / Math.PI);
}
