import { describe, expect, it } from 'vitest';
import type { ColumnCounts } from '../port/table.ts';
import type { ColumnProfile } from '../record/data.ts';
import { columnChanges } from './column-changes.ts';
import type { DiffInput } from './diff.ts';

const input: DiffInput = {
  dataset: 'train',
  by: 'rows',
  why: 'from git',
  now: { rows: 3000, columns: [] },
  showValues: true,
  alpha: 0.05,
};
const side = { rows: 3000, missing: 0 };

function categories(values: readonly (readonly [string, number, number])[], distinctWas: number): ColumnCounts {
  return {
    kind: 'category',
    column: 'city',
    was: side,
    now: side,
    values: values.map(([value, was, now]) => (value === '…' ? { value, was, now, rest: true } : { value, was, now })),
    distinctWas,
    distinctNow: values.length,
  };
}

function numbers(min: number, max: number): ColumnProfile {
  return { kind: 'number', column: 'age', type: 'number', missing: 0, min, max, edges: [], counts: [] };
}

const ofCity = (counts: ColumnCounts) =>
  columnChanges({ column: 'city', was: undefined, now: undefined, counts, drift: undefined }, input);
const ofAge = (was: ColumnProfile, now: ColumnProfile) => {
  const counts: ColumnCounts = { kind: 'number', column: 'age', was: side, now: side, bins: [] };
  return columnChanges({ column: 'age', was, now, counts, drift: undefined }, input);
};

describe('what no sampling explains is told however few rows it is', () => {
  it('a value that a whole list did not have', () => {
    expect(
      ofCity(
        categories(
          [
            ['Rome', 3000, 2994],
            ['Xyz', 0, 6],
          ],
          1,
        ),
      ),
    ).toMatchObject([{ what: 'categories', newCount: 1, goneCount: 0, newValues: [{ value: 'Xyz', share: 0.002 }] }]);
  });

  it('but not one of a long or an incomplete list, and no value that is gone', () => {
    expect(
      ofCity(
        categories(
          [
            ['Rome', 3000, 2994],
            ['Xyz', 0, 6],
          ],
          51,
        ),
      ),
    ).toEqual([]);
    expect(
      ofCity(
        categories(
          [
            ['Rome', 2000, 2000],
            ['…', 1000, 994],
            ['Xyz', 0, 6],
          ],
          30,
        ),
      ),
    ).toEqual([]);
    expect(
      ofCity(
        categories(
          [
            ['Rome', 2999, 3000],
            ['Bari', 1, 0],
          ],
          2,
        ),
      ),
    ).toEqual([]);
  });

  it('a number further out than the whole range was wide', () => {
    expect(ofAge(numbers(18, 100), numbers(18, 70000))).toMatchObject([{ what: 'range', now: '18 to 70000' }]);
    expect(ofAge(numbers(18, 100), numbers(18, 120))).toEqual([]);
    expect(ofAge(numbers(0, 100), numbers(40, 60))).toEqual([]);
  });
});
