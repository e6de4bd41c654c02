import type { FieldType, Reading, TableSchema } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();

interface Case {
  readonly type: FieldType;
  readonly reading?: Reading;
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

const frictionless: readonly Case[] = [
  {
    type: 'integer',
    good: ['0', '-5', '+7', '007', ' 5 ', '12345678901234567890123'],
    bad: ['1.0', '1e3', 'x', '0x10', '1_000', '-', '٣', '1 2'],
  },
  { type: 'integer', reading: { bareNumber: false }, good: ['€5', '95%', '-3 km'], bad: ['€', '1.5'] },
  { type: 'integer', reading: { groupChar: ',' }, good: ['1,000'], bad: ['1.000'] },
  {
    type: 'number',
    good: ['1', '.5', '1.', '-1e-5', 'NaN', 'INF', '-INF', ' 2 '],
    bad: ['1,5', '1_0', '+-5', '1e', 'x', '0x1'],
  },
  { type: 'number', reading: { decimalChar: ',', groupChar: '.' }, good: ['1.234,5', '2'], bad: ['1,2,3'] },
  { type: 'number', reading: { bareNumber: false }, good: ['€ 12.50', '95%', '$-3'], bad: ['%'] },
  { type: 'boolean', good: ['true', 'True', 'TRUE', '1', 'false', '0'], bad: ['yes', 'tRUE', ' true'] },
  {
    type: 'boolean',
    reading: { trueValues: ['ja'], falseValues: ["n'ein"] },
    good: ['ja', "n'ein"],
    bad: ['true', '0'],
  },
  {
    type: 'date',
    good: ['2026-01-31', '2024-02-29', '2026-1-5'],
    bad: [
      '2026-02-30',
      '31.01.2026',
      '2026/01/31',
      '2026-01-31T00:00:00',
      'epoch',
      '20260131',
      '2026-01',
      ' 026-01-01',
      '-026-01-01',
      '2026-01-5 ',
    ],
  },
  { type: 'date', reading: { format: '%d.%m.%Y' }, good: ['31.01.2026'], bad: ['2026-01-31', '31.13.2026'] },
  {
    type: 'date',
    reading: { format: 'any' },
    good: ['31.01.2026', '2026-01-31', 'Jan 31, 2026', '01/31/2026'],
    bad: ['soon'],
  },
  {
    type: 'datetime',
    good: ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00', '2026-01-31 10:00:00.5', '2026-01-31T10:00:00+02:00'],
    bad: [
      '2026-01-31',
      '2026-01-31T10:00',
      '2026-01-31T25:00:00',
      '2026-01-31T10:00:00 Europe/Berlin',
      '2026-01-31T24:00:00',
      '2026-01-31T10:00:00-99:99',
      ' 026-01-31T10:00:00',
    ],
  },
  { type: 'datetime', reading: { format: '%Y%m%d %H' }, good: ['20260131 10'], bad: ['2026-01-31T10:00:00'] },
  { type: 'datetime', reading: { format: 'any' }, good: ['31.01.2026 10:00', '2026-01-31T10:00:00'], bad: ['later'] },
  { type: 'time', good: ['10:00:00', '23:59:59.25', '10:00:00Z'], bad: ['10:00', '24:60:00', '10:00:00x'] },
  { type: 'time', reading: { format: '%H:%M' }, good: ['10:00'], bad: ['10:00:00'] },
  { type: 'year', good: ['2026', '0001'], bad: ['26', '20260', '-026', '2026.0'] },
  { type: 'yearmonth', good: ['2026-01', '2026-1'], bad: ['2026-13', '2026', '01-2026'] },
  { type: 'object', good: ['{"a":1}', '{}'], bad: ['[1]', '{', 'x', '1'] },
  { type: 'array', good: ['[1,2]', '[]'], bad: ['{}', '[1', 'x'] },
  { type: 'string', good: ['x', ' ', '☃'], bad: [] },
  { type: 'any', good: ['x', '1', '{'], bad: [] },
  {
    type: 'string',
    reading: { format: 'email' },
    good: ['a@b.de', "o'x+y@b.co.uk"],
    bad: ['a@b', 'a b@c.de', '@c.de'],
  },
  {
    type: 'string',
    reading: { format: 'uri' },
    good: ['https://a.de/x?y#z', 'urn:isbn:1'],
    bad: ['a.de', '//a'],
  },
  {
    type: 'string',
    reading: { format: 'uuid' },
    good: ['95ecc380-afe9-11e4-9b6c-751b66dd541e'],
    bad: ['95ecc380afe911e49b6c751b66dd541e0', 'x'],
  },
  { type: 'string', reading: { format: 'binary' }, good: ['YWJj', 'YWI='], bad: ['Y', 'a-b='] },
];

const jsonSchema: readonly Case[] = [
  { type: 'integer', good: ['1', '1.0', '1e3'], bad: ['1.5', 'x'] },
  { type: 'date', good: ['2026-01-31'], bad: ['2026-1-5', ' 026-01-01', '-026-01-01'] },
  {
    type: 'datetime',
    good: ['2026-01-31T10:00:00Z', '2026-01-31t10:00:00.25+02:00'],
    bad: ['2026-01-31T10:00:00', '2026-01-31 10:00:00Z', '2026-01-31T24:00:00Z', '2026-01-31T10:00:00-99:99'],
  },
];

async function wrongCells({ type, reading = {}, good, bad }: Case, dialect: TableSchema['dialect']): Promise<unknown> {
  const cells = [...good, ...bad];
  tables.write(
    'cells.csv',
    `id,cell\n${cells.map((cell, index) => `${index},"${cell.replaceAll('"', '""')}"`).join('\n')}\n`,
  );
  const fields = [field('cell', type, { reading })];
  const [finding] = await tables.check('cells.csv', schemaOf(fields, [{ rule: 'type', column: 'cell' }], { dialect }));
  return finding?.rows.map((row) => cells[row - 1]);
}

describe('cells of text', () => {
  it.each(frictionless.map((one) => [one.type, JSON.stringify(one.reading ?? {}), one] as const))(
    '%s %s',
    async (_type, _reading, one) => {
      expect(await wrongCells(one, 'frictionless')).toEqual(one.bad);
    },
  );

  it.each(jsonSchema.map((one) => [one.type, one] as const))('%s of JSON Schema', async (_type, one) => {
    expect(await wrongCells(one, 'json-schema')).toEqual(one.bad);
  });
});

describe('missing cells', () => {
  it.each([
    [[''], [2]],
    [
      ['', 'NA'],
      [2, 3],
    ],
    [
      ['NA', "it's"],
      [3, 4],
    ],
    [[], []],
  ])('are %j', async (missingValues, rows) => {
    tables.write('missing.csv', "a,b\n1,x\n2,\n3,NA\n4,it's\n");
    const rules = [
      { rule: 'required', column: 'b' },
      { rule: 'minLength', column: 'b', value: 1 },
    ] as const;
    const [required, length] = await tables.check(
      'missing.csv',
      schemaOf([field('b', 'string')], rules, { missingValues }),
    );
    expect(required?.rows).toEqual(rows);
    expect(length).toMatchObject({ of: 4 - rows.length, rows: missingValues.includes('') ? [] : [2] });
    const own = schemaOf([field('b', 'string', { missingValues })], rules);
    expect((await tables.check('missing.csv', own))[0]?.rows).toEqual(rows);
  });
});

describe('bounds and listed values are read as the cells are', () => {
  it('in the format of the field', async () => {
    tables.write('formats.csv', 'day,price,ok\n31.01.2026,"1.000,5",ja\n01.02.2026,"2,5",nein\n');
    const fields = [
      field('day', 'date', { reading: { format: '%d.%m.%Y' } }),
      field('price', 'number', { reading: { decimalChar: ',', groupChar: '.' } }),
      field('ok', 'boolean', { reading: { trueValues: ['ja'], falseValues: ['nein'] } }),
    ];
    const found = await tables.check(
      'formats.csv',
      schemaOf(fields, [
        { rule: 'minimum', column: 'day', value: '01.02.2026' },
        { rule: 'maximum', column: 'price', value: '999,9' },
        { rule: 'enum', column: 'price', values: ['2,5', 1000.5] },
        { rule: 'enum', column: 'ok', values: ['ja'] },
      ]),
    );
    expect(found.map(({ rows }) => rows)).toEqual([[1], [1], [], [2]]);
  });

  it.each([
    [{ rule: 'minimum', column: 'day', value: 'soon' } as const, 'WB3110'],
    [{ rule: 'enum', column: 'day', values: ['2026-01-01', 'x'] } as const, 'WB3110'],
    [{ rule: 'pattern', column: 'name', pattern: '(?=x)', whole: true } as const, 'WB3111'],
    [{ rule: 'pattern', column: 'name', pattern: '(x)\\1', whole: true } as const, 'WB3111'],
    [{ rule: 'pattern', column: 'name', pattern: 'x{1000000}', whole: true } as const, 'WB3111'],
  ])('or refused with the line: %o', async (asked, code) => {
    tables.write('refused.csv', 'day,name\n2026-01-01,x\n');
    const schema = schemaOf([field('day', 'date'), field('name', 'string')], [asked]);
    const place = { file: 'schema.json', line: 3, column: 5 };
    await expect(tables.check('refused.csv', schema)).rejects.toMatchObject({ code, place });
  });
});
