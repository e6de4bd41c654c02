import { expect, it } from 'vitest';
import type { ColumnCounts } from '../port/table.ts';
import { summariesOf } from './summary.ts';

const source: ColumnCounts = {
  kind: 'category',
  column: 'source',
  was: { rows: 1000, missing: 0 },
  now: { rows: 1000, missing: 0 },
  values: [
    { value: 'web', was: 500, now: 430 },
    { value: 'shop', was: 250, now: 220 },
    { value: 'app', was: 250, now: 210 },
    { value: 'partner_b', was: 0, now: 140 },
  ],
  distinctWas: 3,
  distinctNow: 4,
};

it('names the value that moved most, however rare it is', () => {
  expect(summariesOf(source, true).now).toEqual({
    kind: 'shares',
    shares: [
      { value: 'web', share: 0.43 },
      { value: 'shop', share: 0.22 },
      { value: 'partner_b', share: 0.14 },
    ],
  });
});
