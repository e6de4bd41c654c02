import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  around,
  baselineReference,
  comparisonWith,
  delta,
  digestOf,
  evaluationWith,
  gateInput,
  limit,
  line,
  metric,
  modelWith,
  policyWith,
  slice,
} from '../../test/gate-fixtures.ts';
import type { Reference } from '../record/comparison.ts';
import { judge } from './judge.ts';
import { couldShow } from './power.ts';
import { planComparisons } from './rules.ts';

const gate = [
  line('roc_auc', { min: limit('0.7'), maxDrop: limit('0.01') }),
  line('recall', { slice: 'region', maxDrop: limit('0.03'), minRows: 150 }),
  line('p95_ms', { max: limit('40') }),
];
const anchored = modelWith(gate, { anchor: 'champion' });
const champion: Reference = { ...baselineReference, commit: '7'.repeat(40), record: digestOf('f') };

describe('planComparisons', () => {
  it('compares what is limited against the baseline, and against an anchor of its own', () => {
    expect(planComparisons({ alpha: 0.05 }, anchored)).toEqual({
      alpha: 0.05,
      compared: [
        { metric: 'roc_auc', against: 'baseline', minRows: 0 },
        { metric: 'roc_auc', against: 'anchor', minRows: 0 },
        { metric: 'recall', against: 'baseline', slice: 'region', minRows: 150 },
        { metric: 'recall', against: 'anchor', slice: 'region', minRows: 150 },
      ],
    });
  });

  it.each(['same', 'none'] as const)('does not count an anchor that is the %s', (standing) => {
    const { compared } = planComparisons({ alpha: 0.05 }, anchored, standing);
    expect(compared.map(({ against }) => against)).toEqual(['baseline', 'baseline']);
  });

  it('compares the baseline for an anchor’s own limit when both are one', () => {
    const model = modelWith([line('roc_auc', { maxDropFromAnchor: limit('0.02') })], { anchor: 'champion' });
    expect(planComparisons({ alpha: 0.05 }, model, 'same').compared).toEqual([
      { metric: 'roc_auc', against: 'baseline', minRows: 0 },
    ]);
    expect(planComparisons({ alpha: 0.05 }, model, 'none').compared).toEqual([]);
  });
});

describe('the anchor', () => {
  const drops = [line('roc_auc', { maxDrop: limit('0.010'), maxDropFromAnchor: limit('0.020') })];
  const model = modelWith(drops, { anchor: 'champion' });
  const weigh = (fromAnchor: number, anchor: Reference | undefined, own = drops) => {
    const deltas = [delta('roc_auc', -0.003, 0.004), delta('roc_auc', fromAnchor, 0.004, { against: 'anchor' })];
    const comparison = comparisonWith(anchor ? deltas : deltas.slice(0, 1), anchor ? { anchor } : {});
    const evaluation = evaluationWith([metric('roc_auc', 0.726)]);
    return judge(gateInput(own, { model: { ...model, gate: own }, comparison, evaluation }));
  };

  it('stops small drops from adding up', () => {
    const verdict = weigh(-0.03, champion);
    expect(verdict.checks.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['1/max-drop', 'passed'],
      ['1/max-drop-from-anchor', 'failed'],
    ]);
    expect(verdict.reason).toBe('roc_auc fell by 0.030 from the anchor; the policy allows 0.020.');
  });

  it('has the check’s own limit where the policy has none', () => {
    expect(weigh(-0.015, champion, [line('roc_auc', { maxDrop: limit('0.010') })]).outcome).toBe('failed');
    expect(weigh(-0.015, champion).outcome).not.toBe('failed');
  });

  it('is not judged twice when it is the baseline', () => {
    const same = weigh(-0.03, baselineReference, [line('roc_auc', { maxDrop: limit('0.010') })]);
    expect(same.checks.map(({ id }) => id)).toEqual(['1/max-drop']);
    expect(weigh(-0.03, baselineReference).checks.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
  });

  it('is not judged where there is none, and incomparable where nothing was compared with it', () => {
    expect(weigh(0, undefined).checks.at(-1)).toMatchObject({ id: '1/max-drop-from-anchor', outcome: 'not judged' });
    const comparison = comparisonWith([delta('roc_auc', 0, 0.004)], { anchor: champion });
    const verdict = judge(gateInput(drops, { model, comparison }));
    expect(verdict).toMatchObject({ outcome: 'inconclusive', exit: 1 });
  });
});

describe('limits and what they can settle', () => {
  it('takes a percent of the reference', () => {
    const rise = [line('p95_ms', { maxRise: limit('10%') })];
    const weigh = (now: number) => {
      const value = { direction: 'lower', unit: 'ms', n: 0 } as const;
      const {
        interval: _none,
        standardError: _too,
        ...change
      } = delta('p95_ms', now - 31.2, 0, { ...value, reference: 31.2 });
      const evaluation = evaluationWith([metric('p95_ms', now, value)]);
      return judge(gateInput(rise, { evaluation, comparison: comparisonWith([change]) }));
    };
    expect(weigh(34.3)).toMatchObject({ outcome: 'passed' });
    expect(weigh(34.3).checks[0]?.limit.value).toBeCloseTo(3.12, 12);
    expect(weigh(35.2)).toMatchObject({ outcome: 'failed', reason: 'p95_ms rose by 13%; the policy allows 10%.' });
  });

  it('says on the first run what the next one can show (correlation 0.9)', () => {
    const own = metric('roc_auc', 0.729, { interval: around(0.729, 0.012) });
    const verdict = judge(
      gateInput([line('roc_auc', { maxDrop: limit('0.005') })], {
        evaluation: evaluationWith([own]),
        comparison: comparisonWith([], { outcome: 'first run' }),
      }),
    );
    // 0.012 / 1.645 = 0.0073; times √0.2 = 0.00326; times 1.645 + 0.842 = 0.0081; (0.0081 / 0.005)² · 6,057 = 15,913.
    expect(verdict.checks[0]?.resolution?.marginResolved).toBeCloseTo(0.00811, 5);
    expect(verdict.checks[0]?.resolution?.rowsNeeded).toBeGreaterThan(15_800);
    expect(verdict.checks[0]?.resolution?.rowsNeeded).toBeLessThan(16_000);
    expect(verdict.checks[0]).toMatchObject({ outcome: 'not judged', resolution: { assumedCorrelation: 0.9 } });
  });

  it('tells which slices could have shown a drop of the margin', () => {
    const values = ['north', 'isles', null];
    const slices = values.map((value, index) => slice(value, [4000, 300, 41][index] ?? 0, [metric('recall', 0.6)]));
    const deltas = values.map((value, index) =>
      delta('recall', 0, [0.01, 0.06, 0.2][index] ?? 0, { slice: { column: 'region', value } }),
    );
    const verdict = judge(
      gateInput([line('recall', { slice: 'region', maxDrop: limit('0.02') })], {
        evaluation: evaluationWith([], slices),
        comparison: comparisonWith(deltas),
      }),
    );
    expect(verdict.checks.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['1/max-drop/north', 'passed'],
      ['1/max-drop/isles', 'passed'],
      ['1/max-drop/?', 'too small'],
    ]);
    expect(verdict.checks.map(couldShow)).toEqual([true, false, false]);
  });
});

describe('a verdict, whatever is missing', () => {
  it('never passes a policy whose metric, slice or reference is not there', () => {
    const value = fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const words = fc.constantFrom('pass', 'warn', 'fail');
    fc.assert(
      fc.property(value, words, words, fc.boolean(), (found, onInconclusive, onIncomparable, first) => {
        const model = modelWith([line('roc_auc', { min: limit('-1'), maxDrop: limit('1') })]);
        const comparison = first
          ? comparisonWith([], { outcome: 'first run' })
          : comparisonWith([delta('roc_auc', 0, 0.004)]);
        const evaluation = evaluationWith([metric('roc_auc', found)]);
        const policy = policyWith(model, { onInconclusive, onIncomparable });
        expect(judge(gateInput([], { model, policy, evaluation, comparison }))).toMatchObject({
          outcome: 'failed',
          exit: 1,
        });
      }),
    );
  });
});
