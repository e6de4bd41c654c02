import { describe, expect, it } from 'vitest';
import {
  comparisonWith,
  evaluationWith,
  gateInput,
  limit,
  line,
  metric,
  modelWith,
  policyWith,
  slice,
} from '../../test/gate-fixtures.ts';
import type { GateLine, Policy } from '../policy/policy.ts';
import type { Comparison } from '../record/comparison.ts';
import { judge } from './judge.ts';

const least = line('recall', { slice: 'region', min: limit('0.5') });
const drop = line('recall', { slice: 'region', maxDrop: limit('0.02') });
const far = line('roc_auc', { maxDropFromAnchor: limit('0.02') });
const evaluation = evaluationWith([metric('roc_auc', 0.7)], [slice('north', 96, [metric('recall', 0.6)])]);
const firstRun = comparisonWith([], { outcome: 'first run' });
const compared = comparisonWith([]);

function verdictOn(gate: readonly GateLine[], comparison: Comparison | undefined, rest: Partial<Policy> = {}) {
  const model = modelWith(gate, { anchor: 'first-accepted' });
  return judge(gateInput(gate, { model, policy: policyWith(model, rest), evaluation, comparison }));
}

const tooSmall = 'Every slice is too small to judge.';
const noBaseline = 'No check could be judged yet: there is no baseline.';

describe('a verdict of which no check was judged', () => {
  it.each([
    ['absolute, compared', [least], compared, 'inconclusive', tooSmall],
    ['relative, compared', [drop], compared, 'inconclusive', tooSmall],
    ['absolute, first run', [least], firstRun, 'inconclusive', tooSmall],
    ['both, first run', [least, drop], firstRun, 'inconclusive', tooSmall],
    ['relative, first run', [drop], firstRun, 'passed', noBaseline],
    ['relative, nothing compared', [drop], undefined, 'passed', noBaseline],
    ['relative, first run, and one that waits', [drop, far], firstRun, 'passed', noBaseline],
    [
      'compared, and one that waits',
      [drop, far],
      compared,
      'inconclusive',
      'Every slice is too small to judge, and no other check could be judged yet.',
    ],
    [
      'only one that waits for an anchor',
      [far],
      compared,
      'passed',
      'No check could be judged yet: there is nothing to compare with.',
    ],
  ] as const)('%s', (_name, gate, comparison, outcome, reason) => {
    expect(verdictOn(gate, comparison)).toMatchObject({ outcome, exit: 0, reason });
  });

  it('blocks where the policy blocks what is undecided', () => {
    expect(verdictOn([least], compared, { onInconclusive: 'fail' })).toMatchObject({
      outcome: 'inconclusive',
      exit: 1,
    });
    expect(verdictOn([drop], firstRun, { onInconclusive: 'fail' })).toMatchObject({ outcome: 'passed', exit: 0 });
  });

  it('is not one where a check passed, and its reason is of that check', () => {
    const verdict = verdictOn([drop, far, line('roc_auc', { min: limit('0.5') })], firstRun);
    expect(verdict).toMatchObject({ outcome: 'passed', reason: 'roc_auc is 0.700, above its minimum of 0.5.' });
  });
});
