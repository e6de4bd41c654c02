import { describe, expect, it, test } from 'vitest';
import reference from '../../test/fixtures/stats/drift.json' with { type: 'json' };
import { asymptoticSmirnovP, exactSmirnovP, kolmogorovSmirnovP } from '../stats/kolmogorov-smirnov.ts';
import { correctedStability, populationStability } from './psi.ts';
import { chiSquareTest, ksTest } from './tests.ts';

const close = 1e-9;

interface Sides {
  readonly was: readonly number[];
  readonly now: readonly number[];
}

function cellsOf({ was, now }: Sides) {
  return was.map((before, index) => ({ was: before, now: now[index] ?? Number.NaN }));
}

/** sup |F − G| by its definition. */
function distance({ was, now }: Sides): number {
  const share = (values: readonly number[], at: number) => values.filter((value) => value <= at).length / values.length;
  return Math.max(...[...was, ...now].map((at) => Math.abs(share(was, at) - share(now, at))));
}

describe(`two samples as ${reference.source}`, () => {
  it.each(reference.ks)('$case: $n and $m', ({ d, n, m, p, asymptotic, was, now }) => {
    expect(Math.abs((ksTest(d, n, m)?.p ?? Number.NaN) - p)).toBeLessThan(close);
    expect(Math.abs(asymptoticSmirnovP(d, n, m) - asymptotic)).toBeLessThan(close);
    if (was && now) expect(distance({ was, now })).toBeCloseTo(d, 12);
  });

  it.each(reference.chiSquare)('chi-square, $case', ({ statistic, p, ...sides }) => {
    const found = chiSquareTest(cellsOf(sides));
    expect(Math.abs((found?.statistic ?? Number.NaN) / statistic - 1) || 0).toBeLessThan(close);
    expect(Math.abs((found?.p ?? Number.NaN) - p)).toBeLessThan(close);
  });

  it.each(reference.psi)('stability, $case', ({ psi, corrected, ...sides }) => {
    expect(Math.abs(populationStability(cellsOf(sides)) - psi)).toBeLessThan(close);
    expect(Math.abs(correctedStability(cellsOf(sides)) - corrected)).toBeLessThan(close);
  });
});

test('the exact count of lattice paths is the share of orders of the values', () => {
  // Of the 20 orders of three and three values, two part them wholly.
  expect(exactSmirnovP(1, 3, 3)).toBeCloseTo(2 / 20, 15);
  expect(exactSmirnovP(1, 1, 1)).toBe(1);
  expect(exactSmirnovP(2 / 3, 3, 3)).toBeCloseTo(12 / 20, 15);
});

test('exact and approximate counts meet in large samples', () => {
  for (const d of [0.01, 0.02, 0.03]) {
    const [exact, approximate] = [exactSmirnovP(d, 9000, 10_000), asymptoticSmirnovP(d, 9000, 10_000)];
    expect(Math.abs(exact / approximate - 1)).toBeLessThan(0.05);
  }
});

test('nothing is known of empty samples and of a distance that is no number', () => {
  expect(ksTest(0.1, 0, 10)).toBeUndefined();
  expect(kolmogorovSmirnovP(0.1, 0, 10)).toBeNaN();
  expect(kolmogorovSmirnovP(Number.NaN, 10, 10)).toBeNaN();
  expect([kolmogorovSmirnovP(0, 10, 10), kolmogorovSmirnovP(1, 1e7, 1e7)]).toEqual([1, 0]);
  expect(chiSquareTest([{ was: 5, now: 3 }])).toBeUndefined();
  expect(
    chiSquareTest([
      { was: 5, now: 0 },
      { was: 1, now: 0 },
    ]),
  ).toBeUndefined();
  expect(populationStability([{ was: 0, now: 4 }])).toBeNaN();
});
