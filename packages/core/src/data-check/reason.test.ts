import { expect, it } from 'vitest';
import { type DataCheck, dataCheck } from '../record/data.ts';
import { changedTogetherCheck, overlapCheck, targetCheck, timeOrderCheck } from './leakage.ts';
import { dataOutcome, worstChecksFirst } from './outcome.ts';
import { brokenSentence, dataStopReason } from './reason.ts';

function broken(rule: string, expected: string, more: Partial<DataCheck> = {}): DataCheck {
  return {
    dataset: 'train',
    column: 'income',
    rule,
    expected,
    severity: 'error',
    outcome: 'failed',
    count: 10_405,
    of: 83_911,
    rows: [],
    by: 'scan',
    ...more,
  };
}

const { column: _column, ...table } = broken('expression', 'end >= start');

it.each<[string, DataCheck]>([
  [
    '12.4% of `income` is empty; the schema allows 0.5%.',
    broken('required', 'at most 0.5% empty', { tolerance: { share: 0.005 } }),
  ],
  [
    '0.51% of `income` is empty; the schema allows 0.5%.',
    broken('required', 'at most 0.5% empty', { tolerance: { share: 0.005 }, count: 51, of: 10_000 }),
  ],
  ['100% of `income` is empty; the schema allows none.', broken('required', 'never empty', { count: 7, of: 7 })],
  ['37 rows of `income` are repeated; the schema allows none.', broken('unique', 'unique', { count: 37 })],
  ['1 row of `income` is repeated; the schema allows none.', broken('unique', 'unique', { count: 1 })],
  [
    '12.4% of `income` is not one of 7 values; the schema allows 1%.',
    broken('enum', 'one of 7 values, but for at most 1%', { tolerance: { share: 0.01 } }),
  ],
  [
    '10,405 rows of `income` are above 120; the schema allows 5 rows.',
    broken('maximum', 'at most 120, but for at most 5 rows', { tolerance: { count: 5 } }),
  ],
  [
    '12.4% of `income` is longer than 10 characters; the schema allows none.',
    broken('maxLength', 'text of at most 10 characters'),
  ],
  ['12.4% of the rows break `end >= start`; the schema allows none.', { ...table, columns: ['end', 'start'] }],
  ['2 rows break `end >= start`; the schema allows none.', { ...table, count: 2 }],
  ['The column `income` is not in the table.', broken('field', 'in the table', { count: 1, of: 1 })],
  [
    'The table has 12 rows; the schema asks for at least 100 rows.',
    broken('rowCount', 'at least 100 rows', { count: 1, of: 1, measured: 12 }),
  ],
  [
    'The mean of `income` is 130; the schema asks for between 0 and 120.',
    broken('aggregate', 'mean between 0 and 120', { count: 1, of: 1, measured: 130 }),
  ],
  [
    'The newest value of `income` is 2026-01-01T00:00:00Z; it may be at most 7d old.',
    broken('freshness', 'newest value at most 7d old', { count: 1, of: 1, measured: '2026-01-01T00:00:00Z' }),
  ],
  [
    'The rule `minimum` of `income` cannot be judged: text has no order.',
    broken('minimum', 'at least 0', { count: 0, reason: 'text has no order' }),
  ],
  [
    '12.4% of `a`, `b` and 1 more is repeated; the schema allows none.',
    { ...table, rule: 'primaryKey', expected: 'unique', columns: ['a', 'b', 'c'] },
  ],
  ['12.4% of `a’b` is empty; the schema allows none.', broken('required', 'never empty', { column: 'a`b' })],
])('%s', (sentence, check) => {
  expect(brokenSentence(check)).toBe(sentence);
});

const [worst, mild, warned, open, held] = [
  broken('required', 'never empty'),
  broken('unique', 'unique', { count: 3 }),
  broken('type', 'a number', { severity: 'warning', count: 83_911 }),
  broken('minimum', 'at least 0', { outcome: 'not judged', count: 0 }),
  broken('maximum', 'at most 9', { outcome: 'passed', count: 0 }),
];

it('puts the worst first, and stops on errors alone', () => {
  expect(worstChecksFirst([held, open, warned, mild, worst])).toEqual([worst, mild, warned, open, held]);
  expect(dataOutcome([held, open, warned, mild, worst])).toEqual({
    outcome: 'failed',
    held: 1,
    errors: 2,
    warnings: 1,
    notJudged: 1,
  });
  expect(dataOutcome([held, open, warned]).outcome).toBe('passed');
  expect(dataStopReason([held, open, warned])).toBeUndefined();
  expect(dataStopReason([held, mild, worst])).toBe('12.4% of `income` is empty; the schema allows none.');
});

it('stays short enough for a preview', () => {
  const long = broken('required', 'never empty', { column: 'x'.repeat(500) });
  const text = dataStopReason([long]) ?? '';
  expect(text).toMatch(/^12\.4% of `x+…x+` is empty; the schema allows none\.$/);
  expect(Array.from(text).length).toBeLessThanOrEqual(100);
  const wide = { ...broken('freshness', `newest value at most ${'9'.repeat(90)}d old`), measured: 'z' };
  expect(dataStopReason([wide])).toBe('The data breaks 1 rule.');
});

it('keeps a foreign record’s words on their line', () => {
  const hostile = 'a\r\n::error::\u200b\u202e';
  const rules = ['enum', 'required', 'freshness', 'aggregate', 'rowCount', 'expression', 'fields', hostile];
  for (const rule of rules) {
    const check = broken(rule, hostile, { dataset: hostile, column: hostile, measured: hostile });
    expect(brokenSentence(check)).not.toMatch(/[\r\n\u200b\u202e]/);
    expect(brokenSentence({ ...check, reason: hostile })).not.toMatch(/[\r\n\u200b\u202e]/);
  }
});

const found = (count: number) => ({ count, rows: [4, 9].slice(0, count) });

it.each<[string, DataCheck]>([
  [
    '2 rows of evaluation are in the training data too, by `customer`.',
    overlapCheck({ dataset: 'evaluation', columns: ['customer'], found: found(2), of: 100 }),
  ],
  [
    '1 row of evaluation is in the training data too.',
    overlapCheck({ dataset: 'evaluation', columns: [], found: found(1), of: 100 }),
  ],
  [
    '2 rows of evaluation are not later than training, by `cutoff`.',
    timeOrderCheck({ dataset: 'evaluation', columns: ['cutoff'], found: found(2), of: 100 }),
  ],
  [
    'The rule `timeOrder` of `cutoff` cannot be judged: it could not be looked for.',
    timeOrderCheck({ dataset: 'evaluation', columns: ['cutoff'], found: undefined, of: 100 }),
  ],
  [
    '`label` in train gives the answer away.',
    targetCheck({ dataset: 'train', columns: ['y', 'label'], target: 'y', score: 's', sameAsTarget: ['y', 'label'] }),
  ],
  [
    '`s` in train gives the answer away.',
    targetCheck({ dataset: 'train', columns: ['y', 's'], target: 'y', score: 's' }),
  ],
])('leakage: %s', (sentence, check) => {
  expect(dataCheck.parse(check)).toMatchObject({ outcome: 'failed', severity: 'error' });
  expect(brokenSentence(check)).toBe(sentence);
});

it('nothing shared, no copy of the target, is passed', () => {
  const shared = { dataset: 'evaluation', columns: ['c'], found: found(0), of: 100 };
  expect(overlapCheck(shared).outcome).toBe('passed');
  expect(timeOrderCheck(shared).outcome).toBe('passed');
  expect(targetCheck({ dataset: 'train', columns: ['y', 'x'], target: 'y', score: 's' }).outcome).toBe('passed');
});

it.each([
  [true, true, 'failed'],
  [true, false, 'passed'],
  [false, undefined, 'passed'],
  [true, undefined, 'not judged'],
  [undefined, true, 'not judged'],
] as const)('evaluation data changed %s, model changed %s: %s', (evaluationChanged, modelChanged, outcome) => {
  const check = changedTogetherCheck({ dataset: 'evaluation', evaluationChanged, modelChanged, rows: 100 });
  expect(dataCheck.parse(check)).toMatchObject({ outcome, severity: 'warning' });
});
