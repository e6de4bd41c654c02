import fc from 'fast-check';
import type { Delta } from '../../src/record/comparison.ts';
import type { SliceName } from '../../src/record/evaluation.ts';
import type { Check, Verdict, VerdictWord } from '../../src/record/verdict.ts';
import { digestOf } from '../records/parts.ts';
import { amount, defined, type Names } from './evaluation.ts';
import { foreignText } from './text.ts';

const kinds = [
  'min',
  'max',
  'max-drop',
  'max-rise',
  'max-drop-from-anchor',
  'max-rise-from-anchor',
  'drift',
  'schema',
] as const;
const outcomes = ['passed', 'passed', 'failed', 'inconclusive', 'not judged', 'too small', 'incomparable'] as const;

/** A check on one of the names, with the numbers of its delta where there is one. */
function checkOn(names: Names, deltas: readonly Delta[]): fc.Arbitrary<Check> {
  const target = fc.oneof(
    fc.record({
      metric: fc.constantFrom(...names.metrics),
      slice: fc.constantFrom<(SliceName | undefined)[]>(undefined, ...names.slices),
    }),
    fc.record({ metric: foreignText, slice: fc.constant(undefined) }),
  );
  return target.chain(({ metric, slice }) => {
    const delta = deltas.find(
      (entry) => entry.name === metric && JSON.stringify(entry.slice) === JSON.stringify(slice),
    );
    const written = fc.oneof(fc.constantFrom('0.005', '10%', '0', '40', '-1.5'), foreignText);
    const limit = fc.record({ kind: fc.constantFrom(...kinds), value: amount, written });
    const resolution = fc.option(
      fc.record({
        rowsNeeded: fc.integer({ min: 1, max: 1e9 }),
        marginResolved: fc.double({ min: 1e-6, max: 1, noNaN: true }),
      }),
      { nil: undefined },
    );
    return fc
      .record({
        id: fc.nat(5).map((line) => `${line}/x`),
        metric: fc.constant(metric),
        slice: fc.constant(slice),
        column: fc.option(foreignText, { nil: undefined }),
        limit,
        judge: fc.constantFrom('point' as const, 'bound' as const, 'proof' as const, 'harm' as const),
        outcome: fc.constantFrom(...outcomes),
        explanation: foreignText,
        measured: fc.option(fc.constant(delta?.delta ?? 0.5), { nil: undefined }),
        value: fc.constant(delta?.candidate),
        reference: fc.constant(delta?.reference),
        interval: fc.constant(delta?.interval),
        n: fc.option(fc.nat(1e6), { nil: undefined }),
        minRows: fc.option(fc.nat(5000), { nil: undefined }),
        resolution,
      })
      .map((check) => defined(check) as Check);
  });
}

/** What DESIGN §9 makes of checks. */
function outcomeOf(checks: readonly Check[]): Exclude<VerdictWord, 'stopped'> {
  if (checks.length === 0 || checks.some((check) => check.outcome === 'failed')) return 'failed';
  if (checks.some((check) => check.outcome === 'inconclusive' || check.outcome === 'incomparable'))
    return 'inconclusive';
  return checks.some((check) => check.outcome === 'passed') ? 'passed' : 'inconclusive';
}

/** A verdict that follows from its checks and, sometimes, from the base's policy. */
export function verdictOn(names: Names, deltas: readonly Delta[]): fc.Arbitrary<Verdict> {
  const base = fc.option(fc.array(checkOn(names, deltas), { maxLength: 6 }), { nil: undefined, freq: 3 });
  const approval = fc.option(fc.record({ by: foreignText, commit: foreignText, rule: foreignText }), {
    nil: undefined,
  });
  return fc
    .record({
      checks: fc.array(checkOn(names, deltas), { maxLength: 14 }),
      base,
      approval,
      owners: fc.option(fc.array(foreignText, { maxLength: 4 }), { nil: undefined }),
      onInconclusive: fc.constantFrom('pass' as const, 'warn' as const, 'fail' as const),
      reason: foreignText,
    })
    .map(({ checks, base: underBase, approval: override, ...rest }) => {
      const here = outcomeOf(checks);
      const blocked = here !== 'failed' && underBase !== undefined && outcomeOf(underBase) === 'failed';
      const outcome = blocked && override === undefined ? 'failed' : here;
      return defined({
        ...rest,
        outcome,
        exit: outcome === 'failed' ? (1 as const) : (0 as const),
        policy: digestOf('e'),
        onIncomparable: 'fail' as const,
        checks,
        underBasePolicy: underBase && { outcome: outcomeOf(underBase), policy: digestOf('f'), checks: underBase },
        override: blocked ? override : undefined,
      }) as Verdict;
    });
}
