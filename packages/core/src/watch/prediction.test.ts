import { expect, test } from 'vitest';
import { drawnEvaluation, recorded, rulesWith, windowWith } from '../../test/watch-windows.ts';
import { evaluateBinary } from '../metric/evaluate.ts';
import type { ScoreCounts } from '../port/watch.ts';
import { watchWindow } from '../record/watch.ts';
import { judgeWindow } from './judge.ts';
import { type ReferenceScores, referenceScores } from './prediction.ts';

const champion = recorded(drawnEvaluation('scores', { rows: 5000 }));

/** Counts scores in bins as a table engine does. */
function counted(scores: readonly number[], edges: readonly number[], threshold = 0.5): ScoreCounts {
  const bins = new Array<number>(Math.max(0, edges.length - 1)).fill(0);
  for (const score of scores) {
    const past = edges.slice(1, -1).filter((edge) => score >= edge).length;
    bins[past] = (bins[past] ?? 0) + 1;
  }
  return { rows: scores.length, missing: 0, positive: scores.filter((score) => score >= threshold).length, bins };
}

function judged(reference: ReferenceScores, now: ScoreCounts) {
  const window = judgeWindow(windowWith({ scores: { reference, now }, rows: now.rows }), rulesWith());
  expect(watchWindow.parse(window)).toEqual(window);
  return window.series[0];
}

function evaluated(scores: readonly number[], threshold = 0.5, weight?: Float64Array) {
  const target = Uint8Array.from(scores, (_, row) => row % 2);
  const rows = { target, score: Float64Array.from(scores), slices: [], ...(weight ? { weight } : {}) };
  const settings = { target: 'y', score: 's', threshold, ...(weight ? { weight: 'w' } : {}) };
  return recorded(evaluateBinary(rows, settings));
}

test('the bins of the calibration curve, rows and rows predicted positive', () => {
  const { edges, counts, rows, positive } = referenceScores(champion);
  expect(edges).toHaveLength(counts.length + 1);
  expect(edges).toEqual([...edges].sort((a, b) => a - b));
  expect(rows).toBe(5000);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5000);
  expect(positive).toBe(champion.confusion.truePositive + champion.confusion.falsePositive);
});

test.each([
  ['tenths', Array.from({ length: 1100 }, (_, row) => (row % 11) / 10)],
  [
    'tenths that were added up',
    Array.from({ length: 1100 }, (_, row) => new Array(row % 11).fill(0.1).reduce((a, b) => a + b, 0)),
  ],
  ['two scores', Array.from({ length: 1000 }, (_, row) => (row % 2 === 0 ? 0.3 : 0.7000000000000001))],
])('equal scores fall into equal bins: %s', (_, scores) => {
  const capped = scores.map((score) => Math.min(1, score));
  const reference = referenceScores(evaluated(capped));
  expect(counted(capped, reference.edges).bins).toEqual(reference.counts);
  expect(judged(reference, counted(capped, reference.edges))).toMatchObject({ value: 0, flagged: false });
});

test('scores where the champion had none are a bin of their own', () => {
  const reference = referenceScores(evaluated(Array.from({ length: 400 }, (_, row) => (row % 2 === 0 ? 0.25 : 0.65))));
  expect(reference.counts).toEqual([0, 200, 0, 200, 0]);
  const now = counted(
    Array.from({ length: 400 }, (_, row) => [0.25, 0.65, 0.95][row % 3] ?? 0),
    reference.edges,
  );
  expect(now.bins[4]).toBe(133);
  expect(judged(reference, now)).toMatchObject({ flagged: true });
});

test('share predicted positive and its change, the interval by Newcombe', () => {
  const reference = referenceScores(champion);
  const moved = drawnEvaluation('moved', { rows: 2000, base: 0.8 }).curves.calibration;
  const bins = moved.map(({ count }) => count);
  const now = { rows: 2000, missing: 0, positive: 1400, bins };
  const point = judged(reference, now);
  const before = (reference.positive ?? 0) / 5000;
  expect(point).toMatchObject({
    kind: 'prediction',
    name: 'score',
    share: 0.7,
    reference: before,
    flagged: true,
    n: 2000,
  });
  expect(point?.change?.value).toBeCloseTo(0.7 - before, 14);
  expect(point?.change?.low).toBeLessThan(0.7 - before);
  expect(point?.change?.low).toBeGreaterThan(0);
});

test('answers that are missing are a cell of the index', () => {
  const reference = referenceScores(champion);
  const bins = reference.counts.map((count) => Math.round(count / 10));
  const rows = bins.reduce((sum, count) => sum + count, 0);
  expect(judged(reference, { rows, missing: 0, positive: 200, bins })).toMatchObject({ flagged: false });
  expect(judged(reference, { rows: rows + 200, missing: 200, positive: 200, bins })).toMatchObject({ flagged: true });
  const none = judged(reference, { rows: 500, missing: 500, positive: 0, bins: bins.map(() => 0) });
  expect(none).toMatchObject({ flagged: true, outcome: 'judged' });
  expect(none).not.toHaveProperty('share');
  expect(none).not.toHaveProperty('change');
});

test('scores that are no probabilities are known by their side of the threshold', () => {
  const scores = Array.from({ length: 1000 }, (_, row) => (row % 10) - 3);
  const reference = referenceScores(evaluated(scores, 2));
  expect(reference).toEqual({ edges: [0, 2, 4], counts: [500, 500], rows: 1000, positive: 500 });
  expect(judged(reference, counted(scores, reference.edges, 2))).toMatchObject({ value: 0, share: 0.5 });
  const shifted = counted(
    scores.map((score) => score - 3),
    reference.edges,
    2,
  );
  expect(judged(reference, shifted)).toMatchObject({ flagged: true, share: 0.2 });
});

test('with weights the record knows no rows predicted positive', () => {
  const scores = Array.from({ length: 1000 }, (_, row) => (row % 10) / 10);
  const weights = Float64Array.from(scores, () => 0.5);
  const reference = referenceScores(evaluated(scores, 0.5, weights));
  expect(reference).not.toHaveProperty('positive');
  const point = judged(reference, counted(scores, reference.edges));
  expect(point).toMatchObject({ value: 0, share: 0.5 });
  expect(point).not.toHaveProperty('change');
  const raw = referenceScores(
    evaluated(
      scores.map((score) => score - 5),
      -4.5,
      weights,
    ),
  );
  expect(raw).toEqual({ edges: [], counts: [], rows: 0 });
  expect(judged(raw, counted(scores, []))).toMatchObject({ outcome: 'no data', flagged: false });
});
