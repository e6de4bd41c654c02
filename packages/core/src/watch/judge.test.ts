import { expect, it, test } from 'vitest';
import { numbers, rulesWith, windowWith } from '../../test/watch-windows.ts';
import type { DriftLine } from '../policy/policy.ts';
import type { ColumnCounts } from '../port/table.ts';
import { watchWindow } from '../record/watch.ts';
import { judgeWindow, type WatchRules, type WindowInput } from './judge.ts';

const still = [250, 250, 250, 250];
const moved = [400, 300, 200, 100];

/** Whatever is judged must be a record: numbers are finite, words are known. */
function judged(input: Partial<WindowInput>, rules: Partial<WatchRules> = {}) {
  const window = judgeWindow(windowWith(input), rulesWith(rules));
  expect(watchWindow.parse(window)).toEqual(window);
  return window;
}

const driftLine = (columns: DriftLine['columns'], amount: number, written = String(amount)): DriftLine => ({
  line: 1,
  measure: 'psi',
  columns,
  max: { amount, relative: false, written },
});

it('flags the column that moved, in the order of the input', () => {
  const { outcome, series } = judged({ columns: [numbers('age', still), numbers('income', moved)] });
  expect(outcome).toBe('judged');
  expect(series.map(({ name, flagged }) => [name, flagged])).toEqual([
    ['age', false],
    ['income', true],
  ]);
  expect(series[1]).toMatchObject({
    kind: 'column',
    outcome: 'judged',
    n: 1000,
    limit: { kind: 'drift', value: 0.1, written: '0.1' },
    was: { kind: 'median', median: 5 },
    now: { kind: 'median', median: 6 },
  });
  expect(series[1]?.value).toBeGreaterThan(0.2);
  expect(series[1]?.adjusted).toBe(2 * (series[1]?.p ?? 0));
});

it('neither an effect of few rows nor a small one of many is flagged', () => {
  const few = judged({ columns: [numbers('few', [60, 40], { was: 40 })], rows: 100 }).series[0];
  expect(few).toMatchObject({ flagged: false });
  const many = judged({ columns: [numbers('many', [502_000, 498_000], { was: 1_000_000 })], rows: 1_000_000 });
  expect(many.series[0]?.adjusted).toBeLessThan(0.05);
  expect(many.series[0]).toMatchObject({ flagged: false });
  const strict = judged(
    { columns: [numbers('few', [80, 20], { was: 40 })], rows: 100 },
    { drift: [driftLine('all', 0)] },
  );
  expect(strict.series[0]).toMatchObject({ flagged: true, limit: { value: 0, written: '0' } });
});

it('holds a column against the smallest of its limits, as it is written', () => {
  const drift = [driftLine('all', 0.3), driftLine(['income'], 0.2, '0.20')];
  const { series } = judged({ columns: [numbers('income', still), numbers('age', still)] }, { drift });
  expect(series.map(({ limit }) => limit?.written)).toEqual(['0.20', '0.3']);
});

it('two tests of a number are one series: the smaller p counts twice', () => {
  const counts = { ...numbers('income', [225, 225, 225, 225], { missing: 100 }), ks: 0.01 };
  const [point] = judged({ columns: [counts] }).series;
  expect(point).toMatchObject({ flagged: true });
  const values = judged({ columns: [{ ...numbers('income', still), ks: 0.01 }] }).series[0];
  expect(values).toMatchObject({ flagged: false, value: 0 });
  expect(values?.p).toBeGreaterThan(0.9);
});

test('columns that are empty, new or wholly missing', () => {
  const nothing = { kind: 'number', column: 'x', bins: [] } as const;
  const none = (was: number, missingWas: number, missingNow: number): ColumnCounts => ({
    ...nothing,
    was: { rows: was, missing: missingWas },
    now: { rows: 1000, missing: missingNow },
  });
  const { series } = judged({
    columns: [none(0, 0, 0), none(500, 500, 1000), none(500, 0, 1000), none(500, 500, 0)],
    absent: ['gone'],
  });
  expect(series.map(({ outcome, flagged, reason }) => [outcome, flagged, reason])).toEqual([
    ['no data', false, 'the reference has no rows'],
    ['judged', false, undefined],
    ['judged', true, undefined],
    ['judged', true, undefined],
    ['not in both', true, 'the column is not on both sides, or not of one kind'],
  ]);
  const unread = judged({ columns: [{ ...nothing, was: { rows: 5, missing: 0 }, now: { rows: 0, missing: 0 } }] });
  expect(unread.series[0]).toMatchObject({ outcome: 'no data', reason: 'there are no rows', n: 0 });
});

test('bins that are empty in the reference have an effect that is finite', () => {
  const counts: ColumnCounts = {
    ...numbers('income', [900, 100]),
    bins: [
      { from: 0, to: 1, was: 10_000, now: 900 },
      { from: 1, to: 2, was: 0, now: 100 },
    ],
  };
  expect(judged({ columns: [counts] }).series[0]).toMatchObject({ flagged: true });
});

it('values stand in a window only where they may be shown', () => {
  const plan: ColumnCounts = {
    kind: 'category',
    column: 'plan',
    was: { rows: 1000, missing: 0 },
    now: { rows: 1000, missing: 0 },
    values: [
      { value: 'gold', was: 500, now: 100 },
      { value: 'free', was: 500, now: 900 },
    ],
    distinctWas: 2,
    distinctNow: 2,
  };
  expect(JSON.stringify(judged({ columns: [plan] }))).not.toContain('gold');
  expect(judged({ columns: [plan], showValues: true }).series[0]?.was).toMatchObject({
    shares: [{ value: 'free' }, { value: 'gold' }],
  });
});

test('a window with few rows or none judges nothing of its rows', () => {
  const columns = [numbers('income', [40, 10])];
  expect(judged({ rows: 0, columns })).toMatchObject({ outcome: 'empty', series: [] });
  const few = judged({ rows: 50, columns });
  expect(few.outcome).toBe('too few');
  expect(few.series).toEqual([
    {
      kind: 'column',
      name: 'income',
      outcome: 'too few',
      reason: '50 rows, at least 100 are needed',
      n: 50,
      flagged: false,
    },
  ]);
});

const errors = { name: 'errors', bad: 'b', all: 'a', max: 0.01, written: '1%' };

test('service: the share over its limit, exactly tested, also where there are no rows', () => {
  const at = (counts: WindowInput['service'][number]['counts'], rows = 1000) =>
    judged({ rows, service: [{ limit: errors, counts }] }).series[0];
  expect(at({ bad: 10, all: 1000 })).toMatchObject({ value: 0.01, flagged: false });
  // scipy 1.17.1: binom.sf(19, 1000, 0.01)
  expect(at({ bad: 20, all: 1000 })?.p).toBeCloseTo(0.003288359787727457, 15);
  expect(at({ bad: 20, all: 1000 }, 0)).toMatchObject({ value: 0.02, flagged: true, direction: 'lower', n: 1000 });
  expect(at({ bad: 2, all: 100 })).toMatchObject({ value: 0.02, flagged: false });
  expect(at({ bad: 20.4, all: 1000.3 })).toMatchObject({ value: 0.02, n: 1000 });
  expect(at({ bad: 7, all: 5 })).toMatchObject({ value: 1, n: 5, flagged: true });
  expect(at({ bad: 0, all: 0 })).toMatchObject({ outcome: 'no data', reason: 'no events were counted' });
  expect(at({ bad: Number.NaN, all: 5 })).toMatchObject({ outcome: 'no data', flagged: false });
  expect(at({ noData: 'no such series' })).toMatchObject({ outcome: 'no data', reason: 'no such series' });
});

test('families are corrected apart', () => {
  const service = [{ limit: errors, counts: { bad: 16, all: 1000 } }];
  const columns = Array.from({ length: 9 }, (_, index) => numbers(`c${index}`, still));
  const point = judged({ columns, service }).series.at(-1);
  expect(point?.p).toBeCloseTo(0.04787058575794716, 14);
  expect(point).toMatchObject({ adjusted: point?.p, flagged: true });
});
