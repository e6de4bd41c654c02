import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytes,
  count,
  day,
  decimalsOfHalfWidth,
  decimalsOfValue,
  decimalsThatTell,
  duration,
  fixed,
  percent,
  pValue,
  roundedUp,
  signed,
  signedPercent,
  timeOfDay,
} from './number.ts';

describe('decimals', () => {
  it.each([
    [0.006, 3],
    [0.012, 3],
    [0.3, 1],
    [(1.1 - 0.5) / 2, 1],
    [0.0296, 2],
    [0.0096, 3],
    [3, 0],
    [15, 0],
    [0, undefined],
    [1e-17, undefined],
  ])('of the half-width %d are %s', (half, decimals) => {
    expect(decimalsOfHalfWidth(half)).toBe(decimals);
  });

  it.each([
    [0.729, 3],
    [31.2, 1],
    [1234, 0],
    [0.0456, 4],
    [0, 2],
  ])('of the value %d alone are %d', (value, decimals) => {
    expect(decimalsOfValue(value)).toBe(decimals);
  });

  it('are more where an end would seem to lie on its mark', () => {
    expect(decimalsThatTell(3, [-0.0049, 0.007], [-0.005])).toBe(4);
    expect(decimalsThatTell(3, [-0.004, 0.007], [-0.005])).toBe(3);
  });

  it('let whoever compares an end with its mark reach the verdict', () => {
    const near = fc.integer({ min: -4000, max: 4000 }).map((n) => n / 1e6);
    fc.assert(
      fc.property(near, near, (end, mark) => {
        const places = decimalsThatTell(3, [end], [mark]);
        expect(Math.sign(Number(end.toFixed(places)) - Number(mark.toFixed(places)))).toBe(Math.sign(end - mark));
      }),
    );
  });
});

describe('numbers as text', () => {
  it.each([
    [signed(-0.018, 3), '−0.018'],
    [signed(0.012, 3), '+0.012'],
    [signed(-0.0001, 3), '0.000'],
    [signed(0, 1), '0.0'],
    [fixed(-0.0001, 2), '0.00'],
    [fixed(1234.5, 1), '1,234.5'],
    [fixed(Number.NaN, 2), 'not a number'],
    [fixed(Number.POSITIVE_INFINITY, 2), 'infinite'],
    [fixed(1e18, 2), '1.00e18'],
    [count(6057), '6,057'],
    [count(999_999), '999,999'],
    [count(1_240_000), '1.24\u00a0M'],
    [percent(0.312), '31.2%'],
    [signedPercent(0.03526), '+3.5%'],
    [signedPercent(-0.112), '−11%'],
    [signedPercent(0.09999, 0.1), '+9.999%'],
    [bytes(2_104_233), '2.1\u00a0MB'],
    [bytes(940), '940\u00a0B'],
    [duration(41_000), '41 s'],
    [duration(252_000), '4 min 12 s'],
    [duration(303_000), '5 min 03 s'],
    [duration(7_500_000), '2 h 05 min'],
    [duration(100), '0.1 s'],
    [pValue(0.0031), 'p = 0.003'],
    [pValue(0.0001), 'p < 0.001'],
    [day('2026-11-22T10:00:00Z', '2026-12-01T00:00:00Z'), '22 Nov'],
    [day('2025-11-22T10:00:00Z', '2026-12-01T00:00:00Z'), '22 Nov 2025'],
    [day('soon', '2026-12-01T00:00:00Z'), undefined],
    [timeOfDay('2026-11-22T10:31:00Z'), '10:31 UTC'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });

  it.each([
    [16_384, 16_400],
    [4096, 4100],
    [1024.2, 1030],
    [347, 350],
    [7, 7],
    [18_350, 18_400],
  ])('rows needed: about %d is %d', (n, rounded) => {
    expect(roundedUp(n)).toBe(rounded);
  });

  it('never promises fewer rows than needed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (n) => {
        expect(roundedUp(n)).toBeGreaterThanOrEqual(n);
        expect(roundedUp(n)).toBeLessThanOrEqual(Math.max(n * 1.11, n + 1));
      }),
    );
  });
});
