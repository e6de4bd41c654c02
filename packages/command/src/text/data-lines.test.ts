import type { ColumnSummary, DataSection } from '@weighbridge/core';
import { expect, it } from 'vitest';
import { dataLines } from './data-lines.ts';

const digest = `sha256:${'a'.repeat(64)}` as const;
const shares: ColumnSummary = { kind: 'shares', shares: [] };
const section: DataSection = {
  datasets: [
    { name: 'train', path: 'data/train.csv', digest, rows: 83_911 },
    { name: 'evaluation', path: 'data/evaluation.csv', digest },
  ],
  checks: [
    {
      dataset: 'train',
      column: 'age',
      rule: 'minimum',
      expected: 'at least 0',
      severity: 'warning',
      outcome: 'failed',
      count: 2,
      of: 83_911,
      rows: [7, 1200],
      by: 'scan',
    },
    {
      dataset: 'train',
      column: 'income',
      rule: 'required',
      expected: 'at most 0.5% empty',
      severity: 'error',
      outcome: 'failed',
      count: 10_405,
      of: 83_911,
      tolerance: { share: 0.005 },
      rows: [4, 17, 23, 41, 66, 70],
      by: 'scan',
    },
    {
      dataset: 'train',
      column: 'region',
      rule: 'enum',
      expected: 'one of 7 values',
      severity: 'error',
      outcome: 'passed',
      count: 0,
      of: 83_911,
      rows: [],
      by: 'statistics',
    },
  ],
  diff: [
    {
      dataset: 'train',
      by: 'rows',
      why: 'from git',
      rowsWas: 81_204,
      rowsNow: 83_911,
      columnsNow: 3,
      added: 3118,
      removed: 411,
      changed: 5902,
      columns: [
        { column: 'plan', what: 'removed', was: 'text' },
        { column: 'income', what: 'missing', was: 0.003, now: 0.124 },
        { column: 'income', what: 'median', was: 41_200, now: 44_850, psi: 0.34 },
        { column: 'source', what: 'categories', was: 3, now: 4, newCount: 1, goneCount: 0, psi: 0.2 },
      ],
      unchanged: 1,
    },
    {
      dataset: 'evaluation',
      by: 'none',
      why: 'LFS has no such object',
      rowsNow: 9,
      columnsNow: 3,
      columns: [],
      unchanged: 0,
    },
  ],
  drift: [
    { dataset: 'train', column: 'income', psi: 0.34, limit: 0.2, drifted: true, was: shares, now: shares },
    { dataset: 'train', column: 'source', psi: 0.2, limit: 0.2, drifted: false, was: shares, now: shares },
  ],
};

it('says what is broken, what changed and what drifted', () => {
  expect(dataLines(section).split('\n')).toEqual([
    '  train       83,911 rows  data/train.csv',
    '  evaluation               data/evaluation.csv',
    '1 of 3 data rules hold',
    '❌ train: 12.4% of `income` is empty; the schema allows 0.5%. Rows 4, 17, 23, 41, 66, …',
    '⚠️ train: 2 rows of `age` are below 0; the schema allows none. Rows 7, 1,200.',
    'train since the base (by rows): 3,118 rows added, 411 removed, 5,902 changed',
    '  plan    removed     text',
    '  income  empty       0.3% → 12.4%',
    '  income  median      41200 → 44850, PSI 0.34',
    '  source  categories  3 → 4, 1 new, PSI 0.20',
    '  1 more column did not change beyond noise',
    'evaluation is not compared: LFS has no such object',
    '1 of 2 columns drifted',
    '  train  income  PSI 0.34, limit 0.2',
    '',
  ]);
});

it('keeps foreign names on their lines', () => {
  const hostile = 'a\r\n::error file=a.py::b\u2028::add-mask::';
  const [check] = section.checks ?? [];
  const [diff] = section.diff ?? [];
  if (!(check && diff)) throw new Error('the section has both');
  const text = dataLines({
    datasets: [{ name: hostile, path: hostile, digest, rows: 1 }],
    checks: [{ ...check, dataset: hostile, column: hostile, reason: hostile }],
    diff: [{ ...diff, dataset: hostile, columns: [{ column: hostile, what: 'type', was: hostile, now: hostile }] }],
    drift: [{ dataset: hostile, column: hostile, psi: 1, drifted: true, was: shares, now: shares }],
  });
  const commands = text.split(/[\r\n\u2028\u2029]/).filter((line) => line.trimStart().startsWith('::'));
  expect(commands).toEqual([]);
  expect(text.split('\n')).toHaveLength(9);
});

it('counts what is too much for a terminal', () => {
  const [check] = section.checks ?? [];
  if (!check) throw new Error('the section has checks');
  const text = dataLines({ ...section, diff: [], drift: [], checks: Array.from({ length: 12 }, () => check) });
  expect(text).toContain('  2 more (--json lists them)');
});

it('names a single row as one, and the keywords that the user goes without', () => {
  const [check] = section.checks ?? [];
  const [train] = section.datasets;
  if (!(check && train)) throw new Error('the section has both');
  const schema = { path: 's.yml', digest, dialect: 'frictionless', ignored: ['geopoint', 'pattern', 'geopoint'] };
  const text = dataLines({ datasets: [{ ...train, schema }], checks: [{ ...check, count: 1, rows: [7] }] });
  expect(text).toContain(' Row 7.\ntrain: not judged, by your `ignore`: geopoint, pattern\n');
});
