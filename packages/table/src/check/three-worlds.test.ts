import type { Asked, Field, RuleFinding, TableSchema } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();

/** One table in three forms: the same cells as text, as JSON and with types. */
const rows = [
  { id: 1, price: 9.5, name: 'a', on: '2026-01-01', at: '2026-01-01T10:00:00', ok: true, mail: 'x@y.de' },
  { id: 2, price: -1.5, name: 'bé🤦', on: '2026-02-01', at: '2026-01-02T10:00:00', ok: false, mail: 'bad' },
  { id: 2, price: null, name: 'abcdef', on: null, at: '2026-01-03T10:00:00', ok: null, mail: null },
  { id: 7, price: 30, name: null, on: '2025-12-31', at: null, ok: true, mail: 'z@y.de' },
];
const names = ['id', 'price', 'name', 'on', 'at', 'ok', 'mail'] as const;

const fields: readonly Field[] = [
  field('id', 'integer'),
  field('price', 'number'),
  field('name', 'string'),
  field('on', 'date'),
  field('at', 'datetime'),
  field('ok', 'boolean'),
  field('mail', 'string'),
];

async function writeAll(): Promise<readonly string[]> {
  const csv = [names.join(','), ...rows.map((row) => names.map((name) => row[name] ?? '').join(','))];
  tables.write('t.csv', `${csv.join('\n')}\n`);
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, v]) => v !== null))),
  );
  tables.write('t.jsonl', `${lines.join('\n')}\n`);
  const typed = `id::BIGINT AS id, price::DOUBLE AS price, name, "on"::DATE AS "on", "at"::TIMESTAMP AS "at", ok::BOOLEAN AS ok, mail`;
  await tables.copy('t.parquet', `SELECT ${typed} FROM read_csv('${tables.folder}/t.csv', all_varchar = true)`);
  return ['t.csv', 't.jsonl', 't.parquet'];
}

/** What a rule finds, in short: broken rows, of how many, which. */
type Found = readonly [count: number, of: number, rows: readonly number[]];

function short({ count, of, rows: first }: RuleFinding): Found {
  return [count, of, first];
}

const cases: readonly (readonly [string, Asked, Found])[] = [
  ['required', { rule: 'required', column: 'price' }, [1, 4, [3]]],
  ['type', { rule: 'type', column: 'price' }, [0, 3, []]],
  ['minimum', { rule: 'minimum', column: 'price', value: 0 }, [1, 3, [2]]],
  ['maximum', { rule: 'maximum', column: 'price', value: 9.5 }, [1, 3, [4]]],
  ['exclusiveMaximum', { rule: 'exclusiveMaximum', column: 'price', value: 9.5 }, [2, 3, [1, 4]]],
  ['exclusiveMinimum', { rule: 'exclusiveMinimum', column: 'id', value: 1 }, [1, 4, [1]]],
  ['minimum of days', { rule: 'minimum', column: 'on', value: '2026-01-01' }, [1, 3, [4]]],
  ['maximum of times', { rule: 'maximum', column: 'at', value: '2026-01-02T00:00:00Z' }, [2, 3, [2, 3]]],
  ['multipleOf', { rule: 'multipleOf', column: 'id', value: 2 }, [2, 4, [1, 4]]],
  ['multipleOf a half', { rule: 'multipleOf', column: 'price', value: 0.5 }, [0, 3, []]],
  ['multipleOf five', { rule: 'multipleOf', column: 'price', value: 5 }, [2, 3, [1, 2]]],
  ['enum of texts', { rule: 'enum', column: 'name', values: ['a', 'abcdef'] }, [1, 3, [2]]],
  ['enum of numbers', { rule: 'enum', column: 'id', values: [1, 7] }, [2, 4, [2, 3]]],
  ['enum of days', { rule: 'enum', column: 'on', values: ['2026-01-01'] }, [2, 3, [2, 4]]],
  ['enum of booleans', { rule: 'enum', column: 'ok', values: [true] }, [1, 3, [2]]],
  ['minLength in code points', { rule: 'minLength', column: 'name', value: 3 }, [1, 3, [1]]],
  ['maxLength in code points', { rule: 'maxLength', column: 'name', value: 3 }, [1, 3, [3]]],
  ['pattern, whole', { rule: 'pattern', column: 'mail', pattern: '.@y', whole: true }, [3, 3, [1, 2, 4]]],
  ['pattern, a part', { rule: 'pattern', column: 'mail', pattern: '.@y', whole: false }, [1, 3, [2]]],
  ['unique', { rule: 'unique', column: 'id' }, [1, 4, [3]]],
  ['unique among missing', { rule: 'unique', column: 'mail' }, [0, 3, []]],
  ['primaryKey', { rule: 'primaryKey', columns: ['id', 'ok'] }, [0, 4, []]],
  ['primaryKey, missing', { rule: 'primaryKey', columns: ['name'] }, [1, 4, [4]]],
  ['uniqueKeys', { rule: 'uniqueKeys', columns: ['id', 'ok'] }, [0, 3, []]],
  ['foreignKey', { rule: 'foreignKey', columns: ['id'], resource: '', reference: ['id'] }, [0, 4, []]],
  ['minProperties', { rule: 'minProperties', value: 6 }, [2, 4, [3, 4]]],
  ['maxProperties', { rule: 'maxProperties', value: 5 }, [2, 4, [1, 2]]],
  ['dependentRequired', { rule: 'dependentRequired', column: 'name', columns: ['price', 'on'] }, [1, 3, [3]]],
  ['never', { rule: 'never', column: 'mail' }, [3, 3, [1, 2, 4]]],
  ['field', { rule: 'field', column: 'id' }, [0, 1, []]],
  ['no field', { rule: 'field', column: 'ID' }, [1, 1, []]],
  ['rowCount', { rule: 'rowCount', min: 5 }, [1, 1, []]],
  ['mean', { rule: 'aggregate', column: 'id', aggregate: 'mean', min: 3, max: 3 }, [0, 1, []]],
  ['median', { rule: 'aggregate', column: 'id', aggregate: 'median', max: 1 }, [1, 1, []]],
  ['distinct', { rule: 'aggregate', column: 'id', aggregate: 'distinct', min: 3, max: 3 }, [0, 1, []]],
  ['nullShare', { rule: 'aggregate', column: 'price', aggregate: 'nullShare', max: 0.25 }, [0, 1, []]],
  ['freshness', { rule: 'freshness', column: 'on', within: 1000, written: '1s' }, [1, 1, []]],
  [
    'anyOf',
    {
      rule: 'anyOf',
      columns: ['id', 'name'],
      branches: [[{ rule: 'minimum', column: 'id', value: 7 }], [{ rule: 'maxLength', column: 'name', value: 1 }]],
    },
    [2, 4, [2, 3]],
  ],
  [
    'oneOf',
    {
      rule: 'oneOf',
      columns: ['id'],
      branches: [[{ rule: 'minimum', column: 'id', value: 2 }], [{ rule: 'maximum', column: 'id', value: 2 }]],
    },
    [2, 4, [2, 3]],
  ],
  [
    'not',
    { rule: 'not', columns: ['id'], branches: [[{ rule: 'minimum', column: 'id', value: 2 }]] },
    [3, 4, [2, 3, 4]],
  ],
  ['allOf', { rule: 'allOf', columns: ['id'], branches: [[{ rule: 'minimum', column: 'id', value: 2 }]] }, [1, 4, [1]]],
];

describe.each(['t.csv', 't.jsonl', 't.parquet'])('%s', (file) => {
  let findings: readonly RuleFinding[] = [];
  it('is judged in one go', async () => {
    await writeAll();
    findings = await tables.check(
      file,
      schemaOf(
        fields,
        cases.map(([, asked]) => asked),
      ),
    );
    expect(findings.length).toBe(cases.length);
  });

  it.each(cases.map(([name, , expected], index) => [name, expected, index] as const))(
    '%s',
    (_name, expected, index) => {
      const finding = findings[index];
      expect(finding && short(finding)).toEqual(expected);
      expect(finding?.notJudged).toBeUndefined();
    },
  );
});

describe('what findings carry', () => {
  it.each(['t.csv', 't.jsonl', 't.parquet'])('of %s', async (file) => {
    const rules: Asked[] = [
      { rule: 'enum', column: 'name', values: ['a'] },
      { rule: 'unique', column: 'id' },
      { rule: 'required', column: 'name' },
      { rule: 'freshness', column: 'on', within: 1, written: '1ms' },
      { rule: 'rowCount', max: 3 },
      { rule: 'pattern', column: 'gone', pattern: 'x', whole: true },
      { rule: 'required', column: 'gone' },
      { rule: 'pattern', column: 'id', pattern: 'x', whole: true },
    ];
    const schema: TableSchema = schemaOf(fields, rules);
    const found = await tables.check(file, schema, { showValues: true });
    expect(found).toMatchObject([
      { rows: [2, 3], values: ['bé🤦', 'abcdef'], distinct: 2 },
      { rows: [3], firsts: [2], values: ['2'] },
      { rows: [4], values: [null] },
      { measured: '2026-02-01T00:00:00.000Z' },
      { measured: 4, by: 'columns' },
      { notJudged: 'the column "gone" is not in the table' },
      { count: 4, of: 4, rows: [1, 2, 3, 4] },
      { notJudged: 'the column is no text' },
    ]);
  });
});
