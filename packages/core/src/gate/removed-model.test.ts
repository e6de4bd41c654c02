import { describe, expect, it } from 'vitest';
import { digestOf, gateInput, limit, line, modelWith, policyWith } from '../../test/gate-fixtures.ts';
import type { ModelPolicy } from '../policy/policy.ts';
import type { Override } from '../record/verdict.ts';
import { type GateInput, judge } from './judge.ts';

const easy = [line('roc_auc', { min: limit('0.1') })];
const strict = [line('roc_auc', { min: limit('0.9') })];
const override: Override = { by: 'ada', commit: 'd'.repeat(40), rule: 'an owner approved this head' };

/** Weighs `model` under a change whose base's policy has these models. */
function changed(model: ModelPolicy, was: readonly ModelPolicy[], rest: Partial<GateInput> = {}): GateInput {
  const models = Object.fromEntries(was.map((each) => [each.name, each]));
  const policy = { ...policyWith(model), models };
  const base = { policy, model: models[model.name], digest: digestOf('e') };
  return gateInput(model.gate, { model, policy: policyWith(model), base, owners: ['@ada'], ...rest });
}

const renamed = modelWith(easy, { name: 'churn2' });
const churn = modelWith(strict);

describe('a change that takes a model out of the policy', () => {
  it('is held, though the new name has no limit at the base', () => {
    const verdict = judge(changed(renamed, [churn]));
    expect(verdict).toMatchObject({ outcome: 'failed', exit: 1, owners: ['@ada'] });
    expect(verdict.underBasePolicy).toEqual({ outcome: 'failed', policy: digestOf('e'), checks: [] });
    expect(verdict.reason).toBe('The change takes churn out of the policy; an owner of the file must approve.');
    expect(verdict.checks.map(({ outcome }) => outcome)).toEqual(['passed']);
  });

  it('is held for a model that stays as it was', () => {
    expect(judge(changed(renamed, [churn, renamed]))).toMatchObject({ outcome: 'failed', exit: 1 });
  });

  it('passes with an override, which the verdict keeps', () => {
    const verdict = judge(changed(renamed, [churn], { override }));
    expect(verdict).toMatchObject({ outcome: 'passed', exit: 0, override, underBasePolicy: { outcome: 'failed' } });
    expect(verdict.reason).toBe('roc_auc is 0.729, above its minimum of 0.1.');
  });

  it('says of several how many, and cuts a long name', () => {
    const many = [churn, ...['a', 'b'].map((name) => modelWith(strict, { name }))];
    expect(judge(changed(renamed, many)).reason).toBe(
      'The change takes churn and 2 more out of the policy; an owner of the file must approve.',
    );
    const { reason } = judge(changed(renamed, [modelWith(strict, { name: 'x'.repeat(60) })]));
    expect(reason).toContain('takes xxx');
    expect(reason).toContain('an owner of the file must approve.');
    expect(Array.from(reason).length).toBeLessThanOrEqual(100);
  });

  it('is not seen where a model only came', () => {
    const both = { ...policyWith(churn), models: { churn, churn2: renamed } };
    const verdict = judge(changed(renamed, [churn], { policy: both }));
    expect(verdict.underBasePolicy).toBeUndefined();
    expect(verdict.outcome).toBe('passed');
  });
});
