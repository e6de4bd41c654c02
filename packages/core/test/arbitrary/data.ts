import fc from 'fast-check';
import type { ColumnChange, DataCheck, DataDiff, DataSection, Drift } from '../../src/record/data.ts';
import type { Training } from '../../src/record/training.ts';
import { digestOf, sha } from '../records/parts.ts';
import { amount, defined } from './evaluation.ts';
import { foreignText } from './text.ts';

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const rows = fc.nat(9e6);
const chance = fc.double({ min: 0, max: 1, noNaN: true });
const dataset = fc.constantFrom('train', 'evaluation', 'x|y\u202e');
const value = fc.option(foreignText, { nil: null });

const rule = fc.constantFrom(
  ...['required', 'unique', 'primaryKey', 'enum', 'foreignKey', 'pattern', 'minimum', 'field', 'fields', 'rowCount'],
  ...['aggregate', 'freshness', 'expression', 'noOverlap', 'timeOrder', 'targetAmongFeatures', 'evaluationChanged'],
);

const check: fc.Arbitrary<DataCheck> = fc
  .record({
    dataset,
    column: maybe(foreignText),
    columns: maybe(fc.array(foreignText, { maxLength: 3 })),
    rule: fc.oneof({ weight: 9, arbitrary: rule }, { weight: 1, arbitrary: foreignText }),
    expected: foreignText,
    severity: fc.constantFrom('error' as const, 'warning' as const),
    outcome: fc.constantFrom('passed' as const, 'failed' as const, 'not judged' as const),
    count: rows,
    of: rows,
    tolerance: maybe(
      fc.oneof(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }), fc.record({ count: rows })),
    ),
    rows: fc.array(fc.integer({ min: 1, max: 9e6 }), { maxLength: 20 }),
    firsts: maybe(fc.array(fc.integer({ min: 1, max: 9e6 }), { maxLength: 20 })),
    values: maybe(fc.array(value, { maxLength: 20 })),
    distinct: maybe(rows),
    measured: maybe(fc.oneof(amount, foreignText)),
    by: fc.constantFrom('scan' as const, 'statistics' as const, 'order' as const, 'columns' as const),
    reason: maybe(foreignText),
    place: maybe(fc.record({ file: foreignText, line: fc.nat(9e3), column: fc.nat(99) })),
    was: maybe(fc.record({ count: rows, of: rows })),
  })
  .map((one) => defined(one) as DataCheck);

const change: fc.Arbitrary<ColumnChange> = fc
  .record({
    column: foreignText,
    what: fc.constantFrom('added', 'removed', 'type', 'missing', 'median', 'range', 'categories', 'mean'),
    was: maybe(fc.oneof(amount, foreignText)),
    now: maybe(fc.oneof(amount, foreignText)),
    newCount: maybe(rows),
    goneCount: maybe(rows),
    newValues: maybe(fc.array(fc.record({ value: foreignText, share: amount }), { maxLength: 4 })),
    psi: maybe(amount),
  })
  .map((one) => defined(one) as ColumnChange);

const diff: fc.Arbitrary<DataDiff> = fc
  .record({
    dataset,
    by: fc.constantFrom('rows' as const, 'profile' as const, 'none' as const),
    why: foreignText,
    rowsWas: maybe(rows),
    rowsNow: rows,
    columnsWas: maybe(fc.nat(5000)),
    columnsNow: fc.nat(5000),
    added: maybe(rows),
    removed: maybe(rows),
    changed: maybe(rows),
    columns: fc.array(change, { maxLength: 20 }),
    unchanged: fc.nat(5000),
  })
  .map((one) => defined(one) as DataDiff);

const summary = fc.oneof(
  fc.record({ kind: fc.constant('median' as const), median: amount }),
  fc.record({
    kind: fc.constant('shares' as const),
    shares: fc.array(fc.record({ value, share: amount }), { maxLength: 4 }),
  }),
);

const drift: fc.Arbitrary<Drift> = fc
  .record({
    dataset,
    column: foreignText,
    psi: amount,
    limit: maybe(amount),
    test: maybe(
      fc.record({ method: fc.constantFrom('ks', 'chi-square'), statistic: amount, p: chance, adjusted: chance }),
    ),
    drifted: maybe(fc.boolean()),
    by: maybe(fc.constantFrom('rows', 'profile')),
    was: summary,
    now: summary,
    bins: maybe(fc.array(fc.record({ from: amount, to: amount, was: rows, now: rows }), { maxLength: 20 })),
    values: maybe(
      fc.array(fc.record({ value: maybe(value), together: maybe(rows), was: rows, now: rows }).map(defined), {
        maxLength: 20,
      }),
    ),
  })
  .map((one) => defined(one) as Drift);

/** Any data section that the schema takes, its explanations in and out of range. */
export const anyData: fc.Arbitrary<DataSection> = fc
  .record({
    datasets: fc.array(
      fc.record({ name: dataset, path: foreignText, digest: fc.constant(digestOf('7')), rows, bytes: rows }),
      { maxLength: 3 },
    ),
    checks: fc.array(check, { maxLength: 30 }),
    explanations: maybe(
      fc.array(
        fc
          .record({
            dataset,
            column: foreignText,
            value: maybe(value),
            share: amount,
            isNew: maybe(fc.boolean()),
            checks: fc.array(fc.nat(40), { maxLength: 6 }),
          })
          .map(defined),
        { maxLength: 4 },
      ),
    ),
    diff: maybe(fc.array(diff, { maxLength: 4 })),
    drift: maybe(fc.array(drift, { maxLength: 14 })),
    base: maybe(fc.record({ commit: fc.constant(sha('4be91c7')), ref: foreignText, ageDays: fc.nat(900) })),
  })
  .map((one) => defined(one) as DataSection);

const size = fc.nat(9e15);

/** Any training section that the schema takes. */
export const anyTraining: fc.Arbitrary<Training> = fc
  .record({
    command: maybe(fc.oneof(foreignText, fc.array(foreignText, { maxLength: 5 }))),
    params: maybe(
      fc.record({
        path: foreignText,
        digest: fc.constant(digestOf('1')),
        values: fc.dictionary(foreignText, foreignText, { maxKeys: 5 }),
      }),
    ),
    environment: fc
      .record({
        interpreter: maybe(foreignText),
        image: maybe(foreignText),
        gpu: maybe(foreignText),
        cpu: maybe(foreignText),
      })
      .map(defined),
    seeds: maybe(fc.array(fc.integer(), { maxLength: 30 })),
    outputs: fc.array(
      fc.record({ name: foreignText, path: foreignText, digest: fc.constant(digestOf('9')), bytes: size }),
      { maxLength: 4 },
    ),
    reused: maybe(
      fc
        .record({ commit: maybe(fc.constant(sha('4be91c7'))), from: foreignText, savedSeconds: maybe(rows) })
        .map(defined),
    ),
    legs: maybe(fc.integer({ min: 1, max: 50 })),
    attempts: maybe(fc.integer({ min: 1, max: 50 })),
    spread: maybe(
      fc.array(
        fc.record({
          metric: foreignText,
          runs: fc.integer({ min: 2, max: 50 }),
          mean: amount,
          deviation: rows,
          low: rows,
          high: rows,
        }),
        {
          maxLength: 3,
        },
      ),
    ),
    usage: maybe(
      fc
        .record({
          wallSeconds: maybe(rows),
          cpuSeconds: maybe(fc.oneof(rows, fc.record({ undefined: foreignText }))),
          peakBytes: maybe(fc.oneof(size, fc.record({ undefined: foreignText }))),
          gpu: maybe(
            fc
              .record({
                driver: maybe(foreignText),
                devices: fc.array(
                  fc.record({ name: foreignText, mig: maybe(fc.array(foreignText, { maxLength: 3 })) }).map(defined),
                  {
                    maxLength: 3,
                  },
                ),
                undefined: maybe(foreignText),
              })
              .map(defined),
          ),
          cost: maybe(fc.record({ amount: rows, currency: foreignText, rate: foreignText })),
        })
        .map(defined),
    ),
  })
  .map((one) => defined(one) as Training);
