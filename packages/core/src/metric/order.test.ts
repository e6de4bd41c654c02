import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { orderScores } from './order.ts';

/** The definition: a stable sort, highest first. */
function plainOrder(scores: Float64Array): { score: number[]; row: number[] } {
  const row = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number));
  return { score: row.map((at) => (scores[at] as number) + 0), row };
}

function expectOrdered(scores: Float64Array): void {
  const { score, row } = orderScores(scores);
  const plain = plainOrder(scores);
  expect(Array.from(row)).toEqual(plain.row);
  expect(Array.from(score)).toEqual(plain.score);
}

describe('orderScores', () => {
  const random = seededRandom('order');
  const rows = 20_000;

  it.each<[string, (row: number) => number]>([
    ['even', () => random()],
    ['few values', () => Math.floor(10 * random()) / 10],
    ['one value', () => 0.3],
    ['ascending', (row) => row],
    ['one far from the rest', (row) => (row === 5 ? 1e12 : random())],
    ['crowded in a corner', () => random() ** 40],
    ['of both signs', () => (random() - 0.5) * 1e-300],
    ['with both zeros', (row) => [0, -0, 1, -1][row % 4] ?? 0],
    ['as far apart as numbers are', (row) => (row % 3 === 0 ? -Number.MAX_VALUE : Number.MAX_VALUE * random())],
    ['as near as numbers are', (row) => Number.MIN_VALUE * (row % 7)],
  ])('sorts scores that are %s', (_how, make) => {
    expectOrdered(Float64Array.from({ length: rows }, (_, row) => make(row)));
  });

  it('sorts any scores', () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    const near = fc.double({ noNaN: true, min: 0.5, max: 0.5000001 });
    fc.assert(
      fc.property(fc.array(fc.oneof(any, near), { minLength: 0, maxLength: 3000, size: 'max' }), (scores) => {
        expectOrdered(Float64Array.from(scores));
      }),
      { numRuns: 60 },
    );
  });
});
