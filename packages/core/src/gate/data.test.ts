import { describe, expect, it } from 'vitest';
import {
  comparisonWith,
  dataset,
  delta,
  digestOf,
  gateInput,
  limit,
  line,
  metric,
  modelWith,
  policyWith,
} from '../../test/gate-fixtures.ts';
import type { DriftLine, ModelPolicy } from '../policy/policy.ts';
import type { DataCheck, DataSection, Drift } from '../record/data.ts';
import { check as checkSchema, verdict as verdictSchema } from '../record/verdict.ts';
import { explainGate } from './explain.ts';
import { type GateInput, judge } from './judge.ts';
import { suggestMargins } from './suggest.ts';

const auc = line('roc_auc', { min: limit('0.70') });

function watch(columns: DriftLine['columns'], max = '0.2', at = 2): DriftLine {
  return { line: at, measure: 'psi', columns, max: limit(max) };
}

function columnOf(column: string, psi: number, adjusted: number, more: Partial<Drift> = {}): Drift {
  return {
    dataset: 'train',
    column,
    psi,
    test: { method: 'ks', statistic: 0.1, p: adjusted, adjusted },
    was: { kind: 'median', median: 1 },
    now: { kind: 'median', median: 2 },
    ...more,
  };
}

const income = columnOf('income', 0.34, 1e-9);
const age = columnOf('age', 0.05, 1e-9);
const few = columnOf('few', 0.5, 0.2);
const drift = [income, age, few];

function input(model: Partial<ModelPolicy>, data: Partial<DataSection> | undefined, rest: Partial<GateInput> = {}) {
  return gateInput([auc], {
    model: modelWith([auc], { drift: [watch('all')], ...model }),
    data: data && { datasets: [], ...data },
    comparison: comparisonWith([delta('roc_auc', 0, 0.004)]),
    ...rest,
  });
}

function checksOf(given: GateInput) {
  const found = verdictSchema.parse(judge(given));
  return found.checks.filter(({ limit: { kind } }) => kind === 'drift' || kind === 'schema');
}

/** Weighed by the base's policy too, where roc_auc holds. */
const twice = comparisonWith([], {
  underBasePolicy: {
    policy: digestOf('e'),
    evaluation: [metric('roc_auc', 0.729)],
    slices: [],
    metrics: [],
    alpha: 0.05,
    family: 0,
  },
});
const first = comparisonWith([], { outcome: 'first run' });
const noBase: DataSection['diff'] = [
  { dataset: 'train', by: 'none', why: 'LFS has no such object', rowsNow: 9, columnsNow: 2, columns: [], unchanged: 0 },
];

describe('drift lines', () => {
  it('fail by a column over the limit and beyond noise, and by nothing else', () => {
    const checks = checksOf(input({}, { drift }));
    expect(checks.map(({ id, column, outcome, measured }) => [id, column, outcome, measured])).toEqual([
      ['2/drift/train/income', 'income', 'failed', 0.34],
      ['2/drift', 'few', 'passed', 0.5],
    ]);
    expect(checks.map(({ explanation }) => explanation)).toEqual([
      'income drifted by 0.34 (PSI) in train; the policy allows 0.2.',
      'few moved by 0.50 (PSI) in train, the most of 2 columns, which is within the noise of so few rows; the policy allows 0.2.',
    ]);
    expect(judge(input({}, { drift }))).toMatchObject({
      outcome: 'failed',
      exit: 1,
      reason: 'income drifted by 0.34 (PSI) in train; the policy allows 0.2.',
    });
  });

  it('let a retraining bring the drift that asked for it, and no other', () => {
    const plan = columnOf('plan', 0.6, 1e-9);
    const given = input({}, { drift: [...drift, plan] }, { askedColumns: ['income', 'gone'] });
    expect(checksOf(given).map(({ column, outcome, explanation }) => [column, outcome, explanation])).toEqual([
      ['plan', 'failed', 'plan drifted by 0.60 (PSI) in train; the policy allows 0.2.'],
      [
        'income',
        'passed',
        'income drifted by 0.34 (PSI) in train, as in production, which asked for this retraining; the policy allows 0.2.',
      ],
      ['few', 'passed', expect.stringContaining('moved by 0.50')],
    ]);
    const named = input({ drift: [watch(['income'])] }, { drift }, { askedColumns: ['income'] });
    expect(judge(named)).toMatchObject({ outcome: 'passed', exit: 0 });
  });

  it('let it under the base’s policy too', () => {
    const model = modelWith([auc], { drift: [watch('all', '0.2')] });
    const base = { policy: policyWith(model), model, digest: digestOf('e') };
    const under = (askedColumns: readonly string[]) =>
      judge(input({ drift: [] }, { drift }, { comparison: twice, base, askedColumns })).underBasePolicy?.outcome;
    expect([under([]), under(['income'])]).toEqual(['failed', 'passed']);
  });

  it('judge each column that they name, in every dataset that has it', () => {
    const both = [...drift, { ...age, dataset: 'evaluation' }];
    const checks = checksOf(input({ drift: [watch(['age', 'plan'])] }, { drift: both }));
    expect(checks.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['2/drift/train/age', 'passed'],
      ['2/drift/evaluation/age', 'passed'],
      ['2/drift//plan', 'failed'],
    ]);
    expect(checks[2]?.explanation).toBe('plan is in no dataset that was compared; the policy names it.');
  });

  it('leave out a named column that came with the change', () => {
    const [none] = noBase ?? [];
    if (!none) throw new Error('the fixture has a diff');
    const diff = [{ ...none, by: 'rows' as const, columns: [{ column: 'plan', what: 'added' as const }] }];
    expect(checksOf(input({ drift: [watch(['plan'])] }, { drift, diff }))).toMatchObject([
      { column: 'plan', outcome: 'not judged' },
    ]);
  });

  it('stand where the gate has them', () => {
    const model = modelWith([auc, line('recall', { min: limit('0.1') })]);
    const gate = model.gate.map((each, index) => ({ ...each, line: index * 2 + 1 }));
    const checks = judge(input({ gate, drift: [watch('all', '0.2', 2)] }, { drift: [age] })).checks;
    expect(checks.map(({ id }) => id)).toEqual(['1/min', '2/drift', '3/min']);
  });
});

describe('drift lines without drift', () => {
  it.each([
    ['a first run', first, {}, 'not judged', 'psi has no baseline to compare with yet.'],
    [
      'a base that cannot be read',
      comparisonWith([]),
      { diff: noBase },
      'incomparable',
      'psi cannot be compared: LFS has no such object.',
    ],
    [
      'a base of which nothing is known',
      comparisonWith([]),
      {},
      'incomparable',
      'psi cannot be compared: no data of the base could be read.',
    ],
    ['no comparison at all', undefined, {}, 'failed', 'psi was not compared with any baseline.'],
  ] as const)('%s', (_case, comparison, data, outcome, explanation) => {
    const checks = checksOf(input({}, data, { comparison }));
    expect(checks.map((each) => [each.outcome, each.explanation])).toEqual([[outcome, explanation]]);
  });

  it('a first run with nothing but drift and drops waits for its baseline', () => {
    const verdict = judge(input({ gate: [] }, {}, { comparison: first }));
    expect(verdict).toMatchObject({ outcome: 'passed', reason: 'No check could be judged yet: there is no baseline.' });
  });

  it('are judged by the significance of the policy', () => {
    const policy = policyWith(modelWith([auc]), { alpha: 0.3 });
    expect(checksOf(input({}, { drift: [few] }, { policy }))).toMatchObject([{ outcome: 'failed', column: 'few' }]);
  });

  it('hold under the base’s policy too', () => {
    const base = modelWith([auc], { drift: [watch('all', '0.2')] });
    const here = input({ drift: [] }, { drift }, { comparison: twice });
    const verdict = judge({ ...here, base: { policy: policyWith(base), model: base, digest: digestOf('e') } });
    expect(verdict).toMatchObject({ outcome: 'failed', underBasePolicy: { outcome: 'failed' } });
    expect(verdict.reason).toBe(
      'income drifted by 0.34 (PSI) in train; the policy allows 0.2 under the policy of the base.',
    );
  });
});

function rule(outcome: DataCheck['outcome'], more: Partial<DataCheck> = {}): DataCheck {
  const counts = { count: 0, of: 10, rows: [], by: 'scan' as const };
  return {
    dataset: 'train',
    rule: 'required',
    expected: 'never empty',
    severity: 'error',
    outcome,
    ...counts,
    ...more,
  };
}

const schema = { path: 's.yml', digest: digestOf('5'), dialect: 'frictionless', ignored: [] };
const judged: DataSection['datasets'] = [{ name: 'train', path: 't.csv', digest: digestOf('6'), schema }];
const withSchema: Partial<ModelPolicy> = { drift: [], data: { train: { ...dataset('t.csv'), schema: 's.yml' } } };

describe('data rules', () => {
  it('are one check, of the rules that must hold', () => {
    const warning = rule('failed', { severity: 'warning' });
    const checks = [rule('passed'), rule('passed'), rule('not judged'), warning];
    expect(checksOf(input(withSchema, { datasets: judged, checks }))).toEqual([
      checkSchema.parse({
        id: 'data/schema',
        metric: 'schema',
        limit: { kind: 'schema', value: 2, written: '2 rules' },
        judge: 'point',
        outcome: 'passed',
        measured: 2,
        value: 2,
        explanation: 'schema holds: 2 rules.',
      }),
    ]);
    const [broken] = checksOf(input(withSchema, { datasets: judged, checks: [rule('failed'), rule('passed')] }));
    expect(broken).toMatchObject({
      outcome: 'failed',
      measured: 1,
      explanation: 'schema is broken: 1 of 2 rules hold.',
    });
  });

  it('that nobody judged are broken', () => {
    const [check] = checksOf(input(withSchema, { datasets: [] }));
    expect(check).toMatchObject({ outcome: 'failed', explanation: 'schema s.yml of train was not judged.' });
    const leakage = { ...withSchema, leakage: { noOverlap: 'customer' } };
    const [leak] = checksOf(input(leakage, { datasets: judged, checks: [rule('passed')] }));
    expect(leak?.explanation).toBe('schema rule `noOverlap` of customer was not judged.');
    const found = rule('passed', { rule: 'noOverlap', column: 'customer' });
    expect(checksOf(input(leakage, { datasets: judged, checks: [found] }))[0]?.outcome).toBe('passed');
  });

  it('say nothing where the policy asks nothing', () => {
    expect(checksOf(input({ drift: [] }, undefined))).toEqual([]);
    expect(checksOf(input({ drift: [] }, { checks: [] }))).toEqual([]);
  });

  it('do not make a verdict where no model was weighed', () => {
    const bare = input({ ...withSchema, gate: [] }, { datasets: judged, checks: [rule('passed')] });
    expect(judge(bare).outcome).toBe('failed');
  });

  it.each<[string, Partial<ModelPolicy>, string]>([
    ['a schema taken out', { drift: [] }, 'schema s.yml of train was not judged under the policy of the base.'],
    [
      'a keyword ignored',
      { drift: [], data: { train: { ...dataset('t.csv'), schema: 's.yml', ignore: ['format'] } } },
      'schema of train is ignored in part: format under the policy of the base.',
    ],
  ])('are those of the base’s policy too: %s', (_case, here, reason) => {
    const base = modelWith([auc], withSchema);
    const data = { datasets: here.data ? judged : [], checks: [rule('passed')] };
    const at = { policy: policyWith(base), model: base, digest: digestOf('e') };
    expect(judge({ ...input(here, data, { comparison: twice }), base: at })).toMatchObject({
      outcome: 'failed',
      reason,
    });
  });
});

function recordOf(given: GateInput) {
  const subject = { model: 'churn', forge: 'local' as const, weighbridge: '0.1.0' };
  return { version: 1 as const, subject, verdict: judge(given) };
}

it('explains what would flip them', () => {
  const given = input(withSchema, { datasets: judged, checks: [rule('failed')], drift });
  const model = { ...given.model, drift: [watch('all')] };
  const flips = explainGate(recordOf({ ...given, model })).map(({ column, flips: texts }) => [column, texts]);
  expect(flips.slice(1)).toEqual([
    ['income', ['It passes up to 0.2.', 'It passes with `max: 0.341`.']],
    ['few', ['It fails above 0.2, where that is beyond noise.']],
    [undefined, ['It passes when every rule of severity error holds, within its tolerance.']],
  ]);
});

it('keeps drift lines in the suggested gate, in their place', () => {
  const model = modelWith([auc], { drift: [watch(['income', 'a b']), watch('all', '0.30', 3)] });
  const { yaml } = suggestMargins(recordOf(input(model, { drift })), policyWith(model));
  expect(yaml.split('\n')).toEqual([
    'gate:',
    '  - { metric: roc_auc, min: 0.70 }',
    '  - { drift: psi, columns: [income, "a b"], max: 0.2 }',
    '  - { drift: psi, max: 0.30 }',
    '',
  ]);
});
