import { expect, test } from 'vitest';
import type { Metric } from '../record/evaluation.ts';
import { aucCovariance } from '../stats/delong.ts';
import { aucInfluence } from '../stats/placement.ts';
import { type Random, seededRandom } from '../stats/random.ts';
import { evaluateBinary } from './evaluate.ts';
import { orderScores } from './order.ts';
import type { Predictions } from './predictions.ts';

const settings = { target: 'y', score: 's', threshold: 0.5 };

/** Rows whose target is positive with probability 0.2 + 0.6·score, in groups that share one score and target. */
function simulate(random: Random, groups: number, size: number, weighted = false): Predictions {
  const rows = groups * size;
  const score = new Float64Array(rows);
  const target = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const first = row - (row % size);
    score[row] = row === first ? random() : (score[first] ?? 0);
    target[row] = row === first ? Number(random() < 0.2 + 0.6 * (score[row] ?? 0)) : (target[first] ?? 0);
  }
  const codes = Int32Array.from(target, (_, row) => Math.floor(row / size));
  const values = Array.from({ length: groups }, (_, group) => String(group));
  return {
    target,
    score,
    slices: [],
    ...(weighted && { weight: Float64Array.from(target, () => 0.2 + random()) }),
    ...(size > 1 && { group: { column: 'g', codes, values } }),
  };
}

function find(metrics: readonly Metric[], name: string): Metric {
  const found = metrics.find((metric) => metric.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

const names = [
  'accuracy',
  'recall',
  'balanced_accuracy',
  'f1',
  'cohen_kappa',
  'matthews_corrcoef',
  'roc_auc',
  'average_precision',
  'log_loss',
  'brier_score',
];
const designs = [
  { design: 'independent rows', groups: 400, size: 1, weighted: false },
  { design: 'weighted rows', groups: 400, size: 1, weighted: true },
  { design: 'groups of five rows', groups: 200, size: 5, weighted: false },
];

test.each(designs)('90% intervals hold the true value in about 90% of runs: $design', ({ groups, size, weighted }) => {
  const random = seededRandom('coverage');
  const truth = evaluateBinary(simulate(random, 300_000, 1), settings).metrics;
  const runs = 300;
  const covered = new Map(names.map((name) => [name, 0]));
  for (let run = 0; run < runs; run++) {
    const { metrics } = evaluateBinary(simulate(random, groups, size, weighted), settings);
    for (const name of names) {
      const { low, high } = find(metrics, name).interval ?? { low: 0, high: 0 };
      const value = find(truth, name).value ?? Number.NaN;
      if (low <= value && value <= high) covered.set(name, (covered.get(name) ?? 0) + 1);
    }
  }
  // Four standard errors of the share itself on either side.
  for (const [name, count] of covered) {
    expect(count / runs, name).toBeGreaterThan(0.83);
    expect(count / runs, name).toBeLessThan(0.97);
  }
});

test('a perfect table and a perfect order still have intervals with a width', () => {
  const target = Uint8Array.from({ length: 40 }, (_, row) => row % 2);
  const { metrics } = evaluateBinary({ target, score: Float64Array.from(target), slices: [] }, settings);
  for (const name of ['accuracy', 'f1', 'matthews_corrcoef', 'roc_auc', 'average_precision']) {
    const { value, interval } = find(metrics, name);
    expect({ name, value, high: interval?.high }).toEqual({ name, value: 1, high: 1 });
    expect(interval?.low, name).toBeGreaterThan(0.7);
    expect(interval?.low, name).toBeLessThan(0.98);
  }
});

test('groups of one row each change nothing', () => {
  const alone = simulate(seededRandom('groups'), 50, 1);
  const group = {
    column: 'g',
    codes: Int32Array.from(alone.target, (_, row) => row),
    values: Array.from(alone.target, (_, row) => `${row}`),
  };
  expect(evaluateBinary({ ...alone, group }, settings)).toEqual(evaluateBinary(alone, settings));
});

test('a single row has no interval where one row says nothing of the spread', () => {
  const { metrics } = evaluateBinary({ target: Uint8Array.of(1), score: Float64Array.of(0.9), slices: [] }, settings);
  expect(find(metrics, 'log_loss').interval).toBeUndefined();
  expect(find(metrics, 'average_precision').interval).toBeUndefined();
  expect(find(metrics, 'recall').interval).toMatchObject({ high: 1, method: 'wilson' });
});

test('the spread of an area is the one that paired comparisons use', () => {
  const { target, score, slices } = simulate(seededRandom('spread'), 300, 1);
  const tied = score.map((value) => Math.round(value * 20) / 20);
  const { metrics } = evaluateBinary({ target, score: tied, slices }, settings);
  const influence = aucInfluence({ target }, orderScores(tied))?.influence ?? new Float64Array(0);
  const { value = Number.NaN, interval } = find(metrics, 'roc_auc');
  const logit = (share: number) => Math.log(share / (1 - share));
  const reach = (logit(interval?.high ?? Number.NaN) - logit(value)) * value * (1 - value);
  expect(reach / 1.6448536269514722).toBeCloseTo(Math.sqrt(aucCovariance({ target }, influence, influence)), 12);
});
