import { expect, test } from 'vitest';
import type { Interval } from '../record/evaluation.ts';
import { binomialCdf } from '../stats/binomial.ts';
import { newcombeInterval } from '../stats/newcombe.ts';
import { wilsonInterval } from '../stats/wilson.ts';
import {
  changeEnds,
  changeSpread,
  type Estimate,
  estimateOf,
  pAbove,
  pBelow,
  spreadOfEstimate,
} from './metric-change.ts';

const levels = { low: 0.05, high: 0.05 };

function share(k: number, n: number): Estimate {
  const ends: Interval = { ...wilsonInterval(k, n, levels), lowLevel: 0.05, highLevel: 0.05, method: 'wilson' };
  return { value: k / n, interval: ends };
}

test.each([
  [42, 60, 610, 900],
  [0, 60, 3, 900],
  [60, 60, 7, 9],
])('on two shares MOVER is Newcombe’s interval: %d of %d, %d of %d', (k, n, l, m) => {
  const found = changeEnds(changeSpread(share(k, n), share(l, m)));
  const known = newcombeInterval({ k, n }, { k: l, n: m }, levels);
  expect(found.value).toBeCloseTo(k / n - l / m, 15);
  expect(found.low).toBeCloseTo(known.low, 12);
  expect(found.high).toBeCloseTo(known.high, 12);
});

test('an end at another level tells the same spread', () => {
  const wide: Estimate = {
    value: 0.5,
    interval: { low: 0.4, high: 0.7, lowLevel: 0.025, highLevel: 0.01, method: 'm' },
  };
  const { below, above } = spreadOfEstimate(wide);
  expect(below).toBeCloseTo(0.1 / 1.959963984540054, 14);
  expect(above).toBeCloseTo(0.2 / 2.3263478740408408, 14);
});

test('p is 5 % where the end of the interval meets the mark', () => {
  const spread = changeSpread(share(500, 600), share(5200, 6000));
  const { low, high } = changeEnds(spread);
  expect(pBelow(spread, high)).toBeCloseTo(0.05, 12);
  expect(pAbove(spread, low)).toBeCloseTo(0.05, 12);
  expect(pBelow(spread, spread.value)).toBe(0.5);
  expect(pBelow(spread, 0) + pAbove(spread, 0)).toBeCloseTo(1, 12);
});

test('numbers without a spread are apart or equal', () => {
  const exact: Estimate = { value: 1, interval: { low: 1, high: 1, lowLevel: 0.05, highLevel: 0.05, method: 'm' } };
  const spread = changeSpread(exact, exact);
  expect([pBelow(spread, 0), pBelow(spread, 0.1), pAbove(spread, 0.1)]).toEqual([0.5, 0, 1]);
});

test('an estimate needs a finite value with a finite interval', () => {
  const base = { name: 'recall', direction: 'higher', n: 10 } as const;
  expect(estimateOf(undefined)).toBeUndefined();
  expect(estimateOf({ ...base, undefined: 'no positive rows' })).toBeUndefined();
  expect(estimateOf({ ...base, value: 0.5 })).toBeUndefined();
  expect(estimateOf({ ...base, value: Number.NaN, interval: share(1, 2).interval })).toBeUndefined();
  expect(estimateOf({ ...base, value: 0.5, interval: share(1, 2).interval })?.value).toBe(0.5);
});

/** The probability that a drop of a share is found in a window of n rows when nothing changed, counted exactly. */
function levelOf(n: number, of: number, p: number, alpha: number): number {
  let level = 0;
  for (let b = Math.floor(of * p - 6 * Math.sqrt(of * p)); b <= Math.min(of, of * p + 6 * Math.sqrt(of * p)); b += 1) {
    const mass = binomialCdf(b, of, p) - binomialCdf(b - 1, of, p);
    let [low, high] = [-1, n];
    while (high - low > 1) {
      const k = (low + high) >> 1;
      if (pBelow(changeSpread(share(k, n), share(b, of)), 0) < alpha) low = k;
      else high = k;
    }
    if (low >= 0) level += mass * binomialCdf(low, n, p);
  }
  return level;
}

test.each([
  [300, 3000, 0.6],
  [300, 3000, 0.9],
  [1000, 5000, 0.8],
  [2000, 2000, 0.97],
])('the test of a drop keeps its level: %d rows against %d at %d', (n, of, p) => {
  for (const alpha of [0.05, 0.01, 0.0025]) {
    const level = levelOf(n, of, p, alpha);
    expect(level).toBeLessThan(1.1 * alpha);
    expect(level).toBeGreaterThan(0.8 * alpha);
  }
});
