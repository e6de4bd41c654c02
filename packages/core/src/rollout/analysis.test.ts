import fc from 'fast-check';
import { expect, test } from 'vitest';
import { basePlan } from '../../test/rollout/world.ts';
import { metricAnalysis, type RolloutStep, type WindowCounts } from '../record/rollout.ts';
import { analyse, analyseAll } from './analysis.ts';
import { constrainedShares } from './constrained.ts';

const metric = { name: 'errors', margin: 0.01, minCount: 100 };

function stepOf(weight: number, windows: readonly WindowCounts[]): RolloutStep {
  return { weight, outcome: 'current', windows: { errors: [...windows] }, withoutData: {} };
}

/** The same counts every minute. */
function minutesOf(count: number, counts: WindowCounts): WindowCounts[] {
  return Array.from({ length: count }, () => counts);
}

function analysed(...steps: RolloutStep[]) {
  return analyse(steps, metric, { alpha: 0.05 });
}

test('mock l: 66 of 1,500 against 1.1% is harm', () => {
  const found = analysed(stepOf(5, minutesOf(10, [6.6, 150, 31, 2850])));
  expect(found).toMatchObject({ outcome: 'harm', canary: { bad: 66, all: 1500 } });
  expect(found.low).toBeGreaterThan(0.01);
  expect(found.high).toBeLessThan(0.08);
});

test('mock k: 6,400 requests without a difference are no harm', () => {
  const first = stepOf(5, minutesOf(10, [2, 160, 33, 3040]));
  const found = analysed(first, stepOf(25, minutesOf(6, [8, 800, 26, 2400])));
  expect(found.outcome).toBe('no harm');
  expect(found.low).toBeGreaterThan(-0.008);
});

test('nothing bad is no certainty: the end shrinks with the events, and never to nothing', () => {
  const ends = [1, 10, 100, 1000].map((count) => analysed(stepOf(50, minutesOf(count, [0, 100, 0, 100]))));
  expect(ends.map(({ outcome }) => outcome)).toEqual(['undecided', 'undecided', 'no harm', 'no harm']);
  for (const { high = 0, low = 0, canary } of ends) {
    expect(high).toBeGreaterThan(3 / canary.all);
    expect(low).toBeLessThan(0);
  }
});

test('everything bad on both sides is no harm of the canary, and no certainty', () => {
  const { low = 0, high = 0 } = analysed(stepOf(50, minutesOf(5, [100, 100, 100, 100])));
  expect(low).toBeLessThan(-0.01);
  expect(high).toBeGreaterThan(0);
});

test('a few unlucky first requests decide nothing', () => {
  expect(analysed(stepOf(5, [[1, 1, 0, 19]])).outcome).toBe('undecided');
  expect(analysed(stepOf(5, [[2, 20, 0, 380]])).outcome).toBe('undecided');
});

test('a canary that fails entirely is seen in the first minute', () => {
  expect(analysed(stepOf(5, [[100, 100, 20, 1900]])).outcome).toBe('harm');
});

test('one-sided traffic has no data, and says which side is missing', () => {
  expect(analysed(stepOf(5, [[1, 100, 0, 0]]))).toMatchObject({
    outcome: 'no data',
    reason: 'Nothing was counted on the stable side.',
  });
  expect(analysed(stepOf(5, [[0, 0, 3, 50]])).reason).toBe('Nothing was counted on the canary’s side.');
  expect(analysed(stepOf(5, [])).reason).toBe('Nothing was counted on either side.');
  const apart = analysed(stepOf(5, [[1, 100, 0, 0]]), stepOf(25, [[0, 0, 1, 100]]));
  expect(apart.reason).toBe('The two sides were never counted at the same step.');
});

test('uneven windows widen the interval', () => {
  const even = analysed(stepOf(50, minutesOf(20, [10, 1000, 10, 1000])));
  const uneven = analysed(
    stepOf(
      50,
      Array.from({ length: 20 }, (_, index): WindowCounts => [index % 2 ? 20 : 0, 1000, 10, 1000]),
    ),
  );
  expect(even.dispersion).toBe(1);
  expect(uneven.dispersion).toBeGreaterThan(3);
  expect((uneven.high ?? 0) - (uneven.low ?? 0)).toBeGreaterThan(1.5 * ((even.high ?? 0) - (even.low ?? 0)));
});

test('stratified: a step with more errors on both sides, and more canary, is no harm', () => {
  const calm = stepOf(5, minutesOf(20, [1, 100, 19, 1900]));
  const busy = stepOf(50, minutesOf(20, [100, 1000, 100, 1000]));
  expect(analysed(calm, busy).difference).toBeCloseTo(0, 12);
});

test('alpha is split over the metrics', () => {
  const steps = [stepOf(50, minutesOf(10, [10, 1000, 10, 1000]))];
  const [one] = analyseAll({ steps, plan: { ...basePlan, metrics: [metric] } });
  const [ofTwo] = analyseAll({ steps, plan: { ...basePlan, metrics: [metric, { ...metric, name: 'slow' }] } });
  expect(ofTwo?.high).toBeGreaterThan(one?.high ?? 1);
  expect(ofTwo).toEqual(analyse(steps, metric, { alpha: 0.025 }));
});

const window = fc
  .tuple(fc.nat(50), fc.nat(50), fc.nat(5000), fc.nat(5000))
  .map(([bad, stableBad, good, stableGood]): WindowCounts => [bad, bad + good, stableBad, stableBad + stableGood]);

test('of any counts: the ends are in order, between −1 and 1, and agree with the outcome', () => {
  fc.assert(
    fc.property(fc.array(fc.array(window, { maxLength: 12 }), { maxLength: 4 }), (steps) => {
      const found = analysed(...steps.map((windows, index) => stepOf(5 + index, windows)));
      metricAnalysis.parse(found);
      if (found.outcome === 'no data') return;
      const { low = 9, high = -9, difference = 9 } = found;
      expect(low >= -1 && low <= difference && difference <= high && high <= 1).toBe(true);
      expect(found.outcome === 'harm').toBe(low > metric.margin);
      expect(found.outcome === 'no harm').toBe(high < metric.margin);
    }),
    { numRuns: 500 },
  );
});

test('the constrained shares are the most likely ones', () => {
  fc.assert(
    fc.property(window, fc.double({ min: -0.9, max: 0.9, noNaN: true }), ([bad, n, stableBad, m], difference) => {
      const sums = { canaryBad: bad, canaryAll: n, stableBad, stableAll: m };
      const likelihood = (stable: number) =>
        (bad + 0.5) * Math.log(stable + difference) +
        (n - bad + 0.5) * Math.log1p(-stable - difference) +
        (stableBad + 0.5) * Math.log(stable) +
        (m - stableBad + 0.5) * Math.log1p(-stable);
      const { canary, stable } = constrainedShares(sums, difference);
      expect(canary - stable).toBeCloseTo(difference, 9);
      const [least, most] = [Math.max(0, -difference), Math.min(1, 1 - difference)];
      for (const part of [0.001, 0.1, 0.5, 0.9, 0.999]) {
        const other = least + part * (most - least);
        expect(likelihood(other)).toBeLessThanOrEqual(likelihood(stable) + 1e-6);
      }
    }),
    { numRuns: 500 },
  );
});

test('one request of each side says next to nothing, whatever it says', () => {
  for (const [bad, stableBad] of [
    [1, 0],
    [0, 1],
    [1, 1],
    [0, 0],
  ] as const) {
    const { low = 9, high = -9 } = analysed(stepOf(50, [[bad, 1, stableBad, 1]]));
    expect(high - low).toBeGreaterThan(1);
  }
});
