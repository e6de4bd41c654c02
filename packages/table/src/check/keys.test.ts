import type { Asked } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();

describe('primary keys', () => {
  it('repeat where every part is equal, missing ones too, and may not be missing as a whole', async () => {
    tables.write('p.csv', 'a,b\n1,x\n1,y\n1,x\n2,\n2,\n,\n,\nz,x\n1,x\n');
    const schema = schemaOf(
      [field('a', 'integer'), field('b', 'string')],
      [{ rule: 'primaryKey', columns: ['a', 'b'] }],
    );
    const [finding] = await tables.check('p.csv', schema);
    expect(finding).toMatchObject({ count: 5, of: 8, rows: [3, 5, 6, 7, 9], firsts: [1, 4, 6, 6, 1] });
  });

  it('name the first 20 of many', async () => {
    await tables.copy('many.parquet', 'SELECT i % 100 AS k FROM range(300) r(i)');
    const [finding] = await tables.check('many.parquet', schemaOf([], [{ rule: 'unique', column: 'k' }]));
    expect(finding).toMatchObject({ count: 200, of: 300 });
    expect(finding?.rows).toEqual(Array.from({ length: 20 }, (_, i) => 101 + i));
    expect(finding?.firsts).toEqual(Array.from({ length: 20 }, (_, i) => 1 + i));
  });
});

describe('foreign keys', () => {
  const asked: Asked = { rule: 'foreignKey', columns: ['customer'], resource: 'customers', reference: ['id'] };

  it.each([
    ['text in text', 'customer\n1\n007\n\n9\nx\n', 'customers.csv'],
    ['text in types', 'customer\n1\n007\n\n9\nx\n', 'customers.parquet'],
    ['text in JSON', 'customer\n1\n007\n\n9\nx\n', 'customers.jsonl'],
  ])('%s', async (_name, content, other) => {
    tables.write('orders.csv', content.replace('customer', 'row,customer').replaceAll(/\n(?=.)|\n(?=\n)/g, '\n0,'));
    tables.write('customers.csv', 'id\n1\n7\n8\n');
    tables.write('customers.jsonl', '{"id":1}\n{"id":7.0}\n{"id":8}\n');
    await tables.copy('customers.parquet', 'SELECT unnest([1, 7, 8]) AS id');
    const resources = new Map([['customers', await tables.open(other)]]);
    const schema = schemaOf([field('customer', 'integer')], [asked]);
    const [finding] = await tables.check('orders.csv', schema, { resources, showValues: true });
    expect(finding).toEqual({ count: 1, of: 3, rows: [4], values: ['9'], by: 'scan' });
  });

  it('within one table, over several columns', async () => {
    tables.write('tree.csv', 'id,k,parent,pk\n1,a,,\n2,a,1,a\n3,b,1,b\n4,b,2,\n');
    const self: Asked = { rule: 'foreignKey', columns: ['parent', 'pk'], resource: '', reference: ['id', 'k'] };
    const fields = ['id', 'k', 'parent', 'pk'].map((name) => field(name, 'string'));
    expect((await tables.check('tree.csv', schemaOf(fields, [self])))[0]).toMatchObject({ count: 1, of: 2, rows: [3] });
  });
});

describe('names of columns', () => {
  const hostile = [
    '"; DROP TABLE x; --',
    "'",
    'k0',
    'x0',
    'a0',
    'row',
    'n',
    'shown',
    'SELECT',
    ' ',
    '\\',
    '*',
    '"',
    'é\n',
  ];

  it.each(['csv', 'jsonl', 'parquet'])('are data, in %s', async (format) => {
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    tables.write(
      'h.csv',
      `${hostile.map(quoted).join()}\n${hostile.map(() => '1').join()}\n${hostile.map(() => '1').join()}\n`,
    );
    const line = JSON.stringify(Object.fromEntries(hostile.map((name) => [name, 1])));
    tables.write('h.jsonl', `${line}\n${line}\n`);
    await tables.copy('h.parquet', `SELECT ${hostile.map((name) => `1 AS ${quoted(name)}`).join()} FROM range(2)`);
    const rules = hostile.flatMap((column): Asked[] => [
      { rule: 'required', column },
      { rule: 'minimum', column, value: 2 },
      { rule: 'unique', column },
      { rule: 'foreignKey', columns: [column], resource: '', reference: [column] },
    ]);
    const schema = schemaOf(
      hostile.map((name) => field(name, 'integer')),
      rules,
    );
    const found = await tables.check(`h.${format}`, schema, { showValues: true });
    const expected = [
      { count: 0, of: 2 },
      { count: 2, rows: [1, 2], values: ['1', '1'] },
      { count: 1, rows: [2], firsts: [1] },
      { count: 0, of: 2 },
    ];
    expect(found).toMatchObject(hostile.flatMap(() => expected));
  });
});
