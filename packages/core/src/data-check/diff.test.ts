import { expect, it } from 'vitest';
import { driftOf } from '../drift/drift.ts';
import type { ColumnCounts, TableColumn } from '../port/table.ts';
import { type ColumnProfile, dataDiff } from '../record/data.ts';
import { type DiffInput, diffOf } from './diff.ts';

const rows = 10_000;
const alpha = 0.05;

function number(column: string, sides: { was: number; now: number; ks: number; missing?: number }): ColumnCounts {
  const { was, now, ks, missing = 0 } = sides;
  const here = rows - missing;
  return {
    kind: 'number',
    column,
    was: { rows, missing: 0, median: was },
    now: { rows, missing, median: now },
    bins: [
      { from: 0, to: 5, was: rows / 2, now: here * (0.5 - ks) },
      { from: 5, to: 9, was: rows / 2, now: here * (0.5 + ks) },
    ],
    ks,
  };
}

const source: ColumnCounts = {
  kind: 'category',
  column: 'source',
  was: { rows, missing: 0 },
  now: { rows, missing: 0 },
  values: [
    { value: 'web', was: 7000, now: 5600 },
    { value: 'phone', was: 3000, now: 3000 },
    { value: 'partner_b', was: 0, now: 1400 },
  ],
  distinctWas: 2,
  distinctNow: 3,
};

const counts: readonly ColumnCounts[] = [
  number('income', { was: 41_200, now: 44_850, ks: 0.1, missing: 1240 }),
  source,
  number('age', { was: 41, now: 41.5, ks: 0.004 }),
];

function columnsOf(...names: readonly string[]): readonly TableColumn[] {
  return names.map((name) => ({ name, type: 'text' }));
}

function profileOf(column: string, min: number, max: number, mean: number): ColumnProfile {
  return { kind: 'number', column, type: 'number', missing: 0, min, max, mean, edges: [], counts: [] };
}

function sideOf(columns: readonly TableColumn[], profiles: ColumnProfile[] = []) {
  return { rows, columns, profile: { rows, columns: columns.length, profiles } };
}

function diff(more: Partial<DiffInput> = {}) {
  const found = more.counts ?? counts;
  const drift = driftOf([{ dataset: 'train', by: 'rows', counts: found, showValues: false }], { alpha, lines: [] });
  const input: DiffInput = {
    dataset: 'train',
    by: 'rows',
    why: 'from git',
    was: sideOf(columnsOf('income', 'source', 'age', 'plan')),
    now: sideOf(columnsOf('income', 'source', 'age', 'plan_code')),
    rows: { added: 3118, removed: 411, changed: 5902, changedIn: [] },
    counts: found,
    drift,
    showValues: false,
    alpha,
    ...more,
  };
  return dataDiff.parse(diffOf(input));
}

it('lists what came and went, then what moved beyond noise, and counts the rest', () => {
  const found = diff();
  expect(found.columns.map(({ column, what }) => `${column} ${what}`)).toEqual([
    'plan removed',
    'plan_code added',
    'source categories',
    'income missing',
    'income median',
  ]);
  expect(found).toMatchObject({ unchanged: 1, added: 3118, removed: 411, changed: 5902, rowsWas: rows, columnsWas: 4 });
  expect(found.columns[3]).toEqual({ column: 'income', what: 'missing', was: 0, now: 0.124 });
  expect(found.columns[4]).toMatchObject({ was: 41_200, now: 44_850, psi: expect.any(Number) });
});

it('names new values only where they may be shown', () => {
  expect(diff().columns[2]).toMatchObject({ was: 2, now: 3, newCount: 1, goneCount: 0 });
  expect(JSON.stringify(diff())).not.toContain('partner_b');
  expect(diff({ showValues: true }).columns[2]).toMatchObject({ newValues: [{ value: 'partner_b', share: 0.14 }] });
});

it('a type that changed is said whatever the values do', () => {
  const found = diff({
    counts: [],
    was: sideOf([{ name: 'age', type: 'integer' }]),
    now: sideOf([{ name: 'age', type: 'string' }]),
  });
  expect(found.columns).toEqual([{ column: 'age', what: 'type', was: 'integer', now: 'string' }]);
  expect(found.unchanged).toBe(0);
});

it('a number is told by its range and mean where its median stays', () => {
  const moved = [number('flag', { was: 0, now: 0, ks: 0.2 })];
  const [columns] = [columnsOf('flag')];
  const was = sideOf(columns, [profileOf('flag', 0, 1, 0.31)]);
  const found = diff({ counts: moved, was, now: sideOf(columns, [profileOf('flag', 0, 7, 0.42)]) });
  expect(found.columns).toMatchObject([
    { what: 'range', was: '0 to 1', now: '0 to 7' },
    { what: 'mean', was: 0.31, now: 0.42 },
  ]);
  const flat = diff({ counts: moved, was, now: was });
  expect(flat.columns).toMatchObject([{ column: 'flag', what: 'median' }]);
});

it('says why there is nothing to compare', () => {
  expect(diff({ by: 'none', why: 'LFS has no such object', was: undefined })).toEqual({
    dataset: 'train',
    by: 'none',
    why: 'LFS has no such object',
    rowsNow: rows,
    columnsNow: 4,
    columns: [],
    unchanged: 0,
  });
});
