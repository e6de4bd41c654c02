import { describe, expect, it } from 'vitest';
import {
  comparisonWith,
  dataset,
  digestOf,
  evaluationWith,
  gateInput,
  limit,
  line,
  metric,
  modelWith,
  policyWith,
} from '../../test/gate-fixtures.ts';
import type { DataCheck, DataSection, UnderBaseSchema } from '../record/data.ts';
import { verdict as verdictSchema } from '../record/verdict.ts';
import { type GateInput, judge } from './judge.ts';

const auc = line('roc_auc', { min: limit('0.70') });
const model = modelWith([auc], { data: { train: { ...dataset('a.csv'), schema: 's.yml' } } });
const at = { dataset: 'train', path: 's.yml', digest: digestOf('e') };
const schema = { path: 's.yml', digest: digestOf('1'), dialect: 'frictionless', ignored: [] };
const held: DataCheck = {
  dataset: 'train',
  column: 'age',
  rule: 'minimum',
  expected: 'at least 0',
  severity: 'error',
  outcome: 'passed',
  count: 0,
  of: 40,
  rows: [],
  by: 'scan',
};
const age = { column: 'age', rule: 'maximum', expected: 'at most 100', count: 1, of: 4000 };
const changes: UnderBaseSchema['changes'] = [];
const broken: UnderBaseSchema = { ...at, held: 1, of: 2, broken: [age], changes };
const override = { by: 'ada', commit: 'd'.repeat(40), rule: 'an owner of s.yml (ada) approved this head' };

function input(found: readonly UnderBaseSchema[] | undefined, rest: Partial<GateInput> = {}): GateInput {
  const data: DataSection = {
    datasets: [{ name: 'train', path: 'a.csv', digest: digestOf('2'), schema }],
    checks: [held],
    ...(found ? { underBaseSchema: [...found] } : {}),
  };
  return gateInput([auc], { model, data, schemas: [at], comparison: comparisonWith([]), ...rest });
}

const judged = (given: GateInput) => verdictSchema.parse(judge(given));

describe('a schema that the change alters, the policy being the same', () => {
  it('holds the change whose data only it allows', () => {
    const verdict = judged(input([broken]));
    expect(verdict).toMatchObject({ outcome: 'failed', exit: 1, underBasePolicy: { outcome: 'failed' } });
    expect(verdict.reason).toBe('The schema of the base forbids what this change allows: 1 row of age is above 100.');
    expect(verdict.checks.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
    expect(verdict.underBasePolicy?.checks.map(({ explanation }) => explanation)).toEqual([
      'roc_auc is 0.729, at least 0.70.',
      'schema is broken: 1 of 2 rules hold.',
    ]);
  });

  it('lets it pass with an approval, which the verdict keeps', () => {
    expect(judged(input([broken], { override }))).toMatchObject({ outcome: 'passed', exit: 0, override });
  });

  it('holds nothing where the data holds by both', () => {
    const verdict = judged(input([{ ...broken, held: 2, broken: [] }], { override }));
    expect(verdict).toMatchObject({ outcome: 'passed', exit: 0, underBasePolicy: { outcome: 'passed' } });
    expect(verdict.override).toBeUndefined();
  });

  it.each([
    ['by nothing', undefined],
    ['by another schema', [{ ...broken, digest: digestOf('f'), broken: [] }]],
    ['in another dataset', [{ ...broken, dataset: 'evaluation', broken: [] }]],
  ])('holds it where the data was judged %s', (_, found) => {
    const verdict = judged(input(found));
    expect(verdict).toMatchObject({ outcome: 'failed', exit: 1 });
    expect(verdict.reason).toBe(
      'schema s.yml of train was not judged as the base has it under the policy of the base.',
    );
  });

  it('judges nothing by a schema that cannot be read there, and says so', () => {
    const unread: UnderBaseSchema = { ...broken, held: 0, of: 0, broken: [], reason: 'it is no YAML' };
    const verdict = judged(input([unread]));
    expect(verdict).toMatchObject({ outcome: 'passed', exit: 0 });
    expect(verdict.underBasePolicy?.checks.at(-1)).toMatchObject({
      outcome: 'not judged',
      explanation: 'schema s.yml of train cannot be read at the base: it is no YAML.',
    });
  });

  it('has no word where the data breaks the schema here', () => {
    const stopped = { command: 'validate', code: 'data', reason: 'the data breaks it' };
    expect(judged(input([broken], { stopped })).outcome).toBe('stopped');
  });
});

describe('a schema and a policy that the change alters', () => {
  const tight = modelWith([line('roc_auc', { min: limit('0.75') })], { data: model.data });
  const base = { policy: policyWith(tight), model: tight, digest: digestOf('f') };
  const metrics = [metric('roc_auc', 0.729)];
  const weighed = { policy: digestOf('f'), evaluation: metrics, slices: [], alpha: 0.05, family: 0, metrics: [] };
  const comparison = comparisonWith([], { underBasePolicy: weighed });

  it('are both held against it', () => {
    const verdict = judged(input([broken], { base, comparison, evaluation: evaluationWith(metrics) }));
    expect(verdict.underBasePolicy?.checks.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(verdict.underBasePolicy?.policy).toBe(digestOf('f'));
  });
});
