import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsByBuckets, factsBySorting, numberFacts, sideBySide } from './number-facts.ts';

const sample = (values: readonly number[]): Float64Array => Float64Array.from(values);
const few = fc.integer({ min: -3, max: 3 });
const number = fc.oneof(
  few,
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value + 0),
);
const numbers = fc.oneof(fc.array(number, { maxLength: 80 }), fc.array(few, { maxLength: 80 }));

/** By the definition: both distribution functions at each value. */
function distance(was: readonly number[], now: readonly number[]): number {
  const share = (of: readonly number[], at: number): number => of.filter((value) => value <= at).length / of.length;
  return Math.max(...[...was, ...now].map((at) => Math.abs(share(was, at) - share(now, at))));
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : low / 2 + high / 2;
}

describe('two samples of numbers', () => {
  it('have the distance and medians of their definitions', () => {
    fc.assert(
      fc.property(numbers, numbers, (was, now) => {
        const facts = numberFacts(sample(was), sample(now));
        if (was.length > 0 && now.length > 0) expect(facts.ks).toBeCloseTo(distance(was, now), 12);
        else expect(facts.ks).toBeNaN();
        expect(facts.medianWas).toBe(median(was));
        expect(facts.medianNow).toBe(median(now));
      }),
    );
  });

  it('fall into at most 20 bins that follow each other and hold every value', () => {
    fc.assert(
      fc.property(numbers, numbers, (was, now) => {
        const { bins } = numberFacts(sample(was), sample(now));
        expect(bins.length).toBeLessThanOrEqual(20);
        for (const [index, { from, to, ...counts }] of bins.entries()) {
          const isLast = index === bins.length - 1;
          const inside = (value: number): boolean => value >= from && (value < to || (isLast && value === to));
          expect(to).toBeGreaterThan(from);
          if (!isLast) expect(to).toBe(bins[index + 1]?.from);
          expect(counts).toEqual({ was: was.filter(inside).length, now: now.filter(inside).length });
        }
        const total = (side: 'was' | 'now'): number => bins.reduce((sum, bin) => sum + bin[side], 0);
        expect([total('was'), total('now')]).toEqual([was.length, now.length]);
      }),
    );
  });

  it('are found without sorting as with it', () => {
    fc.assert(
      fc.property(numbers, numbers, (was, now) => {
        expect(factsByBuckets(sample(was), sample(now))).toEqual(factsBySorting(sample(was), sample(now)));
      }),
      { numRuns: 300 },
    );
  });

  it('give each value that fills a bin one of its own', () => {
    const was = sample([...Array<number>(80).fill(0), ...Array<number>(20).fill(1)]);
    expect(numberFacts(was, sample([0, 0, 1, 7])).bins).toEqual([
      { from: 0, to: 1, was: 80, now: 2 },
      { from: 1, to: 7, was: 20, now: 1 },
      { from: 7, to: 13, was: 0, now: 1 },
    ]);
    expect(numberFacts(sample([5, 5]), sample([])).bins).toEqual([{ from: 5, to: 6, was: 2, now: 0 }]);
  });

  it('are cut at the quantiles of the first', () => {
    const was = Float64Array.from({ length: 1000 }, (_, index) => index / 10);
    const { bins } = numberFacts(was, was);
    expect(bins.map(({ was: rows }) => rows)).toEqual([49, ...Array<number>(18).fill(50), 51]);
    expect(bins.map(({ from }) => from)).toEqual([0, ...Array.from({ length: 19 }, (_, k) => (50 * k + 49) / 10)]);
  });
});

describe('many numbers', () => {
  /** Numbers of a small linear congruential generator, the same in each run. */
  function uniform(seed: number, length: number): Float64Array {
    let state = seed;
    return Float64Array.from({ length }, () => {
      state = (state * 1664525 + 1013904223) % 4294967296;
      return state / 4294967296;
    });
  }

  it.each([
    ['even', (value: number) => value],
    ['skewed', (value: number) => Math.exp(10 * value)],
    ['in steps', (value: number) => Math.floor(value * 100)],
    ['mostly one value', (value: number) => Math.max(0, value - 0.9)],
    ['far away', (value: number) => (value < 0.001 ? 1e300 : 1e6 + value)],
  ])('that are %s are found without sorting as with it', (_what, of) => {
    const [was, now] = [uniform(1, 60_000).map(of), uniform(2, 50_000).map((value) => of(value * 1.01))];
    expect(factsByBuckets(was, now)).toEqual(factsBySorting(was, now));
    expect(sideBySide(was, now)).toEqual(eachBySorting(was, now));
  });

  it('that lie apart are found by themselves too', () => {
    const [was, now] = [uniform(1, 60_000), uniform(2, 50_000).map((value) => value + 5)];
    expect(sideBySide(was, now)).toEqual(eachBySorting(was, now));
    expect(sideBySide(sample([]), now)).toEqual(eachBySorting(sample([]), now));
  });

  function eachBySorting(was: Float64Array, now: Float64Array): unknown {
    const none = sample([]);
    return { both: factsBySorting(was, now), was: factsBySorting(was, none), now: factsBySorting(now, none) };
  }
});
