import { expect, test } from 'vitest';
import type { Coded, Predictions } from '../metric/predictions.ts';
import { seededRandom } from '../stats/random.ts';
import { compareBinary } from './compare-binary.ts';
import type { ComparisonPlan } from './plan.ts';

const plan: ComparisonPlan = { alpha: 0.05, compared: [{ metric: 'accuracy', against: 'baseline', minRows: 0 }] };

function model(rows: number, seed: string, spread = 0.6): Predictions {
  const random = seededRandom(seed);
  const target = Uint8Array.from({ length: rows }, (_, row) => Number(row % 3 === 0));
  return { target, score: Float64Array.from(target, (one) => (1 - spread) * one + spread * random()), slices: [] };
}

function compare(candidate: Predictions, reference: Predictions, sameRows = true) {
  const found = compareBinary({
    candidate,
    reference,
    settings: { threshold: 0.5 },
    plan,
    against: 'baseline',
    seed: 's',
    sameRows,
  });
  if (found.kind === 'mismatch') throw new Error(found.reason);
  const named = (name: string) => found.metrics.find((delta) => delta.name === name && !delta.slice);
  return { ...found, named };
}

function pairsOf(rows: number): Coded {
  return {
    column: 'g',
    codes: Int32Array.from({ length: rows }, (_, row) => row >> 1),
    values: Array.from({ length: rows }, (_, row) => `${row}`),
  };
}

/** Every row twice. */
function doubled({ target, score }: Predictions): Predictions {
  const twice = (row: number) => row >> 1;
  return {
    target: Uint8Array.from({ length: 2 * target.length }, (_, row) => target[twice(row)] ?? 0),
    score: Float64Array.from({ length: 2 * target.length }, (_, row) => score[twice(row)] ?? 0),
    slices: [],
  };
}

test('every row twice, as a group, gives the standard errors of every row once', () => {
  const [candidate, reference] = [model(400, 'a', 0.8), model(400, 'b', 0.8)];
  const once = compare(candidate, reference);
  const group = pairsOf(800);
  const grouped = compare({ ...doubled(candidate), group }, { ...doubled(reference), group });
  const blind = compare(doubled(candidate), doubled(reference));
  for (const name of ['accuracy', 'recall', 'f1', 'roc_auc', 'average_precision', 'log_loss', 'brier_score']) {
    const ratio = (grouped.named(name)?.standardError ?? 0) / (once.named(name)?.standardError ?? 0);
    expect(ratio, name).toBeGreaterThan(0.95);
    expect(ratio, name).toBeLessThan(1.05);
    expect(blind.named(name)?.standardError, name).toBeLessThan(0.8 * (once.named(name)?.standardError ?? 0));
  }
  expect(grouped.named('accuracy')?.interval?.method).toBe('tango, by group');
  expect(grouped.named('accuracy')?.test).toBeUndefined();
});

test('a weight of two is not two rows, but zero weights are no rows', () => {
  const [candidate, reference] = [model(300, 'c', 0.8), model(300, 'd', 0.8)];
  const plain = compare(candidate, reference);
  const even = new Float64Array(300).fill(2);
  const weighted = compare({ ...candidate, weight: even }, { ...reference, weight: even });
  for (const name of ['accuracy', 'precision', 'roc_auc', 'log_loss']) {
    expect(weighted.named(name)?.delta).toBeCloseTo(plain.named(name)?.delta ?? 9, 12);
    const ratio = (weighted.named(name)?.standardError ?? 0) / (plain.named(name)?.standardError ?? 1);
    expect(Math.abs(ratio - 1), name).toBeLessThan(0.05);
  }
  expect(weighted.named('accuracy')?.interval?.method).toBe('tango, weighted');
  const half = Float64Array.from({ length: 300 }, (_, row) => Number(row < 150));
  const first = (one: Predictions) => ({
    target: one.target.slice(0, 150),
    score: one.score.slice(0, 150),
    slices: [],
  });
  const masked = compare({ ...candidate, weight: half }, { ...reference, weight: half });
  expect(masked.named('roc_auc')?.delta).toBeCloseTo(
    compare(first(candidate), first(reference)).named('roc_auc')?.delta ?? 9,
    12,
  );
});

test('unpaired rows: wider, stated, and slices that one file lacks are named', () => {
  const column = (values: (string | null)[]): Coded => ({
    column: 'month',
    codes: Int32Array.from({ length: 300 }, (_, row) => row % 2),
    values,
  });
  const candidate = { ...model(300, 'e'), slices: [column(['may', 'june'])] };
  const reference = { ...model(300, 'f'), slices: [column(['may', 'april'])] };
  const paired = compare(candidate, reference);
  const unpaired = compare(candidate, reference, false);
  expect(unpaired.pairing).toEqual({ kind: 'unpaired', reason: 'neither predictions file has ids' });
  expect(unpaired.flips).toEqual([]);
  expect(unpaired.named('accuracy')?.interval?.method).toBe('newcombe, unpaired');
  expect(unpaired.named('log_loss')?.standardError).toBeGreaterThan(
    0.8 * (paired.named('log_loss')?.standardError ?? 9),
  );
  const slices = unpaired.metrics.filter(({ slice }) => slice);
  expect(slices.map(({ slice, undefined: why }) => [slice?.value, why])).toEqual([
    ['may', undefined],
    ['june', 'the baseline has no rows of this slice'],
    ['april', 'the candidate has no rows of this slice'],
  ]);
  expect(paired.flips).toHaveLength(3);
  expect(paired.flips[0]?.slice).toBeUndefined();
});

test('what cannot be computed is undefined with a reason, never a narrow interval', () => {
  const target = Uint8Array.of(1, 0, 0, 0);
  const candidate = { target, score: Float64Array.of(0.1, 0.2, 0.3, 0.4), slices: [] };
  const reference = { target, score: Float64Array.of(0.9, 0.2, 0.3, 1.4), slices: [] };
  const found = compare(candidate, reference);
  expect(found.named('precision')).toMatchObject({
    undefined: 'candidate: no row is predicted positive',
    reference: 0.5,
  });
  expect(found.named('log_loss')?.undefined).toBe('baseline: some scores are outside 0 to 1');
  expect(found.named('roc_auc')?.interval).toMatchObject({ low: -1, high: 1 });
  const negatives = compare({ ...candidate, target: new Uint8Array(4) }, { ...reference, target: new Uint8Array(4) });
  expect(negatives.named('roc_auc')?.undefined).toBe('no positive rows');
  expect(negatives.named('accuracy')?.delta).toBe(0.5);
});
