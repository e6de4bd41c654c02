import { expect, test } from 'vitest';
import { evaluateBinary } from './evaluate.ts';

const settings = { target: 'y', score: 's', threshold: 0.5 };

test('a short ROC curve has a point for each distinct score', () => {
  const target = Uint8Array.of(1, 0, 1, 0);
  const { curves } = evaluateBinary({ target, score: Float64Array.of(0.9, 0.8, 0.8, 0.1), slices: [] }, settings);
  expect(curves.roc).toEqual([
    { falsePositiveRate: 0, truePositiveRate: 0 },
    { falsePositiveRate: 0, truePositiveRate: 0.5 },
    { falsePositiveRate: 0.5, truePositiveRate: 1 },
    { falsePositiveRate: 1, truePositiveRate: 1 },
  ]);
});

test('a long ROC curve is thinned, rises, and keeps its area', () => {
  const rows = 20_000;
  const score = Float64Array.from({ length: rows }, (_, row) => ((row * 7919) % rows) / rows);
  const target = Uint8Array.from(score, (value, row) => Number((row * 104729) % 1000 < 1000 * value));
  const { curves, metrics } = evaluateBinary({ target, score, slices: [] }, settings);
  expect(curves.roc.length).toBeLessThanOrEqual(201);
  let area = 0;
  curves.roc.forEach((point, index) => {
    const before = curves.roc[index - 1] ?? { falsePositiveRate: 0, truePositiveRate: 0 };
    expect(point.falsePositiveRate).toBeGreaterThanOrEqual(before.falsePositiveRate);
    expect(point.truePositiveRate).toBeGreaterThanOrEqual(before.truePositiveRate);
    area +=
      ((point.falsePositiveRate - before.falsePositiveRate) * (point.truePositiveRate + before.truePositiveRate)) / 2;
  });
  expect(area).toBeCloseTo(metrics.find(({ name }) => name === 'roc_auc')?.value ?? Number.NaN, 3);
});

test('calibration bins hold their upper edge, and every row is in one', () => {
  const score = Float64Array.of(0, 0.1, 0.10001, 0.5, 1, 1);
  const { curves } = evaluateBinary({ target: Uint8Array.of(0, 1, 1, 0, 1, 0), score, slices: [] }, settings);
  expect(curves.calibration.map(({ from, to, count, observed }) => [from, to, count, observed])).toEqual([
    [0, 0.1, 2, 0.5],
    [0.1, 0.2, 1, 1],
    [0.4, 0.5, 1, 0],
    [0.9, 1, 2, 0.5],
  ]);
  for (const { low, high, observed } of curves.calibration) expect(low <= observed && observed <= high).toBe(true);
});

test('scores that are no probabilities have no calibration, one class has no ROC curve', () => {
  const { curves } = evaluateBinary(
    { target: Uint8Array.of(1, 1), score: Float64Array.of(-3, 4), slices: [] },
    settings,
  );
  expect(curves).toEqual({ roc: [], calibration: [] });
});
