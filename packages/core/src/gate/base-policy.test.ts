import { describe, expect, it } from 'vitest';
import {
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
} from '../../test/gate-fixtures.ts';
import type { GateLine, Policy } from '../policy/policy.ts';
import type { Override } from '../record/verdict.ts';
import { type GateInput, judge } from './judge.ts';

const tight = [line('roc_auc', { maxDrop: limit('0.005') })];
const loose = [line('roc_auc', { maxDrop: limit('0.020') })];
const override: Override = {
  by: 'ada',
  commit: 'd'.repeat(40),
  rule: 'an owner of weighbridge.yml (ada) approved this head',
};

interface Weighed {
  readonly here: readonly GateLine[];
  readonly base: readonly GateLine[];
  readonly basePolicy?: Partial<Policy>;
  readonly change?: number;
  readonly half?: number;
}

/** One candidate, whose roc_auc moved by so much, under two policies. */
function underTwo(
  { here, base, basePolicy = {}, change = -0.012, half = 0.006 }: Weighed,
  rest: Partial<GateInput> = {},
): GateInput {
  const metrics = [metric('roc_auc', 0.729 + change)];
  const deltas = [delta('roc_auc', change, half)];
  const weighed = { policy: digestOf('e'), evaluation: metrics, slices: [], alpha: 0.05, family: 1, metrics: deltas };
  const model = modelWith(base);
  return gateInput(here, {
    evaluation: evaluationWith(metrics),
    comparison: comparisonWith(deltas, { underBasePolicy: weighed }),
    base: { policy: policyWith(model, basePolicy), model, digest: digestOf('e') },
    owners: ['@ada'],
    ...rest,
  });
}

describe('a change that alters the policy', () => {
  it('fails when only its own policy lets it pass', () => {
    const verdict = judge(underTwo({ here: loose, base: tight }));
    expect(verdict).toMatchObject({ outcome: 'failed', exit: 1, owners: ['@ada'] });
    expect(verdict.reason).toBe('roc_auc fell by 0.012; the base’s policy allows 0.005, this change 0.020.');
    expect(verdict.checks.map(({ outcome }) => outcome)).toEqual(['passed']);
    expect(verdict.underBasePolicy).toMatchObject({ outcome: 'failed', policy: digestOf('e') });
  });

  it('passes with an override, which the verdict keeps', () => {
    const verdict = judge(underTwo({ here: loose, base: tight }, { override }));
    expect(verdict).toMatchObject({ outcome: 'passed', exit: 0, override, underBasePolicy: { outcome: 'failed' } });
    expect(verdict.reason).toBe('roc_auc fell from 0.729 to 0.717.');
  });

  it('does not record an override that was not needed, nor let one save a change that fails here', () => {
    expect(judge(underTwo({ here: loose, base: tight, change: 0.01 }, { override })).override).toBeUndefined();
    const failed = judge(underTwo({ here: tight, base: loose }, { override }));
    expect(failed).toMatchObject({ outcome: 'failed', exit: 1 });
    expect(failed.override).toBeUndefined();
  });

  it('fails when the check that would fail was taken out', () => {
    const here = [line('roc_auc', { min: limit('0.5') })];
    const verdict = judge(underTwo({ here, base: [...tight] }));
    expect(verdict).toMatchObject({ outcome: 'failed', exit: 1 });
    expect(verdict.reason).toBe('roc_auc fell by 0.012; the base’s policy allows 0.005, this change drops the check.');
  });

  it('fails when a metric that the base’s policy names is gone', () => {
    const base = [line('p95_ms', { max: limit('40') })];
    expect(judge(underTwo({ here: loose, base })).reason).toBe(
      'p95_ms is missing; the policy names it under the policy of the base.',
    );
  });

  it('fails when the base blocks what is undecided and the change does not', () => {
    const verdict = judge(
      underTwo({ here: tight, base: tight, basePolicy: { onInconclusive: 'fail' }, change: -0.003, half: 0.012 }),
    );
    expect(verdict).toMatchObject({ outcome: 'failed', exit: 1, underBasePolicy: { outcome: 'failed' } });
  });

  it('fails when nothing was weighed under the base’s policy', () => {
    const input = underTwo({ here: loose, base: tight, change: 0.01 });
    const { underBasePolicy: _left, ...comparison } = comparisonWith([delta('roc_auc', 0.01, 0.006)]);
    expect(judge({ ...input, comparison })).toMatchObject({ outcome: 'failed', exit: 1 });
  });

  it('judges absolute limits under both on the first run', () => {
    const here = [line('roc_auc', { min: limit('0.6') })];
    const base = [line('roc_auc', { min: limit('0.75') })];
    const input = underTwo({ here, base });
    const comparison = comparisonWith([], { ...input.comparison, outcome: 'first run', metrics: [] });
    expect(judge({ ...input, comparison })).toMatchObject({ outcome: 'failed', exit: 1 });
  });

  it('is not judged twice when this model’s policy is the same', () => {
    const verdict = judge(underTwo({ here: tight, base: tight, change: 0.01 }));
    expect(verdict.underBasePolicy).toBeUndefined();
    expect(verdict.outcome).toBe('passed');
  });
});

describe('a metric that the baseline does not have', () => {
  const rise = [line('model_kb', { min: limit('1'), maxRise: limit('10%') })];
  const evaluation = evaluationWith([metric('model_kb', 40, { direction: 'lower' })]);
  const weighed = {
    policy: digestOf('e'),
    evaluation: [metric('roc_auc', 0.7)],
    slices: [],
    alpha: 0.05,
    family: 0,
    metrics: [],
  };

  it('is not judged when its limit is new here', () => {
    const base = modelWith([line('roc_auc', { min: limit('0.5') })]);
    const comparison = comparisonWith([], { underBasePolicy: weighed });
    const verdict = judge(
      gateInput(rise, {
        evaluation,
        comparison,
        base: { policy: policyWith(base), model: base, digest: digestOf('e') },
      }),
    );
    expect(verdict.checks.map(({ outcome }) => outcome)).toEqual(['passed', 'not judged']);
    expect(verdict.outcome).toBe('passed');
  });

  it('fails when the base’s policy limits it already', () => {
    expect(judge(gateInput(rise, { evaluation, comparison: comparisonWith([]) })).outcome).toBe('failed');
  });
});
