import fc from 'fast-check';
import { expect, test } from 'vitest';
import reference from '../../test/fixtures/stats/intervals.json' with { type: 'json' };
import { mcnemar } from './mcnemar.ts';
import { newcombeInterval } from './newcombe.ts';
import { marginResolved, powerAt, rowsForProportion, rowsNeeded } from './sample-size.ts';
import { scoreStatistic, tangoInterval } from './tango.ts';
import { wilsonInterval } from './wilson.ts';

const both = { low: 0.025, high: 0.025 };

function near(actual: number | undefined, expected: number | undefined): void {
  expect(Math.abs((actual ?? Number.NaN) - (expected ?? Number.NaN))).toBeLessThan(1e-10);
}

test.each(reference.mcnemar)('McNemar of $b and $c (statsmodels)', ({ b, c, exact_p, midp, chi2, chi2_cc }) => {
  const found = mcnemar(b, c);
  near(found.exact, exact_p);
  near(found.mid, midp);
  if (!(chi2 && chi2_cc)) return expect([found.chiSquare, found.corrected]).toEqual([undefined, undefined]);
  near(found.chiSquare?.statistic, chi2[0]);
  near(found.chiSquare?.p, chi2[1]);
  near(found.corrected?.statistic, chi2_cc[0]);
  near(found.corrected?.p, chi2_cc[1]);
});

test.each(reference.wilson95)('Wilson of $k in $n', ({ k, n, wilson }) => {
  const { low, high } = wilsonInterval(k, n, both);
  near(low, wilson[0]);
  near(high, wilson[1]);
});

test.each(reference.newcombe_indep95)('Newcombe of $k1 in $n1 and $k2 in $n2', ({ k1, n1, k2, n2, ci }) => {
  const { low, high } = newcombeInterval({ k: k1, n: n1 }, { k: k2, n: n2 }, both);
  near(low, ci[0]);
  near(high, ci[1]);
});

test.each(reference.paired_diff95)('Tango of $only_base and $only_cand', (row) => {
  const n = row.both + row.only_base + row.only_cand + row.neither;
  const { low, high } = tangoInterval(row.only_base, row.only_cand, n, both);
  near(low, row.tango[0]);
  near(high, row.tango[1]);
});

test('Tango without a discordant row is z²/(n + z²) either way; without rows everything', () => {
  const square = 1.959963984540054 ** 2;
  const { low, high } = tangoInterval(0, 0, 100, both);
  near(low, -square / (100 + square));
  near(high, square / (100 + square));
  expect(tangoInterval(0, 0, 0, both)).toEqual({ low: -1, high: 1 });
  expect(wilsonInterval(0, 0, both)).toEqual({ low: 0, high: 1 });
  expect(tangoInterval(0, 7, 7, both).high).toBe(1);
  expect(tangoInterval(7, 0, 7, both).low).toBe(-1);
});

const counts = fc.record({ b: fc.nat(300), c: fc.nat(300), rest: fc.nat(3000) });
const level = fc.double({ min: 1e-6, max: 0.3, noNaN: true });

test('Tango holds the point, turns over when models swap, and solves the score equation', () => {
  fc.assert(
    fc.property(counts, level, level, ({ b, c, rest }, low, high) => {
      const n = b + c + rest + 1;
      const found = tangoInterval(b, c, n, { low, high });
      expect(found.low).toBeLessThanOrEqual((c - b) / n);
      expect(found.high).toBeGreaterThanOrEqual((c - b) / n);
      expect(found.low).toBeGreaterThanOrEqual(-1);
      expect(found.high).toBeLessThanOrEqual(1);
      const swapped = tangoInterval(c, b, n, { low: high, high: low });
      near(swapped.low, -found.high);
      near(swapped.high, -found.low);
      near(scoreStatistic(b, c, n, -0.013), -scoreStatistic(c, b, n, 0.013));
    }),
  );
});

test('a stricter level gives a wider interval', () => {
  fc.assert(
    fc.property(counts, level, ({ b, c, rest }, at) => {
      const n = b + c + rest + 1;
      const [wide, narrow] = [at / 2, at].map((one) => tangoInterval(b, c, n, { low: one, high: one }));
      expect(wide?.low).toBeLessThanOrEqual(narrow?.low ?? -2);
      expect(wide?.high).toBeGreaterThanOrEqual(narrow?.high ?? 2);
    }),
  );
});

test.each(reference.ss_noninferiority_paired)('$n rows for discordance $discordance, margin $margin', (row) => {
  expect(rowsForProportion(row.discordance, row.margin, { level: row.alpha, power: row.power })).toBe(row.n);
});

test('rows, margins and power say the same thing', () => {
  const aim = { level: 0.05, power: 0.8 };
  const standardError = Math.sqrt(0.1 / 2000);
  expect(rowsNeeded(standardError, 2000, 0.01, aim)).toBe(rowsForProportion(0.1, 0.01, aim));
  const margin = marginResolved(standardError, aim);
  near(powerAt(margin, standardError, aim.level), aim.power);
  near(powerAt(0, standardError, aim.level), aim.level);
  expect([powerAt(1, 0, 0.05), powerAt(-1, 0, 0.05)]).toEqual([1, 0]);
});
