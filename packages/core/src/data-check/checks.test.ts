import { expect, it } from 'vitest';
import type { Asked, DataRule, TableSchema } from '../check/model.ts';
import type { RuleFinding } from '../port/table.ts';
import { dataCheck } from '../record/data.ts';
import { dataChecks } from './checks.ts';
import { expectedText } from './expected.ts';

const place = { file: 'schema.yml', line: 14, column: 7 };
const columns = ['income', 'age', 'region', 'end', 'start'].map((name) => ({ name, type: 'text' as const }));

function ruleOf(asked: Asked, more: Partial<DataRule> = {}): DataRule {
  return { asked, severity: 'error', place, ...more };
}

function schemaOf(...rules: DataRule[]): TableSchema {
  const fields = [{ name: 'age', types: ['integer', 'null'] as const, reading: {}, place }];
  return {
    dialect: 'frictionless',
    file: 'schema.yml',
    fields,
    missingValues: [''],
    primaryKey: [],
    rules,
    ignored: [],
  };
}

function judged(rule: DataRule, finding: Partial<RuleFinding>, more: { was?: RuleFinding; showValues?: boolean } = {}) {
  const [check] = dataChecks({
    dataset: 'train',
    schema: schemaOf(rule),
    columns,
    findings: [{ count: 0, of: 1000, rows: [], by: 'scan', ...finding }],
    ...(more.was ? { was: [more.was] } : {}),
    showValues: more.showValues ?? false,
  });
  return dataCheck.parse(check);
}

it.each<[string, DataRule]>([
  ['at most 0.5% empty', ruleOf({ rule: 'required', column: 'income' }, { tolerance: { share: 0.005 } })],
  ['at most 5 rows empty', ruleOf({ rule: 'required', column: 'income' }, { tolerance: { count: 5 } })],
  ['never empty', ruleOf({ rule: 'required', column: 'income' })],
  ['one of 2 values', ruleOf({ rule: 'enum', column: 'region', values: ['a', 'b'] })],
  [
    'one of 2 values, but for at most 7%',
    ruleOf({ rule: 'enum', column: 'region', values: ['a', 'b'] }, { tolerance: { share: 0.07 } }),
  ],
  ['unique', ruleOf({ rule: 'unique', column: 'income' })],
  ['a whole number or empty', ruleOf({ rule: 'type', column: 'age' })],
  ['text', ruleOf({ rule: 'type', column: 'age', types: ['string'] })],
  ['at least −1.5', ruleOf({ rule: 'minimum', column: 'age', value: -1.5 })],
  ['below 2026-01-01', ruleOf({ rule: 'exclusiveMaximum', column: 'end', value: '2026-01-01' })],
  ['text of at most 10 characters', ruleOf({ rule: 'maxLength', column: 'region', value: 10 })],
  ['matches its pattern', ruleOf({ rule: 'pattern', column: 'region', pattern: 'secret', whole: true })],
  ['in the same table', ruleOf({ rule: 'foreignKey', columns: ['a'], resource: '', reference: ['b'] })],
  ['at least 100 rows', ruleOf({ rule: 'rowCount', min: 100 })],
  ['mean between 0 and 120', ruleOf({ rule: 'aggregate', column: 'age', aggregate: 'mean', min: 0, max: 120 })],
  ['share of empty rows at most 2%', ruleOf({ rule: 'aggregate', column: 'age', aggregate: 'nullShare', max: 0.02 })],
  ['newest value at most 7d old', ruleOf({ rule: 'freshness', column: 'end', within: 1, written: '7d' })],
])('%s', (expected, rule) => {
  expect(expectedText(rule, schemaOf().fields)).toBe(expected);
});

it.each([
  ['the share itself', { share: 0.29 }, 29, 100, 'passed'],
  ['one row more', { share: 0.29 }, 30, 100, 'failed'],
  ['the count itself', { count: 5 }, 5, 100, 'passed'],
  ['one more', { count: 5 }, 6, 100, 'failed'],
  ['none', undefined, 1, 100, 'failed'],
] as const)('tolerates %s', (_case, tolerance, count, of, outcome) => {
  const rule = ruleOf({ rule: 'required', column: 'income' }, tolerance ? { tolerance } : {});
  expect(judged(rule, { count, of, rows: [1] })).toMatchObject({ outcome, count, of });
});

it('tolerates nothing of a rule over the whole', () => {
  const rule = ruleOf({ rule: 'rowCount', min: 9 }, { tolerance: { count: 5 } });
  expect(judged(rule, { count: 1, of: 1, measured: 3 })).toMatchObject({ outcome: 'failed', measured: 3 });
});

it('keeps values only where they may be shown', () => {
  const rule = ruleOf({ rule: 'enum', column: 'region', values: ['a'] });
  const found = { count: 1, rows: [3], values: ['b'], distinct: 1 };
  expect(judged(rule, found)).not.toHaveProperty('values');
  expect(judged(rule, found, { showValues: true })).toMatchObject({ values: ['b'], distinct: 1, rows: [3] });
});

it('says what the base had, where it was judged', () => {
  const rule = ruleOf({ rule: 'required', column: 'income' });
  const was: RuleFinding = { count: 3, of: 900, rows: [1, 2, 3], by: 'scan' };
  expect(judged(rule, {}, { was }).was).toEqual({ count: 3, of: 900 });
  expect(judged(rule, {}, { was: { ...was, notJudged: 'gone' } })).not.toHaveProperty('was');
});

it('a rule about a column that is not there is not judged; one that cannot be judged is broken', () => {
  const absent = ruleOf({ rule: 'minimum', column: 'plan', value: 0 });
  const found = { notJudged: 'there is no order' };
  expect(judged(absent, found)).toMatchObject({ outcome: 'not judged', reason: 'there is no order' });
  expect(judged(ruleOf({ rule: 'minimum', column: 'age', value: 0 }), found)).toMatchObject({ outcome: 'failed' });
});

it('a rule without a finding is broken', () => {
  const [check] = dataChecks({
    dataset: 'train',
    schema: schemaOf(ruleOf({ rule: 'required', column: 'age' })),
    columns,
    findings: [],
    showValues: false,
  });
  expect(check).toMatchObject({ outcome: 'failed', reason: 'the table was not looked at' });
});

it('names the columns of an expression', () => {
  const at = 0;
  const [left, right] = ['end', 'start'].map((name) => ({ kind: 'column', name, at }) as const);
  if (!(left && right)) throw new Error('two columns');
  const expression = { kind: 'binary', operator: '>=', left, right, at } as const;
  const check = judged(ruleOf({ rule: 'expression', expression, written: 'end >= start' }), { count: 2 });
  expect(check).toMatchObject({ columns: ['end', 'start'], expected: 'end >= start', outcome: 'failed', place });
});
