import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evaluateBinary } from './evaluate.ts';
import type { Predictions } from './predictions.ts';

interface Case {
  readonly name?: string;
  readonly target: readonly number[];
  readonly score: readonly number[];
  readonly weight: readonly number[] | null;
  readonly threshold: number;
  readonly expect: Readonly<Record<string, number | null>>;
}

function casesOf(file: string): Case[] {
  return JSON.parse(readFileSync(new URL(`../../test/fixtures/metrics/${file}`, import.meta.url), 'utf8')).cases;
}

function predictionsOf({ target, score, weight }: Case, slices: Predictions['slices'] = []): Predictions {
  return {
    target: Uint8Array.from(target),
    score: Float64Array.from(score),
    ...(weight && { weight: Float64Array.from(weight) }),
    slices,
  };
}

const settings = (threshold: number) => ({ target: 'y', score: 's', threshold });
const cases = [...casesOf('edges.json'), ...casesOf('binary.json')];

test.each(cases.map((one, index) => ({ ...one, name: one.name ?? `random ${index}` })))(
  'scikit-learn: $name',
  (one) => {
    const { metrics } = evaluateBinary(predictionsOf(one), settings(one.threshold));
    for (const [name, expected] of Object.entries(one.expect)) {
      const found = metrics.find((metric) => metric.name === name);
      if (expected === null)
        expect({ name, why: found?.undefined, value: found?.value }).toEqual({
          name,
          why: expect.any(String),
          value: undefined,
        });
      else
        expect(Math.abs((found?.value ?? Number.NaN) - expected) / Math.max(1, Math.abs(expected)), name).toBeLessThan(
          1e-12,
        );
    }
  },
);

test('a slice has the metrics of its own rows', () => {
  const [one] = cases.filter(({ target }) => target.length === 90);
  if (!one) throw new Error('the fixture lost its longest case');
  const codes = Int32Array.from(one.target, (_, row) => row % 3);
  const { slices } = evaluateBinary(
    predictionsOf(one, [{ column: 'part', codes, values: ['b', null, 'a'] }]),
    settings(0.5),
    {
      sliceMetrics: ['recall', 'brier_score'],
    },
  );
  expect(slices.map(({ slice }) => slice.value)).toEqual(['a', 'b', null]);
  for (const { slice, rows, positives, metrics } of slices) {
    const code = ['b', null, 'a'].indexOf(slice.value);
    const keep = <T>(_: T, row: number): boolean => row % 3 === code;
    const alone = evaluateBinary(
      predictionsOf({
        ...one,
        target: one.target.filter(keep),
        score: one.score.filter(keep),
        weight: one.weight?.filter(keep) ?? null,
      }),
      settings(0.5),
    );
    expect({ rows, positives }).toEqual({ rows: alone.rows, positives: alone.positives });
    for (const metric of metrics) {
      const whole = alone.metrics.find(({ name }) => name === metric.name);
      const wanted = ['recall', 'brier_score'].includes(metric.name);
      expect(metric).toEqual(wanted ? whole : { ...metric, value: whole?.value, n: whole?.n });
      expect(metric.interval !== undefined).toBe(wanted && metric.value !== undefined);
    }
  }
});
