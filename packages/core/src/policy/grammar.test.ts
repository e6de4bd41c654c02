import { describe, expect, it } from 'vitest';
import { parseBytes, parseDuration, parseLimit } from './grammar.ts';

describe('parseDuration', () => {
  it.each([
    ['30s', 30_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['90d', 7_776_000_000],
    ['1d 12h', 129_600_000],
    ['1h30m', 5_400_000],
    ['0s', 0],
  ])('%s is %d ms', (written, milliseconds) => {
    expect(parseDuration(written)).toBe(milliseconds);
  });

  it.each(['', ' ', '10', '2 h', 'h', '1.5h', '-1h', '1m1h', '2h ', '1w', '10M', '1e3s'])('refuses %j', (written) => {
    expect(parseDuration(written)).toBeUndefined();
  });
});

describe('parseBytes', () => {
  it.each([
    ['1 GB', 1e9],
    ['1GB', 1e9],
    ['64 kB', 64_000],
    ['1.5 GiB', 1_610_612_736],
    ['0 B', 0],
  ])('%s is %d', (written, bytes) => {
    expect(parseBytes(written)).toBe(bytes);
  });

  it.each(['', '1', 'GB', '1 gb', '1  GB', '-1 GB', '1 PB', '1,5 GB'])('refuses %j', (written) => {
    expect(parseBytes(written)).toBeUndefined();
  });
});

describe('parseLimit', () => {
  it('keeps how a number was written', () => {
    expect(parseLimit(0.01, '0.010')).toEqual({ amount: 0.01, relative: false, written: '0.010' });
  });

  it('reads a percent as relative to the reference', () => {
    expect(parseLimit('10%')).toEqual({ amount: 0.1, relative: true, written: '10%' });
    expect(parseLimit('0.5%')?.amount).toBeCloseTo(0.005, 15);
  });

  it.each(['10', '10 %', '-10%', '%', 'ten', '1e3%'])('refuses %j', (written) => {
    expect(parseLimit(written)).toBeUndefined();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(parseLimit(value)).toBeUndefined();
  });
});
