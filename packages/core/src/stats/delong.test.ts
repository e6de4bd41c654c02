import fc from 'fast-check';
import { expect, test } from 'vitest';
import reference from '../../test/fixtures/stats/intervals.json' with { type: 'json' };
import { orderScores } from '../metric/order.ts';
import { averagePrecisionInfluence } from './average-precision.ts';
import { aucCovariance, aucSpread, delong, delongInterval, gap } from './delong.ts';
import { aucInfluence } from './placement.ts';

const levels = { low: 0.05, high: 0.01 };

function area(target: ArrayLike<number>, scores: ArrayLike<number>, weight?: Float64Array) {
  const found = aucInfluence(
    { target: Uint8Array.from(target), ...(weight && { weight }) },
    orderScores(Float64Array.from(scores)),
  );
  if (!found) throw new Error('one class only');
  return found;
}

function near(actual: number | undefined, expected: number | undefined, within = 1e-10): void {
  expect(Math.abs((actual ?? Number.NaN) - (expected ?? Number.NaN))).toBeLessThan(within);
}

test('two correlated areas with ties agree with the reference (pROC)', () => {
  const { y, cand, base, auc, cov, diff, se, z, p } = reference.delong_ties;
  const rows = { target: Uint8Array.from(y) };
  const found = delong(rows, area(y, cand), area(y, base));
  near(found.auc[0], auc[0]);
  near(found.auc[1], auc[1]);
  for (const [i, j] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    near(found.covariance[i][j], cov[i]?.[j]);
  }
  near(found.difference, diff);
  near(found.standardError, se);
  near(found.z, z);
  near(found.p, p);
});

const labelled = fc.array(fc.tuple(fc.nat(1), fc.nat(6), fc.nat(6)), { minLength: 6, maxLength: 60 }).filter((rows) => {
  const positives = rows.filter(([target]) => target === 1).length;
  return positives > 1 && positives < rows.length - 1;
});

test('clusters of one row are no clusters; whole numbers as weights are repeated rows', () => {
  fc.assert(
    fc.property(labelled, (rows) => {
      const target = Uint8Array.from(rows, ([one]) => one);
      const first = area(
        target,
        rows.map(([, score]) => score),
      );
      const second = area(
        target,
        rows.map(([, , score]) => score),
      );
      const cluster = Int32Array.from(rows.keys());
      const independent = aucCovariance({ target }, first.influence, second.influence);
      near(aucCovariance({ target, cluster }, first.influence, second.influence), independent);
      const doubled = rows.flatMap((row) => [row, row]);
      const weighted = area(
        target,
        rows.map(([, score]) => score),
        new Float64Array(rows.length).fill(2),
      );
      near(
        weighted.auc,
        area(
          doubled.map(([one]) => one),
          doubled.map(([, score]) => score),
        ).auc,
      );
    }),
  );
});

test('doubling every row as a cluster leaves the variance, up to the count of clusters', () => {
  const { y, cand, base } = reference.delong_ties;
  const twice = (values: readonly number[]) => values.flatMap((value) => [value, value]);
  const target = Uint8Array.from(twice(y));
  const cluster = Int32Array.from(target.keys(), (row) => row >> 1);
  const single = gap(area(y, cand).influence, area(y, base).influence);
  const doubled = gap(area(twice(y), twice(cand)).influence, area(twice(y), twice(base)).influence);
  const independent = aucSpread({ target: Uint8Array.from(y) }, single);
  const clustered = aucSpread({ target, cluster }, doubled);
  near(clustered.variance, independent.variance);
  const positives = y.filter((one) => one === 1).length;
  expect(clustered.freedom).toBe(Math.min(positives, y.length - positives) - 1);
});

test('degenerate cases', () => {
  expect(aucInfluence({ target: new Uint8Array(4) }, orderScores(Float64Array.of(1, 2, 3, 4)))).toBeUndefined();
  expect(delongInterval(0, { variance: 0, freedom: 9 }, { smallerClass: 5, same: true }, levels)).toEqual({
    low: 0,
    high: 0,
    standardError: 0,
    p: 1,
  });
  const perfect = delongInterval(0.5, { variance: 0, freedom: Number.NaN }, { smallerClass: 50, same: false }, levels);
  expect(perfect.low).toBeGreaterThan(0.4);
  expect(perfect.low).toBeLessThan(0.5);
  expect(perfect.p).toBeUndefined();
  const oneCluster = { variance: Number.POSITIVE_INFINITY, freedom: 0 };
  expect(delongInterval(0.1, oneCluster, { smallerClass: 3, same: false }, levels)).toEqual({ low: -1, high: 1 });
  const onePositive = area([1, 0, 0], [0.3, 0.2, 0.4]);
  const spread = aucSpread({ target: Uint8Array.of(1, 0, 0) }, onePositive.influence);
  expect(delongInterval(0.1, spread, { smallerClass: 1, same: false }, levels)).toEqual({ low: -1, high: 1 });
});

test('the influence on average precision is its derivative by the weights', () => {
  const target = Uint8Array.of(1, 0, 1, 1, 0, 0, 1, 0);
  const order = orderScores(Float64Array.of(0.9, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3));
  const weight = Float64Array.of(1, 2, 0.5, 1, 1, 3, 1, 0);
  const influence = averagePrecisionInfluence({ target, weight }, order) ?? new Float64Array();
  near(
    influence.reduce((sum, value) => sum + value, 0),
    0,
  );
  const precision = (weights: Float64Array) => {
    let [hits, all, sum] = [0, 0, 0];
    for (const tie of [[0], [1, 2], [3], [4], [5], [6], [7]]) {
      const gained = tie.reduce((total, row) => total + (target[row] ?? 0) * (weights[row] ?? 0), 0);
      all += tie.reduce((total, row) => total + (weights[row] ?? 0), 0);
      hits += gained;
      sum += gained * (hits / all);
    }
    return sum / hits;
  };
  for (const row of target.keys()) {
    const step = 1e-6;
    const moved = precision(weight.with(row, (weight[row] ?? 0) + step));
    near(influence[row], ((weight[row] ?? 0) * (moved - precision(weight))) / step, 1e-5);
  }
  expect(averagePrecisionInfluence({ target: new Uint8Array(8) }, order)).toBeUndefined();
});
