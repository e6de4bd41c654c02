import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOf, weightsFor } from './weights.ts';

describe('the weights of a percent', () => {
  it.each([
    [0, { canary: 0, stable: 100 }],
    [0.4, { canary: 1, stable: 249 }],
    [0.5, { canary: 1, stable: 199 }],
    [2.5, { canary: 1, stable: 39 }],
    [5, { canary: 5, stable: 95 }],
    [12.5, { canary: 1, stable: 7 }],
    [33.3, { canary: 1, stable: 2 }],
    [50, { canary: 50, stable: 50 }],
    [99.5, { canary: 199, stable: 1 }],
    [100, { canary: 100, stable: 0 }],
  ])('%s are %o', (percent, weights) => {
    const found = weightsFor(percent);
    expect(Math.abs(shareOf(found) - percent)).toBeLessThanOrEqual(Math.abs(shareOf(weights) - percent));
    if (percent !== 33.3) expect(found).toEqual(weights);
  });

  it('are the nearest of all pairs, and never 0 for a share that is not', async () => {
    const percents = fc.double({ min: 0.4, max: 99.6, noNaN: true });
    await fc.assert(
      fc.property(percents, (percent) => {
        const weights = weightsFor(percent);
        for (const weight of Object.values(weights))
          expect([weight >= 1, weight <= 256, weight % 1]).toEqual([true, true, 0]);
        // An eighth of a percent of the smaller side is far below what any traffic shows.
        expect(Math.abs(shareOf(weights) - percent)).toBeLessThan(Math.min(percent, 100 - percent) * 0.0125);
      }),
    );
  });

  it.each([0.1, 99.9, -1, 101, Number.NaN])('%s are refused', (percent) => {
    expect(() => weightsFor(percent)).toThrow(expect.objectContaining({ code: 'WB6136' }));
  });
});
