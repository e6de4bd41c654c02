import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemar } from '../stats/mcnemar.ts';
import { judgeAbsolute } from './absolute.ts';
import { type JudgedDelta, judgeRelative } from './relative.ts';

const rank = { failed: 0, inconclusive: 1, passed: 2 };
const amount = fc.double({ min: -1, max: 1, noNaN: true, noDefaultInfinity: true });
const width = fc.double({ min: 0, max: 0.5, noNaN: true, noDefaultInfinity: true });
const margin = fc.double({ min: 1e-6, max: 1, noNaN: true, noDefaultInfinity: true });
const direction = fc.constantFrom('higher' as const, 'lower' as const);
const judging = fc.constantFrom('proof' as const, 'harm' as const);

function made(way: 'higher' | 'lower', gain: number, below: number, above: number): JudgedDelta {
  const [low, high] = way === 'higher' ? [gain - below, gain + above] : [-gain - above, -gain + below];
  const levels = { lowLevel: 0.05, highLevel: 0.05, method: 'made for a test' };
  return { direction: way, delta: way === 'higher' ? gain : -gain, n: 1000, interval: { low, high, ...levels } };
}

describe('judgeRelative', () => {
  it.each([
    ['inside', -0.002, 0.002, 'passed', 'passed'],
    ['straddling', -0.003, 0.012, 'inconclusive', 'passed'],
    ['wholly beyond', -0.018, 0.006, 'failed', 'failed'],
    ['beyond, but not surely', -0.008, 0.006, 'inconclusive', 'passed'],
  ])('%s', (_name, gain, half, proof, harm) => {
    for (const way of ['higher', 'lower'] as const) {
      expect(judgeRelative(made(way, gain, half, half), 0.005, 'proof')).toBe(proof);
      expect(judgeRelative(made(way, gain, half, half), 0.005, 'harm')).toBe(harm);
    }
  });

  it('allows a point drop of exactly the margin, whatever decimals do', () => {
    const point = (delta: number): JudgedDelta => ({ direction: 'higher', delta, n: 0 });
    expect(judgeRelative(point(0.72 - 0.73), 0.01, 'proof')).toBe('passed');
    expect(judgeRelative(point(0.7199 - 0.73), 0.01, 'proof')).toBe('failed');
  });

  it('lets McNemar’s exact test decide at margin 0, and only there', () => {
    const counts = (b: number, c: number): JudgedDelta => {
      const delta = made('higher', (c - b) / 1000, 0.001, 0.001);
      return { ...delta, test: { method: 'mcnemar-exact', p: mcnemar(b, c).exact, b, c } };
    };
    // 12 against 4 of 16: one-sided exact p is 0.0384; 11 against 5: 0.1051.
    expect(judgeRelative(counts(12, 4), 0, 'proof')).toBe('failed');
    expect(judgeRelative(counts(11, 5), 0, 'proof')).toBe('inconclusive');
    expect(judgeRelative(counts(11, 5), 0, 'harm')).toBe('passed');
    expect(judgeRelative(counts(4, 12), 0, 'proof')).toBe('passed');
    expect(judgeRelative(counts(5, 11), 0, 'proof')).toBe('inconclusive');
    expect(judgeRelative(counts(11, 5), 0.004, 'harm')).toBe('failed');
  });

  it('ignores a test that speaks of another number', () => {
    const delta = made('higher', -0.01, 0.001, 0.001);
    expect(judgeRelative({ ...delta, test: { method: 'mcnemar-exact', p: 1, b: 5, c: 5 } }, 0, 'harm')).toBe('failed');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined])('fails a delta of %s', (value) => {
    const delta: JudgedDelta =
      value === undefined ? { direction: 'higher', n: 1 } : { direction: 'higher', n: 1, delta: value };
    expect(judgeRelative(delta, 0.1, 'harm')).toBe('failed');
  });

  it('fails ends or a margin that are not numbers', () => {
    expect(judgeRelative(made('higher', 0.1, Number.NaN, 0.1), 0.1, 'harm')).toBe('failed');
    expect(judgeRelative(made('higher', 0.1, 0.01, 0.01), Number.NaN, 'harm')).toBe('failed');
  });
});

/** One comparison and its limit, in the metric's own direction; `more` is by how much something is made worse or wider. */
const anything = fc.record({
  way: direction,
  gain: amount,
  below: width,
  above: width,
  limit: margin,
  more: width,
  judge: judging,
});

describe('judgeRelative, whatever the numbers', () => {
  it('never lets a worse candidate do better', () => {
    fc.assert(
      fc.property(anything, ({ way, gain, below, above, limit, more, judge }) => {
        const better = judgeRelative(made(way, gain, below, above), limit, judge);
        const worse = judgeRelative(made(way, gain - more, below, above), limit, judge);
        expect(rank[worse]).toBeLessThanOrEqual(rank[better]);
      }),
    );
  });

  it('never lets a wider margin do worse', () => {
    fc.assert(
      fc.property(anything, ({ way, gain, below, above, limit, more, judge }) => {
        const delta = made(way, gain, below, above);
        const wider = judgeRelative(delta, limit + more, judge);
        expect(rank[wider]).toBeGreaterThanOrEqual(rank[judgeRelative(delta, limit, judge)]);
      }),
    );
  });

  it('never passes by proof what harm would not', () => {
    fc.assert(
      fc.property(anything, ({ way, gain, below, above, limit }) => {
        const delta = made(way, gain, below, above);
        expect(rank[judgeRelative(delta, limit, 'proof')]).toBeLessThanOrEqual(
          rank[judgeRelative(delta, limit, 'harm')],
        );
      }),
    );
  });
});

describe('judgeAbsolute', () => {
  const interval = { low: 0.69, high: 0.73, lowLevel: 0.05, highLevel: 0.05, method: 'made for a test' };

  it.each([
    ['min', 0.7, 'point', 'passed'],
    ['min', 0.71, 'point', 'passed'],
    ['min', 0.72, 'point', 'failed'],
    ['min', 0.68, 'bound', 'passed'],
    ['min', 0.7, 'bound', 'inconclusive'],
    ['min', 0.74, 'bound', 'failed'],
    ['max', 0.71, 'point', 'passed'],
    ['max', 0.7, 'point', 'failed'],
    ['max', 0.74, 'bound', 'passed'],
    ['max', 0.72, 'bound', 'inconclusive'],
    ['max', 0.68, 'bound', 'failed'],
  ] as const)('%s %d by its %s: %s', (kind, limit, judge, outcome) => {
    expect(judgeAbsolute({ value: 0.71, interval }, kind, limit, judge)).toBe(outcome);
  });

  it('fails what is not a number, and a bound without an interval', () => {
    expect(judgeAbsolute({}, 'min', 0, 'point')).toBe('failed');
    expect(judgeAbsolute({ value: Number.NaN }, 'max', 1, 'point')).toBe('failed');
    expect(judgeAbsolute({ value: 0.9 }, 'min', 0.5, 'bound')).toBe('failed');
  });
});
