import { expect, it, test } from 'vitest';
import type { DriftLine } from '../policy/policy.ts';
import type { ColumnCounts } from '../port/table.ts';
import { drift as driftSchema } from '../record/data.ts';
import { type ComparedTable, driftLimit, driftOf, usualDrift } from './drift.ts';
import { holmAdjusted } from './holm.ts';
import { categoryTest, chiSquareTest, missingTest } from './tests.ts';

const rows = 10_000;

function numberOf(column: string, now: readonly number[], more: { ks?: number; missing?: number } = {}): ColumnCounts {
  const { ks, missing = 0 } = more;
  return {
    kind: 'number',
    column,
    was: { rows, missing: 0, median: 5 },
    now: { rows, missing, median: 5.5 },
    bins: now.map((count, index) => ({ from: index, to: index + 1, was: rows / now.length, now: count })),
    ...(ks === undefined ? {} : { ks }),
  };
}

function categoryOf(column: string, was: readonly number[], now: readonly number[], rest?: readonly [number, number]) {
  const values = was.map((count, index) => ({ value: `v${index}`, was: count, now: now[index] ?? 0 }));
  const [before, after] = rest ?? [0, 0];
  return {
    kind: 'category',
    column,
    was: { rows: was.reduce((sum, count) => sum + count, before), missing: 0 },
    now: { rows: now.reduce((sum, count) => sum + count, after), missing: 0 },
    values: rest ? [...values, { value: '', was: before, now: after, rest: true }] : values,
    distinctWas: was.length + (rest ? 7 : 0),
    distinctNow: now.length + (rest ? 9 : 0),
  } satisfies ColumnCounts;
}

function table(counts: readonly ColumnCounts[], more: Partial<ComparedTable> = {}): ComparedTable {
  return { dataset: 'train', by: 'rows', counts, showValues: false, ...more };
}

const still = [2500, 2500, 2500, 2500];
const moved = [4000, 3000, 2000, 1000];
const options = { alpha: 0.05, lines: [] };

it('finds the column that moved, and puts it first', () => {
  const found = driftOf(
    [table([numberOf('age', still, { ks: 0.003 }), numberOf('income', moved, { ks: 0.2 })])],
    options,
  );
  expect(found.map(({ column, drifted }) => [column, drifted])).toEqual([
    ['income', true],
    ['age', false],
  ]);
  expect(found.map((entry) => driftSchema.parse(entry))).toEqual(found);
  expect(found[0]).toMatchObject({
    limit: usualDrift,
    by: 'rows',
    test: { method: 'ks', statistic: 0.2 },
    was: { kind: 'median', median: 5 },
    bins: [{ from: 0, to: 1, was: 2500, now: 4000 }, {}, {}, {}],
  });
});

it('a large effect of few rows is no drift, nor is a small effect of many', () => {
  const few = categoryOf('few', [6, 4], [3, 7]);
  const many = categoryOf('many', [500_000, 500_000], [505_000, 495_000]);
  const found = driftOf([table([few, many])], options);
  expect(found.every(({ drifted }) => drifted === false)).toBe(true);
  expect(found.find(({ column }) => column === 'many')?.test?.adjusted).toBeLessThan(1e-9);
  expect(driftOf([table([categoryOf('few', [60, 40], [30, 70])])], options)[0]?.drifted).toBe(true);
});

it('counts the tests of all datasets as one family', () => {
  const counts = [numberOf('x', still, { ks: 0.0205 })];
  const alone = driftOf([table(counts)], options)[0]?.test;
  const both = driftOf(
    [table(counts), table([numberOf('y', still, { ks: 0.001 })], { dataset: 'evaluation' })],
    options,
  );
  expect(alone?.adjusted).toBe(alone?.p);
  expect(both.find(({ column }) => column === 'x')?.test?.adjusted).toBe(2 * (alone?.p ?? 0));
});

it('missing cells are a bin of the index, and a test of their own', () => {
  const [found] = driftOf([table([numberOf('x', [2400, 2400, 2400, 2400], { ks: 0.001, missing: 400 })])], options);
  expect(found).toMatchObject({ drifted: true, test: { method: 'chi-square' } });
  expect(found?.psi).toBeGreaterThan(0.1);
});

it('a reference that is a profile is compared by its bins', () => {
  const [found] = driftOf([table([numberOf('x', moved)], { by: 'profile' })], options);
  expect(found).toMatchObject({ by: 'profile', drifted: true, test: { method: 'chi-square' } });
  expect(found?.test?.statistic).toBeCloseTo(
    chiSquareTest(moved.map((now) => ({ was: 2500, now })))?.statistic ?? 0,
    9,
  );
});

it('rows that no bin holds are not lost', () => {
  const counts = numberOf('x', [1000, 1000, 1000, 1000]);
  const [found] = driftOf([table([counts], { by: 'profile' })], options);
  expect(found?.drifted).toBe(true);
});

it('values stand in the record only where they may be shown', () => {
  const counts = categoryOf('region', [6000, 4000], [5000, 4500], [0, 500]);
  const [hidden] = driftOf([table([counts])], options);
  const [shown] = driftOf([table([counts], { showValues: true })], options);
  expect(JSON.stringify(hidden)).not.toMatch(/"v\d"/);
  expect(hidden?.was).toEqual({
    kind: 'shares',
    shares: [
      { value: 'value 1', share: 0.6 },
      { value: 'value 2', share: 0.4 },
    ],
  });
  expect(hidden?.values).toEqual([
    { was: 6000, now: 5000 },
    { was: 4000, now: 4500 },
    { together: 9, was: 0, now: 500 },
  ]);
  expect(shown?.now).toMatchObject({ shares: [{ value: 'v0', share: 0.5 }, { value: 'v1' }] });
  expect(shown?.values?.[0]).toEqual({ value: 'v0', was: 6000, now: 5000 });
});

it('leaves out columns of a side without rows, and says of an empty column that it is empty', () => {
  const none = numberOf('x', still);
  expect(driftOf([table([{ ...none, now: { rows: 0, missing: 0 } }])], options)).toEqual([]);
  const empty: ColumnCounts = {
    kind: 'number',
    column: 'x',
    was: { rows, missing: rows },
    now: { rows, missing: rows },
    bins: [],
  };
  expect(driftOf([table([empty])], options)).toMatchObject([
    { psi: 0, drifted: false, was: { shares: [{ value: null, share: 1 }] } },
  ]);
});

test('the limit of a column is the smallest of its lines', () => {
  const line = (columns: DriftLine['columns'], amount: number): DriftLine => ({
    line: 1,
    measure: 'psi',
    columns,
    max: { amount, relative: false, written: String(amount) },
  });
  const lines = [line('all', 0.3), line(['income'], 0.2)];
  expect([driftLimit(lines, 'income'), driftLimit(lines, 'age'), driftLimit([], 'age')]).toEqual([
    0.2,
    0.3,
    usualDrift,
  ]);
  expect(driftLimit([line(['income'], 0.2)], 'age')).toBe(usualDrift);
});

test('Holm’s steps', () => {
  const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005, Number.NaN]);
  for (const [index, value] of [0.04, 0.09, 0.09, 0.025, 1].entries()) expect(adjusted[index]).toBeCloseTo(value, 12);
  expect(holmAdjusted([])).toEqual([]);
});

test('rare values are pooled, and counted exactly where they stay rare', () => {
  const common = [
    { was: 5000, now: 5050 },
    { was: 5000, now: 4950 },
  ];
  const pooled = categoryTest([...common, { was: 3, now: 2 }, { was: 4, now: 5 }, { was: 2, now: 1 }]);
  expect(pooled).toEqual(chiSquareTest([...common, { was: 9, now: 8 }]));
  const rare = categoryTest([...common, { was: 0, now: 3 }]);
  expect(rare?.method).toBe('binomial');
  expect(rare?.p).toBeCloseTo(2 * 2 * 0.5 ** 3, 2);
  // One row of a value that one in a thousand tables of this size has: no evidence, where chi-square sees 1,000.
  const sparse = [
    { was: 10, now: 1 },
    { was: 1_000_000, now: 100 },
  ];
  expect(chiSquareTest(sparse)?.p).toBeLessThan(1e-100);
  expect(categoryTest(sparse)?.p).toBeGreaterThan(1e-3);
  expect(missingTest({ rows: 1_000_000, missing: 0 }, { rows: 100, missing: 20 })?.p).toBeLessThan(1e-50);
  expect(missingTest({ rows: 9, missing: 0 }, { rows: 9, missing: 0 })).toBeUndefined();
});
