import { expect, it } from 'vitest';
import type { DataRule, TableSchema } from '../check/model.ts';
import { diffSchemas } from './diff-schemas.ts';

const place = { file: 's.yml', line: 1, column: 1 };

function schema(rules: readonly Partial<DataRule>[], rest: Partial<TableSchema> = {}): TableSchema {
  const asked = { rule: 'required', column: 'age' } as const;
  return {
    dialect: 'frictionless',
    file: 's.yml',
    fields: [{ name: 'age', types: ['integer'], reading: {}, place }],
    missingValues: [''],
    primaryKey: [],
    rules: rules.map((rule) => ({ asked, severity: 'error', place, ...rule })),
    ignored: [],
    ...rest,
  };
}

function effect(was: Partial<DataRule>, now: Partial<DataRule>) {
  return diffSchemas(schema([was]), schema([now])).map((change) => change.effect);
}

const min = (value: number | string): Partial<DataRule> => ({ asked: { rule: 'minimum', column: 'age', value } });
const max = (value: number): Partial<DataRule> => ({ asked: { rule: 'maximum', column: 'age', value } });
const list = (...values: string[]): Partial<DataRule> => ({ asked: { rule: 'enum', column: 'age', values } });
const count = (low?: number): Partial<DataRule> => ({
  asked: { rule: 'rowCount', max: 9, ...(low === undefined ? {} : { min: low }) },
});
const like = (pattern: string): Partial<DataRule> => ({
  asked: { rule: 'pattern', column: 'age', pattern, whole: true },
});
const typed = (...types: ('integer' | 'string')[]): Partial<DataRule> => ({
  asked: { rule: 'type', column: 'age', types },
});

it.each([
  ['a lower minimum', min(18), min(0), ['looser']],
  ['a higher minimum', min(0), min(18), ['stricter']],
  ['an earlier date', min('2026-01-02'), min('2026-01-01'), ['looser']],
  ['bounds of two kinds', min('2026-01-02'), min(3), ['other']],
  ['a higher maximum', max(100), max(200), ['looser']],
  ['a value more', list('a'), list('a', 'b'), ['looser']],
  ['a value less', list('a', 'b'), list('a'), ['stricter']],
  ['a bound less', count(3), count(), ['looser']],
  ['another pattern', like('a'), like('b'), ['other']],
  ['a type more', typed('integer'), typed('integer', 'string'), ['looser']],
  ['a tolerance', {}, { tolerance: { share: 0.1 } }, ['looser']],
  ['a smaller tolerance', { tolerance: { count: 5 } }, { tolerance: { count: 4 } }, ['stricter']],
  ['a tolerance of another kind', { tolerance: { count: 5 } }, { tolerance: { share: 0.1 } }, ['other']],
  ['a warning', {}, { severity: 'warning' }, ['looser']],
  ['a stricter bound that only warns', min(0), { ...min(18), severity: 'warning' }, ['looser']],
  ['the same rule elsewhere', min(0), { ...min(0), place: { ...place, line: 9 } }, []],
  ['another rule', min(0), max(3), ['looser', 'stricter']],
] as const)('%s', (_, was, now, effects) => {
  expect(effect(was, now)).toEqual(effects);
});

it('writes both sides, looser ones first', () => {
  const now = schema([{ ...min(20) }, {}], { missingValues: ['', 'NA'] });
  expect(diffSchemas(schema([min(18), max(100)]), now)).toEqual([
    { where: 's.yml', was: 'missingValues: [""]', now: 'missingValues: ["","NA"]', effect: 'looser' },
    { where: 's.yml, age', was: 'maximum: at most 100', effect: 'looser' },
    { where: 's.yml, age', was: 'minimum: at least 18', now: 'minimum: at least 20', effect: 'stricter' },
    { where: 's.yml, age', now: 'required: never empty', effect: 'stricter' },
  ]);
});
