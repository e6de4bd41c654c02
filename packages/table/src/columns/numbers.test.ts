import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeOf } from './numbers.ts';

describe('the mean of numbers', () => {
  it('of one value is that value, to the last bit', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 5000 }),
        (value, n) => {
          expect(rangeOf(new Float64Array(n).fill(value + 0))?.mean).toBe(value + 0);
        },
      ),
    );
  });

  it('lies between the smallest and the largest, however large they are', () => {
    const huge = Number.MAX_VALUE;
    for (const values of [
      [huge, huge, -huge],
      [-huge, ...Array<number>(3000).fill(huge)],
      [5e-324, 0],
      [1, 2, 3, 4],
    ]) {
      const { min, max, mean } = rangeOf(Float64Array.from(values)) ?? { min: 0, max: 0, mean: Number.NaN };
      expect(mean).toBeGreaterThanOrEqual(min);
      expect(mean).toBeLessThanOrEqual(max);
    }
    expect(rangeOf(Float64Array.from([1, 2, 3, 4]))?.mean).toBe(2.5);
    expect(rangeOf(new Float64Array())).toBeUndefined();
  });
});
