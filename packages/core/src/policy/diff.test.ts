import { describe, expect, it } from 'vitest';
import { dataset, limit, line, modelWith, policyWith, train } from '../../test/gate-fixtures.ts';
import { diffPolicies } from './diff.ts';
import type { DriftLine, ModelPolicy, Policy } from './policy.ts';

const gate = [
  line('roc_auc', { min: limit('0.70'), maxDrop: limit('0.005') }),
  line('recall', { slice: 'region', maxDrop: limit('0.03') }),
];
const kb = { file: 'metrics.json', key: 'kb', name: 'kb', direction: 'lower', unit: 'kB' } as const;
const base = modelWith(gate, { anchor: 'champion' });
const evaluate = base.evaluate;

function changed(model: Partial<ModelPolicy>, policy: Partial<Policy> = {}) {
  return diffPolicies(policyWith(base), policyWith({ ...base, ...model }, policy), 'churn');
}

function gateWith(index: number, rest: Parameters<typeof line>[1]) {
  return { gate: gate.map((each, place) => (place === index ? { ...each, ...rest } : each)) };
}

type Change = readonly [name: string, model: Partial<ModelPolicy>, effect: string];

const changes: readonly Change[] = [
  ['a lower minimum', gateWith(0, { min: limit('0.6') }), 'looser'],
  ['a higher minimum', gateWith(0, { min: limit('0.8') }), 'stricter'],
  ['a narrower drop', gateWith(0, { maxDrop: limit('0.001') }), 'stricter'],
  ['a percent in place of a number', gateWith(0, { maxDrop: limit('0.1%') }), 'looser'],
  ['harm in place of proof', gateWith(0, { judge: 'harm' }), 'looser'],
  ['proof in place of harm', gateWith(1, { judge: 'proof' }), 'stricter'],
  ['bound in place of point', gateWith(0, { judgeAbsolute: 'bound' }), 'looser'],
  ['a wider limit from the anchor', gateWith(0, { maxDropFromAnchor: limit('0.05') }), 'looser'],
  ['a tighter limit from the anchor', gateWith(0, { maxDropFromAnchor: limit('0.001') }), 'stricter'],
  ['a line less', { gate: gate.slice(0, 1) }, 'looser'],
  ['a line more', { gate: [...gate, line('f1', { min: limit('0.5') })] }, 'stricter'],
  ['no anchor', { anchor: 'none' }, 'looser'],
  ['another anchor', { anchor: 'first-accepted' }, 'looser'],
  ['another threshold', { evaluate: { ...evaluate, threshold: 0.8 } }, 'looser'],
  ['another score', { evaluate: { ...evaluate, score: 'p2' } }, 'looser'],
  ['another target', { evaluate: { ...evaluate, target: 'label' } }, 'looser'],
  ['a weight', { evaluate: { ...evaluate, weight: 'w' } }, 'looser'],
  ['a slice less', { evaluate: { ...evaluate, slices: [] } }, 'looser'],
  ['a slice more', { evaluate: { ...evaluate, slices: ['region', 'channel'] } }, 'other'],
  ['a file metric more', { evaluate: { ...evaluate, metrics: [kb] } }, 'other'],
  ['other predictions', { train: train({ outputs: { predictions: 'easy.csv' } }) }, 'looser'],
  ['something ignored', { train: train({ ignore: ['src/**'] }) }, 'looser'],
  ['another evaluation file', { data: { evaluation: dataset('easy.csv') } }, 'looser'],
  ['params named', { train: train({ params: 'p.yml' }) }, 'other'],
  ['a command that trains', { train: train({ run: 'python train.py' }) }, 'other'],
  ['runs that differ by their seed', { train: train({ repeat: 5 }) }, 'other'],
  ['a variable that training may see', { train: train({ env: ['WANDB_PROJECT'] }) }, 'other'],
  ['a price', { train: train({ prices: { currency: 'USD', perHour: { cpu: 1 } } }) }, 'other'],
  ['a command that rescores', { evaluate: { ...evaluate, rescore: ['python', 'score.py'] } }, 'looser'],
  ['a rule against leakage', { leakage: { noOverlap: 'customer' } }, 'stricter'],
  ['a drift line', { drift: [drift('all', '0.2')] }, 'stricter'],
  ['a dataset that is watched', { data: { train: dataset('t.csv') } }, 'other'],
  ['predictions kept elsewhere', { predictions: { keep: 'store' } }, 'other'],
];

function drift(columns: DriftLine['columns'], max: string): DriftLine {
  return { line: 3, measure: 'psi', columns, max: limit(max) };
}

const strict: Partial<ModelPolicy> = {
  data: { train: { ...dataset('t.csv'), schema: 's.yml', ignore: ['title'] } },
  leakage: { noOverlap: 'customer', timeOrder: 'cutoff' },
  drift: [drift(['a', 'b'], '0.2')],
  train: train({ repeat: 5 }),
};
const { data: strictData = {} } = strict;
const set = { ...dataset('t.csv'), ...strictData['train'] };

describe('what is asked of data', () => {
  it.each<readonly [string, Partial<ModelPolicy>, readonly string[]]>([
    ['no schema', { data: { train: { ...dataset('t.csv'), ignore: ['title'] } } }, ['looser']],
    ['another schema', { data: { train: { ...set, schema: 'easy.yml' } } }, ['looser']],
    ['more ignored', { data: { train: { ...set, ignore: ['title', 'format'] } } }, ['looser']],
    ['less ignored', { data: { train: { ...set, ignore: [] } } }, ['stricter']],
    ['values shown', { data: { train: { ...set, showValues: true } } }, ['other']],
    ['a key', { data: { train: { ...set, key: ['id'] } } }, ['other']],
    ['no such dataset', { data: {} }, ['other', 'looser', 'stricter']],
    ['one leakage rule less', { leakage: { noOverlap: 'customer' } }, ['looser']],
    ['another column', { leakage: { noOverlap: 'id', timeOrder: 'cutoff' } }, ['looser']],
    ['no drift line', { drift: [] }, ['looser']],
    ['a wider drift line', { drift: [drift(['b', 'a'], '0.25')] }, ['looser']],
    ['a narrower one', { drift: [drift(['a', 'b'], '0.1')] }, ['stricter']],
    ['the same, written otherwise', { drift: [drift(['b', 'a'], '0.20')] }, []],
    ['other columns', { drift: [drift(['a'], '0.2')] }, ['looser', 'stricter']],
    ['fewer runs', { train: train({ repeat: 2 }) }, ['looser']],
  ])('%s', (_name, model, effects) => {
    const was = policyWith({ ...base, ...strict });
    const now = policyWith({ ...base, ...strict, ...model });
    expect(diffPolicies(was, now, 'churn').map(({ effect }) => effect)).toEqual(effects);
  });

  it('is written as the file does', () => {
    const now = policyWith({
      ...base,
      ...strict,
      drift: [drift(['a', 'b'], '0.25')],
      leakage: { noOverlap: 'customer' },
    });
    expect(diffPolicies(policyWith({ ...base, ...strict }), now, 'churn')).toEqual([
      { where: 'churn, data, leakage', was: 'time-order: cutoff', effect: 'looser' },
      { where: 'churn, gate, drift of a, b', was: 'max: 0.2', now: 'max: 0.25', effect: 'looser' },
    ]);
  });
});

describe('diffPolicies', () => {
  it('is empty for equal policies, whatever numbers look like and in whatever order lines are', () => {
    expect(changed({})).toEqual([]);
    expect(changed({ gate: [...gate].reverse() })).toEqual([]);
    expect(changed(gateWith(0, { maxDrop: limit('0.0050') }))).toEqual([]);
  });

  it('writes both sides as the file does', () => {
    expect(
      changed({
        gate: [
          { ...gate[0], maxDrop: limit('0.020') },
          { ...gate[1], minRows: 2000 },
        ] as ModelPolicy['gate'],
      }),
    ).toEqual([
      { where: 'churn, gate, roc_auc', was: 'max-drop: 0.005', now: 'max-drop: 0.020', effect: 'looser' },
      { where: 'churn, gate, recall by region', was: 'min-n: 200', now: 'min-n: 2000', effect: 'looser' },
    ]);
  });

  it.each(changes)('%s', (_name, model, effect) => {
    expect(changed(model).map((entry) => entry.effect)).toEqual([effect]);
  });

  it.each([
    [{ onInconclusive: 'pass' }, 'looser'],
    [{ onInconclusive: 'fail' }, 'stricter'],
    [{ onIncomparable: 'warn' }, 'looser'],
    [{ alpha: 0.01 }, 'looser'],
    [{ alpha: 0.1 }, 'looser'],
    [{ baseline: { maxAgeDays: 90, maxAgeCommits: 200 } }, 'other'],
  ] as const)('%o for all models is %s', (policy, effect) => {
    expect(changed({}, policy).map((entry) => [entry.where, entry.effect])).toEqual([['all models', effect]]);
  });

  it('calls another source of a file metric looser, and its loss too', () => {
    const withKb = modelWith(gate, { anchor: 'champion', evaluate: { ...evaluate, metrics: [kb] } });
    const to = (metrics: ModelPolicy['evaluate']['metrics']) =>
      diffPolicies(policyWith(withKb), policyWith({ ...withKb, evaluate: { ...evaluate, metrics } }), 'churn').map(
        (entry) => entry.effect,
      );
    expect(to([{ ...kb, file: 'other.json' }])).toEqual(['looser']);
    expect(to([{ ...kb, direction: 'higher' }])).toEqual(['looser']);
    expect(to([{ ...kb, unit: 'MB' }])).toEqual(['other']);
    expect(to([])).toEqual(['looser']);
  });

  it('says when the model itself came or went', () => {
    const other = policyWith({ ...base, name: 'fraud' });
    expect(diffPolicies(other, policyWith(base), 'churn')).toEqual([
      { where: 'fraud', was: 'in the policy', effect: 'looser' },
      { where: 'churn', now: 'in the policy', effect: 'stricter' },
    ]);
    expect(diffPolicies(policyWith(base), other, 'churn')).toEqual([
      { where: 'churn', was: 'in the policy', effect: 'looser' },
    ]);
  });

  it('says when any other model went, and is silent on one that came', () => {
    const two = { ...policyWith(base), models: { churn: base, fraud: { ...base, name: 'fraud' } } };
    expect(diffPolicies(two, policyWith(base), 'churn')).toEqual([
      { where: 'fraud', was: 'in the policy', effect: 'looser' },
    ]);
    expect(diffPolicies(policyWith(base), two, 'churn')).toEqual([]);
  });
});
