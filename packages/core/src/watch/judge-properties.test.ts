import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnEvaluation, gateLine, recorded, rulesWith, windowWith } from '../../test/watch-windows.ts';
import type { ColumnCounts } from '../port/table.ts';
import { watchWindow } from '../record/watch.ts';
import { judgeWindow, type WindowInput } from './judge.ts';

const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1_000_000 }));
const cell = fc.record({ was: count, now: count });

/** Bins and totals that agree, whatever is empty. */
const numberColumn = fc
  .record({
    cells: fc.array(cell, { maxLength: 6 }),
    was: count,
    now: count,
    ks: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ cells, was, now, ks }): ColumnCounts => {
    const total = (of: (each: (typeof cells)[number]) => number) => cells.reduce((sum, each) => sum + of(each), 0);
    return {
      kind: 'number',
      column: 'x',
      was: { rows: total((each) => each.was) + was, missing: was, ...(cells.length > 0 ? { median: 1 } : {}) },
      now: { rows: total((each) => each.now) + now, missing: now },
      bins: cells.map((each, index) => ({ from: index, to: index + 1, ...each })),
      ...(ks === null ? {} : { ks }),
    };
  });

const categoryColumn = fc
  .record({ cells: fc.array(cell, { maxLength: 6 }), was: count, now: count })
  .map(({ cells, was, now }): ColumnCounts => {
    const total = (of: (each: (typeof cells)[number]) => number) => cells.reduce((sum, each) => sum + of(each), 0);
    return {
      kind: 'category',
      column: 'y',
      was: { rows: total((each) => each.was) + was, missing: was },
      now: { rows: total((each) => each.now) + now, missing: now },
      values: cells.map((each, index) => ({ value: String(index), ...each })),
      distinctWas: cells.length,
      distinctNow: cells.length,
    };
  });

const scores = fc.array(cell, { minLength: 1, maxLength: 10 }).chain((cells) =>
  fc
    .record({ missing: count, part: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ missing, part }): NonNullable<WindowInput['scores']> => {
      const [was, now] = [
        cells.reduce((sum, each) => sum + each.was, 0),
        cells.reduce((sum, each) => sum + each.now, 0),
      ];
      return {
        reference: {
          edges: cells.map((_, index) => index).concat(cells.length),
          counts: cells.map((each) => each.was),
          rows: was,
          positive: Math.floor(part * was),
        },
        now: { rows: now + missing, missing, positive: Math.floor(part * now), bins: cells.map((each) => each.now) },
      };
    }),
);

const number = fc.oneof(count, fc.double({ min: -10, max: 1e7 }));
const service = fc.record({ bad: number, all: number }).map((counts) => ({
  limit: { name: 'errors', bad: 'b', all: 'a', max: 0.01, written: '1%' },
  counts,
}));

const rules = rulesWith({
  minRows: 2,
  gate: [gateLine('roc_auc', { min: 0.7, maxDrop: 0.01 }), gateLine('log_loss', { maxRise: '5%' })],
});

test('every window is a record of finite numbers, and nothing is flagged without a test', () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: count,
        columns: fc.array(fc.oneof(numberColumn, categoryColumn), { maxLength: 4 }),
        scores,
        service: fc.array(service, { maxLength: 2 }),
      }),
      (input) => {
        const window = judgeWindow(windowWith(input), rules);
        expect(watchWindow.parse(window)).toEqual(window);
        for (const { outcome, flagged, p, adjusted, value, limit } of window.series) {
          expect((outcome === 'judged') === (value !== undefined)).toBe(true);
          if (flagged) {
            expect(value).toBeGreaterThan(limit?.value ?? Number.POSITIVE_INFINITY);
            expect(adjusted).toBeLessThan(0.05);
            expect(adjusted).toBeGreaterThanOrEqual(p ?? 1);
          }
        }
      },
    ),
  );
});

test('small evaluations of any kind make records too', () => {
  const champion = recorded(drawnEvaluation('champion of few', { rows: 200 }));
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 30 }),
      fc.constantFrom(0, 0.5, 1),
      fc.string(),
      fc.boolean(),
      (rows, base, seed, turned) => {
        const drawn = drawnEvaluation(seed, { rows, base, signal: 5 });
        const performance = turned
          ? { now: champion, reference: recorded(drawn) }
          : { now: drawn, reference: champion };
        const window = judgeWindow(windowWith({ rows, performance }), rules);
        expect(watchWindow.parse(window)).toEqual(window);
        expect(window.series).toHaveLength(2);
      },
    ),
    { numRuns: 60 },
  );
});
