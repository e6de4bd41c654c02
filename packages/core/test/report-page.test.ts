import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../src/record/record.ts';
import { byteLength } from '../src/report/budget.ts';
import { renderNote } from '../src/report/note.ts';
import { renderPage } from '../src/report/page/page.ts';
import { anyRecord } from './arbitrary/record.ts';
import { context } from './context.ts';
import { goldens } from './goldens.ts';
import { faultsOf } from './page-faults.ts';
import { deltaOf, relative, sliceOf, type Value } from './records/parts.ts';
import { comparedWith, recordOf, verdictOf } from './records/sections.ts';

/** 100 metrics in 50 slices each. */
function large(): RunRecord {
  const metrics = Array.from(
    { length: 100 },
    (_, index): Value => [`metric_number_${index}`, 0.7 + index / 1000, 0.012],
  );
  const slices = Array.from({ length: 50 }, (_, index) => ({ column: 'acquisition_month', value: `1997-${index}` }));
  const deltas = metrics.map(([name, value]) =>
    deltaOf([name, value, 0.71, value - 0.716, value - 0.704], { n: 20_000 }),
  );
  const inSlices = metrics.flatMap(([name, value]) =>
    slices.map((slice) => deltaOf([name, value, 0.71, value - 0.74, value - 0.68], { n: 400, slice })),
  );
  return recordOf({
    head: '9f3c2ab',
    run: '4812',
    took: 252,
    evaluation: {
      rows: 20_000,
      positives: 8000,
      metrics,
      slices: slices.map(({ column, value }) => sliceOf(column, value, 400, 160, metrics)),
      auc: 0.741,
      recall: 0.6,
    },
    comparison: comparedWith(20_000, 5100, [...deltas, ...inSlices]),
    verdict: verdictOf(
      'passed',
      inSlices.map((delta, index) => relative(String(Math.floor(index / 50)), 'max-drop', '0.5', delta)),
    ),
  });
}

describe('the page', () => {
  it.each(goldens)('$name: self-contained, small, each figure with its finding', ({ record }) => {
    const page = renderPage(record, context);
    expect(faultsOf(page)).toEqual([]);
    expect(byteLength(page)).toBeLessThan(150_000);
  });

  it('stays under 1 MB at 100 metrics in 50 slices', () => {
    const page = renderPage(large(), context);
    expect(faultsOf(page)).toEqual([]);
    expect(byteLength(page)).toBeLessThan(1_000_000);
    expect(byteLength(renderNote(large(), context))).toBeLessThan(20_000);
  });

  it('makes nothing of foreign text live', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(faultsOf(renderPage(record, context))).toEqual([]);
      }),
      { endOnFailure: true },
    );
  });
});
