import fc from 'fast-check';
import { expect, test } from 'vitest';
import rows from '../../test/fixtures/stats/distributions.json' with { type: 'json' };
import { betaCdf, betaQuantile } from './beta.ts';
import { binomialCdf, binomialSurvival } from './binomial.ts';
import { chiSquareSurvival } from './chi-square.ts';
import { kolmogorovSurvival } from './kolmogorov.ts';
import { normalCdf, normalQuantile, normalSurvival } from './normal.ts';
import { studentCdf, studentQuantile, studentSurvival } from './student.ts';

/** scipy's names, as in the fixture (computed by mpmath with 40 or 60 digits, or by scipy). */
const functions: Readonly<Record<string, (...args: [number, number, number]) => number>> = {
  norm_cdf: normalCdf,
  norm_sf: normalSurvival,
  norm_ppf: normalQuantile,
  t_cdf: studentCdf,
  t_ppf: studentQuantile,
  chi2_sf: chiSquareSurvival,
  beta_cdf: betaCdf,
  beta_ppf: betaQuantile,
  binom_sf: binomialSurvival,
  kolmogorov_sf: kolmogorovSurvival,
};

function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
}

test.each(Object.keys(functions))('%s agrees with the reference to 1e-9, tails included', (name) => {
  const own = rows.filter(({ fn }) => fn === name);
  expect(own.length).toBeGreaterThan(1);
  for (const { args, value } of own) {
    const [first = Number.NaN, second = Number.NaN, third = Number.NaN] = args;
    const actual = functions[name]?.(first, second, third) ?? Number.NaN;
    expect(relativeError(actual, value), `${name}(${args.join(', ')}) = ${actual}`).toBeLessThan(1e-9);
  }
});

test('tails that an upper tail as 1 − lower tail would lose', () => {
  expect(relativeError(normalSurvival(8), 6.220960574271784e-16)).toBeLessThan(1e-12);
  expect(relativeError(normalQuantile(1e-300), -37.0470962993612)).toBeLessThan(1e-12);
  expect(relativeError(chiSquareSurvival(100, 1), 1.523970604832105e-23)).toBeLessThan(1e-12);
  expect(relativeError(studentSurvival(40, 30), 6.863022597203201e-28)).toBeLessThan(1e-12);
});

test('edges and what is outside the definition', () => {
  expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([
    Number.NEGATIVE_INFINITY,
    0,
    Number.POSITIVE_INFINITY,
  ]);
  expect([studentQuantile(0, 3), studentQuantile(0.5, 3), studentQuantile(1, 3)]).toEqual([
    Number.NEGATIVE_INFINITY,
    0,
    Number.POSITIVE_INFINITY,
  ]);
  expect([studentCdf(Number.NEGATIVE_INFINITY, 3), studentCdf(Number.POSITIVE_INFINITY, 3)]).toEqual([0, 1]);
  expect([betaCdf(-1, 2, 3), betaCdf(2, 2, 3), betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1, 0, 1]);
  expect([binomialSurvival(-1, 5, 0.5), binomialSurvival(5, 5, 0.5), binomialSurvival(2, 5, 0)]).toEqual([1, 0, 0]);
  expect([binomialSurvival(2, 5, 1), binomialCdf(5, 5, 0.3), binomialSurvival(2.7, 5, 0.5)]).toEqual([1, 1, 0.5]);
  expect([chiSquareSurvival(0, 3), chiSquareSurvival(Number.POSITIVE_INFINITY, 3), kolmogorovSurvival(0)]).toEqual([
    1, 0, 1,
  ]);
  for (const outside of [normalQuantile(1.5), studentCdf(1, 0), studentQuantile(2, 3), betaCdf(0.5, 0, 1)]) {
    expect(outside).toBeNaN();
  }
  for (const outside of [betaQuantile(-1, 1, 1), binomialSurvival(1, 5, 2), chiSquareSurvival(1, -1)]) {
    expect(outside).toBeNaN();
  }
  expect(kolmogorovSurvival(Number.NaN)).toBeNaN();
});

test('a quantile is the inverse of its distribution', () => {
  const level = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const freedom = fc.double({ min: 0.5, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(level, freedom, (p, df) => {
      expect(relativeError(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-9);
      expect(relativeError(studentCdf(studentQuantile(p, df), df), p)).toBeLessThan(1e-9);
    }),
  );
});

test('Student becomes the normal', () => {
  expect(relativeError(studentQuantile(1e-4, 1e15), normalQuantile(1e-4))).toBeLessThan(1e-12);
  expect(relativeError(studentSurvival(3, 1e15), normalSurvival(3))).toBeLessThan(1e-12);
  expect(relativeError(studentCdf(3, 1e12), normalCdf(3))).toBeLessThan(1e-9);
});
