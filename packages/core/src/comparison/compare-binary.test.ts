import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricCatalogue } from '../metric/catalogue.ts';
import { evaluateBinary } from '../metric/evaluate.ts';
import type { Predictions } from '../metric/predictions.ts';
import { delta as deltaSchema } from '../record/comparison.ts';
import { seededRandom } from '../stats/random.ts';
import { type BinaryComparison, type ComparisonInput, compareBinary } from './compare-binary.ts';
import type { ComparisonPlan } from './plan.ts';

const plan: ComparisonPlan = {
  alpha: 0.05,
  compared: [
    { metric: 'roc_auc', against: 'baseline', minRows: 0 },
    { metric: 'roc_auc', against: 'anchor', minRows: 0 },
    { metric: 'recall', against: 'baseline', slice: 'region', minRows: 40 },
  ],
};

/** Rows of two models that share most of their error; `drop` pulls the candidate's scores towards one half. */
function twoModels(rows: number, seed: string, drop = 0) {
  const random = seededRandom(seed);
  const target = Uint8Array.from({ length: rows }, () => (random() < 0.4 ? 1 : 0));
  const shared = Float64Array.from(target, (one) => one * 0.35 + 0.65 * random());
  const blurred = (amount: number) =>
    shared.map((score) =>
      Math.min(1, Math.max(0, (1 - amount) * score + amount * 0.5 + (0.1 + amount) * (random() - 0.5))),
    );
  const codes = Int32Array.from(target, () => Math.floor(4 * random() * random()));
  const region = { column: 'region', codes, values: ['north', 'south', 'east', null] };
  const id = Array.from(target, (_, row) => `customer ${row}`);
  const of = (score: Float64Array): Predictions => ({ target, score, id, slices: [region] });
  return { candidate: of(blurred(drop)), reference: of(blurred(0)) };
}

function compare(models: Pick<ComparisonInput, 'candidate' | 'reference'>, more: Partial<ComparisonInput> = {}) {
  const input = {
    ...models,
    settings: { threshold: 0.5 },
    plan,
    against: 'baseline',
    seed: 'digests',
    sameRows: false,
  } as const;
  const found = compareBinary({ ...input, ...more });
  if (found.kind === 'mismatch') throw new Error(found.reason);
  return found;
}

function overall({ metrics }: BinaryComparison, name: string) {
  const found = metrics.find((delta) => delta.name === name && !delta.slice);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function shuffled({ target, score, id = [], slices, ...rest }: Predictions): Predictions {
  const random = seededRandom('order');
  const order = Uint32Array.from(target.keys()).sort(() => random() - 0.5);
  return {
    ...rest,
    target: Uint8Array.from(order, (row) => target[row] ?? 0),
    score: Float64Array.from(order, (row) => score[row] ?? 0),
    id: Array.from(order, (row) => id[row] ?? ''),
    slices: slices.map((slice) => ({ ...slice, codes: Int32Array.from(order, (row) => slice.codes[row] ?? 0) })),
  };
}

test('every metric has a delta that holds its point, in the shape of the record', () => {
  const models = twoModels(600, 'shape', 0.1);
  const found = compare(models);
  expect(found.pairing).toEqual({ kind: 'paired', by: 'id', rows: 600 });
  expect(found.metrics.filter(({ slice }) => !slice).map(({ name }) => name)).toEqual(Object.keys(metricCatalogue));
  for (const one of found.metrics) {
    expect(() => deltaSchema.parse(one)).not.toThrow();
    expect(one.interval?.low).toBeLessThanOrEqual(one.delta ?? -9);
    expect(one.interval?.high).toBeGreaterThanOrEqual(one.delta ?? 9);
    expect(one.standardError).toBeGreaterThan(0);
  }
});

test('values are those of evaluate', () => {
  const { candidate, reference } = twoModels(300, 'values', 0.2);
  const found = compare({ candidate, reference });
  const settings = { target: 'target', score: 'score', threshold: 0.5 };
  for (const [side, predictions] of [
    ['candidate', candidate],
    ['reference', reference],
  ] as const) {
    for (const { name, value } of evaluateBinary(predictions, settings).metrics) {
      expect(overall(found, name)[side]).toBeCloseTo(value ?? Number.NaN, 13);
    }
  }
});

test('each end has the level of what it decides, by direction and family', () => {
  const found = compare(twoModels(400, 'levels'));
  const slices = found.metrics.filter(({ slice, name }) => slice && name === 'recall');
  const judged = slices.filter(({ n }) => n >= 40).length;
  expect(judged).toBeLessThan(slices.length);
  expect(found.family).toBe(2 + judged);
  expect(overall(found, 'roc_auc').interval).toMatchObject({ lowLevel: 0.05, highLevel: 0.05 / found.family });
  expect(overall(found, 'log_loss').interval).toMatchObject({ lowLevel: 0.05 / found.family, highLevel: 0.05 });
  expect(new Set(found.metrics.filter(({ slice }) => slice).map(({ name }) => name))).toEqual(
    new Set(['recall', 'roc_auc']),
  );
});

test('pairing by id does not depend on the order of the rows', () => {
  const { candidate, reference } = twoModels(200, 'order', 0.1);
  const straight = compare({ candidate, reference });
  const turned = compare({ candidate, reference: shuffled(reference) });
  expect(turned.metrics).toEqual(straight.metrics);
  expect(compare({ candidate, reference }).metrics).toEqual(straight.metrics);
});

test('swapping the models turns every delta over', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 120 }), fc.boolean(), (rows, grouped) => {
      const models = twoModels(rows, `swap ${rows}`, 0.3);
      const group = {
        column: 'g',
        codes: Int32Array.from({ length: rows }, (_, row) => row >> 1),
        values: Array.from({ length: rows }, (_, row) => `${row}`),
      };
      const [first, second] = [models.candidate, models.reference].map((one) =>
        grouped ? { ...one, group } : one,
      ) as [Predictions, Predictions];
      const one = { alpha: 0.05, compared: [] };
      const there = compare({ candidate: first, reference: second }, { plan: one });
      const back = compare({ candidate: second, reference: first }, { plan: one });
      for (const name of ['accuracy', 'recall', 'roc_auc', 'average_precision', 'log_loss', 'brier_score']) {
        expect(overall(back, name).delta).toBeCloseTo(-(overall(there, name).delta ?? 9), 12);
        expect(overall(back, name).interval?.low).toBeCloseTo(-(overall(there, name).interval?.high ?? 9), 10);
      }
    }),
    { numRuns: 4 },
  );
});

test('rows that were said to be the same and are not', () => {
  const { candidate, reference } = twoModels(50, 'mismatch');
  const against = (other: Predictions, sameRows = false) =>
    compareBinary({
      candidate,
      reference: other,
      settings: { threshold: 0.5 },
      plan,
      against: 'baseline',
      seed: '',
      sameRows,
    });
  expect(against({ ...reference, id: (reference.id ?? []).with(3, 'somebody') })).toEqual({
    kind: 'mismatch',
    reason: '1 id of the candidate and 1 of the reference have no match',
  });
  const flipped = reference.target.with(7, 1 - (reference.target[7] ?? 0));
  expect(against({ ...reference, target: flipped })).toEqual({
    kind: 'mismatch',
    reason: 'the target differs in 1 row',
  });
  const { id: _, ...nameless } = reference;
  expect(against(nameless)).toMatchObject({
    pairing: { kind: 'unpaired', reason: 'the reference predictions have no ids' },
  });
  expect(against(nameless, true)).toMatchObject({ pairing: { kind: 'paired', by: 'row order', rows: 50 } });
});

test('the same predictions: no delta, no failing, tests that say so', () => {
  const { candidate } = twoModels(200, 'same');
  const found = compare({ candidate, reference: candidate });
  for (const { delta, interval } of found.metrics) {
    expect(delta).toBe(0);
    expect(interval?.low).toBeLessThanOrEqual(0);
    expect(interval?.high).toBeGreaterThanOrEqual(0);
  }
  expect(overall(found, 'accuracy').test).toEqual({ method: 'mcnemar-exact', p: 1, b: 0, c: 0 });
  expect(overall(found, 'roc_auc').test).toEqual({ method: 'delong', p: 1, standardError: 0 });
});
