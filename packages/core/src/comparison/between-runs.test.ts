import { describe, expect, it } from 'vitest';
import type { Delta } from '../record/comparison.ts';
import type { RunSpread } from '../record/training.ts';
import { studentQuantile } from '../stats/student.ts';
import { widenByRuns } from './between-runs.ts';

const delta: Delta = {
  name: 'roc_auc',
  direction: 'higher',
  against: 'baseline',
  n: 1000,
  delta: 0.01,
  interval: { low: 0.004, high: 0.018, lowLevel: 0.05, highLevel: 0.01, method: 'delong' },
  standardError: 0.003,
};
const spread = (deviation: number, runs = 5): RunSpread => ({
  metric: 'roc_auc',
  runs,
  mean: 0.7,
  deviation,
  low: 0,
  high: 1,
});

describe('widenByRuns', () => {
  it('moves each end out at its own level, with the degrees of freedom of both sides', () => {
    const [wide] = widenByRuns([delta], { candidate: [spread(0.003)], reference: [spread(0.003)] });
    const run = Math.sqrt(2) * 0.003;
    expect(wide?.standardError).toBeCloseTo(Math.hypot(0.003, run), 14);
    expect(wide?.interval?.low).toBeCloseTo(0.01 - Math.hypot(0.006, studentQuantile(0.95, 8) * run), 14);
    expect(wide?.interval?.high).toBeCloseTo(0.01 + Math.hypot(0.008, studentQuantile(0.99, 8) * run), 14);
  });

  it('takes a side that was trained once to spread like the other', () => {
    const once = widenByRuns([delta], { candidate: [spread(0.003)], reference: [] });
    const twice = widenByRuns([delta], { candidate: [spread(0.003)], reference: [spread(0.003)] });
    expect(once).toEqual(twice);
  });

  it('leaves slices, other metrics, runs that never differ and missing numbers as they are', () => {
    const none = { candidate: [], reference: [] };
    expect(widenByRuns([delta], none)).toEqual([delta]);
    const slice = { ...delta, slice: { column: 'region', value: 'north' } };
    const other = { ...delta, name: 'recall' };
    const { delta: _gone, ...missing } = delta;
    const runs = { candidate: [spread(0.003)], reference: [spread(0.002)] };
    expect(widenByRuns([slice, other, missing], runs)).toEqual([slice, other, missing]);
    expect(widenByRuns([delta], { candidate: [spread(0)], reference: [spread(0)] })).toEqual([delta]);
  });
});
