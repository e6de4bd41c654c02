import fc from 'fast-check';
import type { Changed, Comparison, Delta, Reference } from '../../src/record/comparison.ts';
import { type RunRecord, recordVersion } from '../../src/record/record.ts';
import { digestOf, sha } from '../records/parts.ts';
import { anyData, anyTraining } from './data.ts';
import {
  amount,
  confusion,
  curves,
  defined,
  deltaNamed,
  evaluationOfNames,
  metricNamed,
  type Names,
  names,
} from './evaluation.ts';
import { foreignText } from './text.ts';
import { verdictOn } from './verdict.ts';

const setting = fc
  .record({
    key: foreignText,
    was: fc.option(foreignText, { nil: undefined }),
    now: fc.option(foreignText, { nil: undefined }),
  })
  .map(defined);
const effect = fc.constantFrom('looser' as const, 'stricter' as const, 'other' as const);

const changed = fc.record({
  data: fc.array(fc.record({ dataset: foreignText, path: foreignText, added: fc.nat(9e6), removed: fc.nat(9e6) }), {
    maxLength: 5,
  }),
  code: fc.array(fc.record({ path: foreignText, added: fc.nat(1e4) }), { maxLength: 8 }),
  params: fc.array(setting, { maxLength: 8 }),
  environment: fc.array(setting, { maxLength: 8 }),
  policy: fc.array(fc.record({ where: foreignText, was: foreignText, now: foreignText, effect }), { maxLength: 20 }),
  unknown: fc.array(fc.record({ what: foreignText, why: foreignText }), { maxLength: 3 }),
}) as fc.Arbitrary<Changed>;

const reference: fc.Arbitrary<Reference> = fc.record({
  commit: fc.constant(sha('4be91c7')),
  ref: foreignText,
  reason: fc.constantFrom('merge-base' as const, 'nearest ancestor' as const),
  commitsBefore: fc.nat(5),
  source: fc.constantFrom('ledger' as const, 'ci-artifact' as const, 'file' as const),
  ageDays: fc.double({ min: 0, max: 900, noNaN: true }),
  ageCommits: fc.nat(900),
});

const place = fc.record({
  kind: fc.constantFrom(
    'ledger' as const,
    'ci-artifact' as const,
    'file' as const,
    'registry' as const,
    'input' as const,
  ),
  where: foreignText,
  found: fc.constantFrom('nothing' as const, 'not accepted' as const, 'not configured' as const),
});

function deltasOf({ metrics, slices }: Names): fc.Arbitrary<Delta[]> {
  const overall = metrics.map((name) => deltaNamed(name, undefined));
  const inSlices = metrics.slice(0, 2).flatMap((name) => slices.map((slice) => deltaNamed(name, slice)));
  return fc.tuple(...overall, ...inSlices);
}

const rescored = fc.record({
  rowsWas: fc.nat(1e6),
  rowsNow: fc.nat(1e6),
  added: fc.nat(1e6),
  removed: fc.nat(1e6),
  metrics: fc.array(fc.record({ name: foreignText, was: amount, now: amount }), { maxLength: 4 }),
  version: foreignText,
});

function comparisonOf(all: Names, deltas: readonly Delta[]): fc.Arbitrary<Comparison> {
  const outcome = fc.constantFrom(
    'compared' as const,
    'compared' as const,
    'first run' as const,
    'incomparable' as const,
  );
  return fc
    .record({
      outcome,
      reason: foreignText,
      searched: fc.array(place, { maxLength: 5 }),
      baseline: fc.option(reference, { nil: undefined, freq: 8 }),
      pairing: fc.oneof(
        fc.constant({ kind: 'paired' as const, by: 'id' as const, rows: 900 }),
        foreignText.map((reason) => ({ kind: 'unpaired' as const, reason })),
      ),
      alpha: fc.constant(0.05),
      family: fc.nat(300),
      metrics: fc.constant([...deltas]),
      flips: fc.array(fc.record({ newlyWrong: fc.nat(900), newlyRight: fc.nat(900) }), { maxLength: 2 }),
      was: fc.option(fc.record({ confusion, curves }), { nil: undefined }),
      trend: fc.option(
        fc.array(fc.record({ commit: foreignText, at: foreignText, value: amount }), { maxLength: 20 }),
        { nil: undefined },
      ),
      rescored: fc.option(rescored, { nil: undefined, freq: 2 }),
      changed: fc.option(changed, { nil: undefined, freq: 8 }),
      underBasePolicy: fc.option(
        fc.record({
          policy: fc.constant(digestOf('f')),
          evaluation: fc.tuple(...all.metrics.map(metricNamed)),
          slices: fc.constant([]),
          alpha: fc.constant(0.05),
          family: fc.nat(50),
          metrics: fc.constant([...deltas]),
        }),
        { nil: undefined },
      ),
    })
    .map((comparison) => defined(comparison) as Comparison);
}

const command = fc.oneof(fc.constantFrom('validate', 'train'), foreignText);
const tail = fc.option(fc.array(foreignText, { maxLength: 40 }), { nil: undefined });
const stopped = fc.record({ command, code: foreignText, reason: foreignText, tail }).map(defined);

const subject = fc.record({
  model: foreignText,
  head: fc.constant(sha('9f3c2ab')),
  ref: foreignText,
  change: fc.record({ number: fc.integer({ min: 1, max: 1e6 }), fork: fc.boolean() }),
  forge: fc.constant('github' as const),
  run: fc.record({ id: foreignText, attempt: fc.constant(1), job: foreignText }),
  weighbridge: foreignText,
});

/** Any record that the schema takes, its verdict following from its checks. */
export const anyRecord: fc.Arbitrary<RunRecord> = names.chain((all) =>
  deltasOf(all).chain((deltas) =>
    fc
      .record({
        version: fc.constant(recordVersion),
        subject,
        evaluation: fc.option(evaluationOfNames(all), { nil: undefined, freq: 9 }),
        comparison: fc.option(comparisonOf(all, deltas), { nil: undefined, freq: 9 }),
        verdict: fc.option(verdictOn(all, deltas), { nil: undefined, freq: 12 }),
        data: fc.option(anyData, { nil: undefined, freq: 2 }),
        training: fc.option(anyTraining, { nil: undefined, freq: 2 }),
        stopped: fc.option(stopped, {
          nil: undefined,
          freq: 2,
        }),
        durations: fc.constant({ evaluate: 41_000 }),
      })
      .map(({ stopped, ...record }) => {
        const sections = record.verdict === undefined && stopped !== undefined ? { ...record, stopped } : record;
        return defined(sections) as RunRecord;
      }),
  ),
);
