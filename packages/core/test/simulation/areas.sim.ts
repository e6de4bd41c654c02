import { expect, test } from 'vitest';
import { takeRows } from '../../src/comparison/side.ts';
import { weigh } from '../../src/comparison/weigh.ts';
import { judgeRelative } from '../../src/gate/relative.ts';
import type { Delta } from '../../src/record/comparison.ts';
import { seededRandom } from '../../src/stats/random.ts';
import { powerAt } from '../../src/stats/sample-size.ts';
import { normals, type Rows, scoredPair, sliceRows } from './rows.ts';
import { alpha, globals, levels, say, slices, stateRate, verdictOf } from './simulate.ts';

const weighing = { against: 'baseline', alpha, family: globals + slices, seed: 'unused: no draws for areas' } as const;

function areaOf(sides: Rows): Delta {
  const [delta] = weigh(sides, ['roc_auc'], undefined, weighing);
  if (!delta) throw new Error('no delta');
  return delta;
}

function part(sides: Rows, rows: Uint32Array): Rows {
  return { ...sides, candidate: takeRows(sides.candidate, rows), reference: takeRows(sides.reference, rows) };
}

function simulate(n: number, changes: number, drop: number, cluster: number) {
  const random = seededRandom(`areas ${n} ${drop} ${cluster}`);
  const normal = normals(random);
  const parts = sliceRows(n, slices);
  const found = { failed: 0, failedAtZero: 0, checkFailed: 0, errors: 0 };
  for (let turn = 0; turn < changes; turn++) {
    const metrics = Array.from({ length: globals }, () => scoredPair({ n, drop, cluster }, random, normal));
    const whole = metrics.map(areaOf);
    const [first] = metrics;
    const sliced = first ? parts.map((rows) => areaOf(part(first, rows))) : [];
    const judged = sliced.filter((delta) => delta.undefined === undefined);
    found.failed += Number(verdictOf({ whole, slices: judged }, 0.01, 0.02) === 'failed');
    found.failedAtZero += Number(verdictOf({ whole, slices: judged }, 0, 0) === 'failed');
    found.checkFailed += whole.filter((delta) => judgeRelative(delta, 0.01, 'proof') === 'failed').length;
    found.errors += whole.reduce((sum, { standardError = 0 }) => sum + standardError, 0) / (changes * globals);
  }
  return found;
}

test.each([
  [2000, 2000, 1],
  [20_000, 400, 1],
  [2000, 2000, 5],
  [20_000, 400, 5],
])('equal areas: %d rows, %d changes, clusters of %d', (n, changes, cluster) => {
  const found = simulate(n, changes, 0, cluster);
  const name = `AUC, n ${n}, clusters of ${cluster}, equal`;
  const failed = stateRate(`${name}: failed`, found.failed, changes);
  const atZero = stateRate(`${name}: failed at margin 0`, found.failedAtZero, changes);
  expect(failed.share).toBeLessThanOrEqual(alpha);
  expect(atZero.low).toBeLessThanOrEqual(alpha);
});

test.each([
  [2000, 400],
  [20_000, 100],
])('a drop of 2 points: %d rows, %d changes', (n, changes) => {
  const drop = 0.02;
  const found = simulate(n, changes, drop, 1);
  const rate = stateRate(`AUC, n ${n}, drop ${drop}: a check failed`, found.checkFailed, changes * globals);
  const stated = powerAt(drop - 0.01, found.errors, levels.high);
  say(`stated power ${stated.toFixed(4)}`);
  expect(Math.abs(rate.share - stated)).toBeLessThan(0.05);
});
