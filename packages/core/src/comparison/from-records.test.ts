import { describe, expect, it } from 'vitest';
import type { Metric } from '../record/evaluation.ts';
import { wilsonInterval } from '../stats/wilson.ts';
import { compareRecorded, recordedDelta } from './from-records.ts';

const levels = { alpha: 0.025, family: 1 };

function accuracy(k: number, n: number): Metric {
  const { low, high } = wilsonInterval(k, n, { low: 0.025, high: 0.025 });
  const interval = { low, high, lowLevel: 0.025, highLevel: 0.025, method: 'wilson' };
  return { name: 'accuracy', direction: 'higher', value: k / n, n, interval };
}

describe('recordedDelta', () => {
  it("equals Newcombe's interval, which is MOVER on two Wilson intervals", () => {
    const { interval, delta } = recordedDelta(accuracy(56, 70), accuracy(48, 80), { against: 'baseline', levels });
    expect(delta).toBeCloseTo(0.2, 12);
    expect(interval?.low).toBeCloseTo(0.05243147240236498, 12);
    expect(interval?.high).toBeCloseTo(0.33387265403690614, 12);
  });

  it('takes a reference without a spread to be as uncertain as the candidate', () => {
    const { interval: _, ...bare } = accuracy(48, 80);
    const { interval } = recordedDelta(accuracy(56, 70), bare, { against: 'baseline', levels });
    expect(interval?.method).toContain("candidate's spread");
    expect(interval && interval.low < 0.2 && interval.high > 0.2).toBe(true);
  });

  it('says which side has no number', () => {
    const gone: Metric = { name: 'accuracy', direction: 'higher', n: 0, undefined: 'no rows' };
    expect(recordedDelta(gone, accuracy(1, 2), { against: 'baseline', levels }).undefined).toBe('candidate: no rows');
    expect(recordedDelta(accuracy(1, 2), undefined, { against: 'anchor', levels }).undefined).toBe(
      'the anchor has no such metric',
    );
  });
});

describe('compareRecorded', () => {
  it('compares slices that the plan names, and only those', () => {
    const slice = { column: 'region', value: 'north' };
    const side = {
      metrics: [accuracy(80, 100)],
      slices: [{ slice, rows: 50, positives: 20, metrics: [accuracy(40, 50)] }],
    };
    const plan = (column: string) => ({
      alpha: 0.05,
      compared: [{ metric: 'accuracy', against: 'baseline' as const, slice: column, minRows: 10 }],
    });
    const named = compareRecorded({ candidate: side, reference: side, plan: plan('region'), against: 'baseline' });
    expect(named.metrics.map((delta) => delta.slice?.value)).toEqual([undefined, 'north']);
    expect(named.family).toBe(1);
    const other = compareRecorded({ candidate: side, reference: side, plan: plan('channel'), against: 'baseline' });
    expect(other.metrics).toHaveLength(1);
  });

  it('keeps a slice value in sight that only the reference has', () => {
    const north = { slice: { column: 'region', value: 'north' }, rows: 50, positives: 20, metrics: [accuracy(40, 50)] };
    const south = { ...north, slice: { column: 'region', value: 'south' } };
    const plan = {
      alpha: 0.05,
      compared: [{ metric: 'accuracy', against: 'baseline' as const, slice: 'region', minRows: 10 }],
    };
    const sides = { candidate: { metrics: [], slices: [south] }, reference: { metrics: [], slices: [north, south] } };
    const { metrics } = compareRecorded({ ...sides, plan, against: 'baseline' });
    expect(metrics.map(({ slice, undefined: why }) => [slice?.value, why])).toEqual([
      ['south', undefined],
      ['north', 'the candidate has no rows of this slice'],
    ]);
  });
});
