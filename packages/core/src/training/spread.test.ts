import { describe, expect, it } from 'vitest';
import { chiSquareQuantile } from '../stats/chi-square.ts';
import { seededRandom } from '../stats/random.ts';
import { spreadOf } from './spread.ts';

const runsOf = (values: readonly number[]) => values.map((value) => new Map([['roc_auc', value]]));

describe('chiSquareQuantile', () => {
  // Computed by scipy 1.16.1, scipy.stats.chi2.ppf.
  it.each([
    [0.025, 1, 0.0009820691171752555],
    [0.975, 1, 5.023886187314888],
    [0.025, 4, 0.4844185570879303],
    [0.975, 4, 11.143286781877796],
    [0.025, 99, 73.36108019128369],
    [0.975, 99, 128.4219886438403],
    [0.5, 2, 1.3862943611198906],
    [0.999, 3, 16.26623619623813],
  ])('of %f with %i degrees of freedom', (p, df, expected) => {
    expect(Math.abs(chiSquareQuantile(p, df) / expected - 1)).toBeLessThan(1e-12);
  });

  it('is not a number outside its domain', () => {
    expect([chiSquareQuantile(0, 3), chiSquareQuantile(1, 3), chiSquareQuantile(0.5, 0)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('spreadOf', () => {
  it('is the sample deviation with its interval', () => {
    const [spread] = spreadOf(runsOf([0.81, 0.8, 0.82, 0.79, 0.83]));
    expect(spread).toMatchObject({ metric: 'roc_auc', runs: 5 });
    expect(spread?.mean).toBeCloseTo(0.81, 12);
    expect(spread?.deviation).toBeCloseTo(Math.sqrt(0.001 / 4), 12);
    expect(spread?.low).toBeCloseTo(Math.sqrt(0.001 / 11.143286781877796), 12);
    expect(spread?.high).toBeCloseTo(Math.sqrt(0.001 / 0.4844185570879303), 12);
  });

  it('is nothing between runs that are equal', () => {
    expect(spreadOf(runsOf([0.5, 0.5, 0.5]))).toEqual([
      { metric: 'roc_auc', runs: 3, mean: 0.5, deviation: 0, low: 0, high: 0 },
    ]);
  });

  it('leaves out values that are missing or not finite, and metrics with fewer than two', () => {
    const runs = [
      new Map([
        ['a', 1],
        ['b', 1],
        ['c', Number.NaN],
      ]),
      new Map([
        ['a', 2],
        ['c', 4],
      ]),
      new Map([
        ['a', 3],
        ['c', 6],
      ]),
    ];
    expect(spreadOf(runs).map(({ metric, runs: count, mean }) => [metric, count, mean])).toEqual([
      ['a', 3, 2],
      ['c', 2, 5],
    ]);
    expect(spreadOf([])).toEqual([]);
  });

  it.each([2, 5, 20])('holds a planted spread in its interval in 95 of 100 cases, with %i runs', (runs) => {
    const trials = 2000;
    const normal = normalDraws(`planted ${runs}`);
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [spread] = spreadOf(runsOf(Array.from({ length: runs }, () => 0.8 + 0.01 * normal())));
      if (spread && spread.low <= 0.01 && spread.high >= 0.01) held += 1;
    }
    // Three standard errors of a share of 0.95 in 2,000.
    expect(Math.abs(held / trials - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / trials));
  });
});

/** Standard normal numbers by Box and Muller (1958). */
function normalDraws(seed: string): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
