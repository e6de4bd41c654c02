import { expect, test } from 'vitest';
import { takeRows } from '../../src/comparison/side.ts';
import { weigh } from '../../src/comparison/weigh.ts';
import { judgeRelative } from '../../src/gate/relative.ts';
import type { Delta } from '../../src/record/comparison.ts';
import { type Random, seededRandom } from '../../src/stats/random.ts';
import { powerAt } from '../../src/stats/sample-size.ts';
import { type Rows, sliceRows } from './rows.ts';
import { alpha, globals, levels, slices, stateRate, verdictOf } from './simulate.ts';

const size = 5;
const discordance = 0.08;
const weighing = { against: 'baseline', alpha, family: globals + slices, seed: 'unused: no draws for shares' } as const;

/** Rows whose changes come in clusters of five: half of the rows change as their cluster does. */
function clustered(n: number, drop: number, random: Random): Rows {
  const target = new Uint8Array(n);
  const [candidate, reference] = [new Float64Array(n), new Float64Array(n)];
  const move = () => {
    const u = random();
    if (u < (discordance + drop) / 2) return -1;
    return u < discordance ? 1 : 0;
  };
  let ofCluster = 0;
  for (let row = 0; row < n; row++) {
    if (row % size === 0) ofCluster = move();
    const moved = random() < 0.5 ? ofCluster : move();
    const right = moved === 0 ? random() < 0.8 : moved < 0;
    reference[row] = right ? 0 : 1;
    candidate[row] = (moved === 0 ? right : moved > 0) ? 0 : 1;
  }
  const cluster = Int32Array.from(target.keys(), (row) => Math.floor(row / size));
  const side = { target, cluster };
  return {
    paired: true,
    threshold: 0.5,
    candidate: { ...side, score: candidate },
    reference: { ...side, score: reference },
  };
}

function accuracyOf(sides: Rows): Delta {
  const [delta] = weigh(sides, ['accuracy'], undefined, weighing);
  if (!delta) throw new Error('no delta');
  return delta;
}

function simulate(n: number, changes: number, drop: number) {
  const random = seededRandom(`clusters ${n} ${drop}`);
  const parts = sliceRows(n, slices);
  const found = { failed: 0, failedAtZero: 0, checkFailed: 0, checkPassed: 0, errors: 0 };
  for (let turn = 0; turn < changes; turn++) {
    const metrics = Array.from({ length: globals }, () => clustered(n, drop, random));
    const whole = metrics.map(accuracyOf);
    const [first] = metrics;
    const sliced = first
      ? parts.map((rows) =>
          accuracyOf({
            ...first,
            candidate: takeRows(first.candidate, rows),
            reference: takeRows(first.reference, rows),
          }),
        )
      : [];
    found.failed += Number(verdictOf({ whole, slices: sliced }, 0.01, 0.02) === 'failed');
    found.failedAtZero += Number(verdictOf({ whole, slices: sliced }, 0, 0) === 'failed');
    found.checkFailed += whole.filter((delta) => judgeRelative(delta, 0.01, 'proof') === 'failed').length;
    found.checkPassed += whole.filter((delta) => judgeRelative(delta, 0.01, 'proof') === 'passed').length;
    found.errors += whole.reduce((sum, { standardError = 0 }) => sum + standardError, 0) / (changes * globals);
  }
  return found;
}

test.each([
  [2000, 2000],
  [20_000, 400],
])('equal models, rows in clusters: %d rows, %d changes', (n, changes) => {
  const found = simulate(n, changes, 0);
  const failed = stateRate(`clusters, n ${n}, equal: failed`, found.failed, changes);
  const atZero = stateRate(`clusters, n ${n}, equal: failed at margin 0`, found.failedAtZero, changes);
  const passed = stateRate(`clusters, n ${n}, equal: a check passed`, found.checkPassed, changes * globals);
  expect(failed.share).toBeLessThanOrEqual(alpha);
  expect(atZero.low).toBeLessThanOrEqual(alpha);
  expect(Math.abs(passed.share - powerAt(0.01, found.errors, levels.low))).toBeLessThan(0.05);
});

test('a drop of 2 points in clusters is found as often as stated', () => {
  const found = simulate(20_000, 100, 0.02);
  const rate = stateRate('clusters, n 20000, drop 0.02: a check failed', found.checkFailed, 100 * globals);
  expect(Math.abs(rate.share - powerAt(0.01, found.errors, levels.high))).toBeLessThan(0.06);
});
