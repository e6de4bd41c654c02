import fc from 'fast-check';
import type { Delta } from '../../src/record/comparison.ts';
import type { Curves, Evaluation, Interval, Metric, SliceName } from '../../src/record/evaluation.ts';
import { digestOf } from '../records/parts.ts';
import { foreignText } from './text.ts';

/** Values as metrics have them, and as measurements can have them. */
export const amount = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(0, -0, 1e-9, 1e18, 0.1 + 0.2, 999_999.5, -1e-12, 5e-324, 8e307, -8e307),
);

/** The names that one record speaks of, so that checks meet rows. */
export interface Names {
  readonly metrics: readonly string[];
  readonly slices: readonly SliceName[];
}

export const names: fc.Arbitrary<Names> = fc.record({
  metrics: fc.uniqueArray(foreignText, { minLength: 1, maxLength: 6 }),
  slices: fc.uniqueArray(fc.record({ column: foreignText, value: fc.option(foreignText) }), {
    maxLength: 12,
    selector: (slice) => JSON.stringify(slice),
  }),
});

const direction = fc.constantFrom('higher' as const, 'lower' as const);
const unit = fc.option(fc.oneof(fc.constantFrom('ms', '%'), foreignText), { nil: undefined });

function intervalAround(value: number): fc.Arbitrary<Interval> {
  return fc
    .record({
      below: fc.double({ min: 0, max: 1, noNaN: true }),
      above: fc.double({ min: 0, max: 1, noNaN: true }),
      method: foreignText,
    })
    .map(({ below, above, method }) => ({
      low: value - below,
      high: value + above,
      lowLevel: 0.05,
      highLevel: 0.01,
      method,
    }));
}

/** Leaves out what is undefined, as the record's optional keys want it. */
export function defined<T extends object>(value: T): T {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.assign(Object.create(Object.prototype), Object.fromEntries(entries));
}

export function metricNamed(name: string): fc.Arbitrary<Metric> {
  const there = amount.chain((value) =>
    fc.record({
      name: fc.constant(name),
      direction,
      value: fc.constant(value),
      n: fc.nat(1e7),
      interval: fc.option(intervalAround(value), { nil: undefined }),
      unit,
    }),
  );
  const gone = fc.record({ name: fc.constant(name), direction, n: fc.nat(100), undefined: foreignText });
  return fc.oneof(
    { weight: 4, arbitrary: there.map((metric) => defined(metric) as Metric) },
    { weight: 1, arbitrary: gone },
  );
}

export function deltaNamed(name: string, slice: SliceName | undefined): fc.Arbitrary<Delta> {
  return fc.tuple(amount, amount).chain(([candidate, reference]) =>
    fc
      .record({
        name: fc.constant(name),
        direction,
        against: fc.constantFrom('baseline' as const, 'anchor' as const),
        slice: fc.constant(slice),
        n: fc.nat(1e6),
        candidate: fc.constant(candidate),
        reference: fc.constant(reference),
        delta: fc.constant(candidate - reference),
        interval: fc.option(intervalAround(candidate - reference), { nil: undefined }),
        unit,
      })
      .map((delta) => defined(delta) as Delta),
  );
}

const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 5e-324, 1e-300, 1));

export const curves: fc.Arbitrary<Curves> = fc.record({
  roc: fc.array(fc.record({ falsePositiveRate: share, truePositiveRate: share }), { maxLength: 20 }),
  calibration: fc.array(
    fc.record({
      from: share,
      to: share,
      count: fc.nat(1000),
      predicted: share,
      observed: share,
      low: share,
      high: share,
    }),
    { maxLength: 10 },
  ),
});

export const confusion = fc.record({
  threshold: share,
  truePositive: fc.nat(5000),
  falsePositive: fc.nat(5000),
  falseNegative: fc.nat(5000),
  trueNegative: fc.nat(5000),
});

export function evaluationOfNames({ metrics, slices }: Names): fc.Arbitrary<Evaluation> {
  return fc.record({
    task: fc.constant('binary' as const),
    rows: fc.integer({ min: 1, max: 1e7 }),
    positives: fc.nat(1000),
    target: foreignText,
    score: foreignText,
    threshold: share,
    metrics: fc.tuple(...metrics.map(metricNamed)),
    slices: fc.tuple(
      ...slices.map((slice) =>
        fc.record({
          slice: fc.constant(slice),
          rows: fc.integer({ min: 1, max: 1e6 }),
          positives: fc.nat(1000),
          metrics: fc.tuple(...metrics.slice(0, 2).map(metricNamed)),
        }),
      ),
    ),
    confusion,
    curves,
    digests: fc.constant({ predictions: digestOf('a'), rows: digestOf('b') }),
  });
}
