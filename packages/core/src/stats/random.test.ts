import { expect, test } from 'vitest';
import { bootstrapInterval, resampleCells, resamples } from './bootstrap.ts';
import { findRoot } from './find-root.ts';
import { linearInterval } from './linear.ts';
import { normalQuantile } from './normal.ts';
import { binomialDraw, multinomialDraw, seededRandom } from './random.ts';

test('equal texts give equal draws on every machine; other texts other draws', () => {
  const draws = (text: string) => Array.from({ length: 3 }, seededRandom(text));
  expect(draws('churn')).toEqual(draws('churn'));
  expect(draws('churn')).not.toEqual(draws('churm'));
  expect(draws('churn')).toMatchInlineSnapshot(`
    [
      0.6907258500577882,
      0.22209469263907522,
      0.10639555391389877,
    ]
  `);
});

function count(into: Float64Array, index: number, amount: number): void {
  into[index] = (into[index] ?? 0) + amount;
}

test('uniform draws are uniform', () => {
  const random = seededRandom('uniform');
  const bins = new Float64Array(20);
  const size = 200_000;
  for (let turn = 0; turn < size; turn++) count(bins, Math.floor(random() * 20), 1);
  const chi = bins.reduce((sum, found) => sum + (found - size / 20) ** 2 / (size / 20), 0);
  expect(chi).toBeLessThan(50);
});

test.each([
  [100, 0.02],
  [40, 0.5],
  [2000, 0.3],
  [20_000, 0.97],
  [1_000_000, 0.001],
])('binomial draws of %d rows at %d have the mean, variance and skewness', (n, p) => {
  const random = seededRandom(`binomial ${n} ${p}`);
  const size = 100_000;
  const [mean, deviation] = [n * p, Math.sqrt(n * p * (1 - p))];
  let [first, second, third] = [0, 0, 0];
  for (let turn = 0; turn < size; turn++) {
    const z = (binomialDraw(n, p, random) - mean) / deviation;
    first += z / size;
    second += (z * z) / size;
    third += (z * z * z) / size;
  }
  expect(Math.abs(first)).toBeLessThan(4.5 / Math.sqrt(size));
  expect(Math.abs(second - 1)).toBeLessThan(0.03);
  expect(Math.abs(third - (1 - 2 * p) / deviation)).toBeLessThan(0.06);
});

test('multinomial draws add up, and their means are the shares', () => {
  const random = seededRandom('multinomial');
  const shares = Float64Array.of(0.5, 0, 0.3, 0.2);
  const sums = new Float64Array(4);
  const cells = new Float64Array(4);
  for (let turn = 0; turn < 4000; turn++) {
    multinomialDraw(50, shares, random, cells);
    expect(cells.reduce((sum, count) => sum + count, 0)).toBe(50);
    for (const [cell, rows] of cells.entries()) count(sums, cell, rows / 4000);
  }
  expect(sums[1]).toBe(0);
  for (const [cell, share] of shares.entries()) expect(Math.abs((sums[cell] ?? 0) - 50 * share)).toBeLessThan(0.3);
});

test('a bootstrap of a normal statistic has normal ends, also beyond its resamples', () => {
  const random = seededRandom('normal');
  const values = Float64Array.from({ length: resamples }, () => normalQuantile(random()));
  const found = bootstrapInterval(values, 0, 0, { low: 0.05, high: 0.0009 });
  expect(found.low).toBeCloseTo(-1.645, 1);
  expect(Math.abs(found.high - 3.12)).toBeLessThan(0.2);
  expect(found.standardError).toBeCloseTo(1, 1);
});

test('resamples that cannot be computed count as the worst at both ends', () => {
  const values = Float64Array.from({ length: 1000 }, (_, turn) => (turn < 100 ? Number.NaN : turn / 1000));
  const found = bootstrapInterval(values, 0.55, 0, { low: 0.05, high: 0.05 });
  expect([found.low, found.high]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

test('strata are drawn by themselves', () => {
  const drawn = resampleCells([Float64Array.of(3, 7), Float64Array.of(0, 20)], seededRandom('strata'));
  expect(drawn.length).toBe(4 * resamples);
  for (let at = 0; at < 400; at += 4) {
    expect([(drawn[at] ?? 0) + (drawn[at + 1] ?? 0), drawn[at + 2], drawn[at + 3]]).toEqual([10, 0, 20]);
  }
});

test('a mean has the interval of a paired t-test, by clusters too', () => {
  const values = [1, 4, 2, 8, 5, 7];
  const influence = Float64Array.from(values, (value) => (value - 4.5) / 6);
  const found = linearInterval({ estimate: 4.5, influence }, { low: 0.025, high: 0.025 });
  expect(found.standardError).toBeCloseTo(Math.sqrt(7.5 / 6), 12);
  expect(found.high).toBeCloseTo(4.5 + 2.570581835636314 * Math.sqrt(7.5 / 6), 9);
  const cluster = Int32Array.of(0, 0, 3, 3, 1, 1);
  const clustered = linearInterval({ estimate: 4.5, influence, cluster }, { low: 0.025, high: 0.025 });
  expect(clustered.parts).toBe(3);
  expect(clustered.standardError).toBeCloseTo(Math.sqrt((1.5 * (16 + 1 + 9)) / 36), 12);
  expect(linearInterval({ estimate: 1, influence: Float64Array.of(0) }, { low: 0.1, high: 0.1 }).high).toBe(
    Number.POSITIVE_INFINITY,
  );
});

test('a root is found to the last bits, and without one the nearer end', () => {
  expect(findRoot((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
  expect(findRoot((x) => Math.expm1(x - 1) * 1e-30, -50, 50)).toBeCloseTo(1, 12);
  expect(findRoot((x) => x + 3, 0, 1)).toBe(0);
});
