import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';
import { diffTables } from '../compare/diff-rows.ts';
import type { DuckTable } from '../duck-table.ts';
import { equalColumnsOf } from './equal-columns.ts';
import { overlapOf } from './overlap.ts';
import { notAfterRows, rangeOf } from './time-order.ts';

const tables = testTables();

async function csv(file: string, text: string): Promise<DuckTable> {
  tables.write(file, text);
  return await tables.open(file);
}

describe('rows in both of two tables', () => {
  it('are those whose columns’ values are in the first', async () => {
    const a = await csv('a.csv', 'customer,month,x\n1,1,a\n2,1,b\n,1,c\n');
    const b = await csv('b.csv', 'x,customer,month\nz,2,1\nb,2,2\na,1,1\nc,,1\n');
    expect(await overlapOf(a, b, ['customer'])).toEqual({ count: 3, rows: [1, 2, 3] });
    expect(await overlapOf(a, b, ['customer', 'month'])).toEqual({ count: 2, rows: [1, 3] });
    expect(await overlapOf(a, b, [])).toEqual({ count: 2, rows: [3, 4] });
    await expect(overlapOf(a, b, ['none'])).rejects.toThrow('do not both have the column none');
  });

  it('are known by what the schemas say the cells are', async () => {
    tables.write('held.csv', 'customer,day\n07,31.12.2025\n8,01.01.2026\nx,\n');
    tables.write('held.jsonl', '{"customer":7.0,"day":"2025-12-31"}\n{"customer":80}\n{"customer":"x"}\n');
    await tables.copy('held.parquet', "SELECT 7.0::DOUBLE AS customer, DATE '2026-01-01' AS day");
    const train = schemaOf(
      [field('customer', 'integer'), field('day', 'date', { reading: { format: '%d.%m.%Y' } })],
      [],
    );
    const held = await tables.open('held.csv', train);
    const other = schemaOf([field('customer', 'integer'), field('day', 'date')], []);
    tables.write('plain.csv', 'customer,day\n7,2026-01-01\n');
    const lines = await tables.open('held.jsonl', other);
    const typed = await tables.open('held.parquet', other);
    const text = await tables.open('plain.csv', other);
    expect(await overlapOf(held, lines, ['customer'])).toEqual({ count: 2, rows: [1, 3] });
    expect(await overlapOf(held, lines, ['customer', 'day'])).toEqual({ count: 1, rows: [1] });
    expect(await overlapOf(held, typed, ['customer'])).toEqual({ count: 1, rows: [1] });
    expect(await overlapOf(held, typed, ['day'])).toEqual({ count: 1, rows: [1] });
    expect(await overlapOf(held, text, ['customer'])).toEqual({ count: 1, rows: [1] });
    expect(await overlapOf(text, typed, [])).toEqual({ count: 1, rows: [1] });
    expect(await diffTables(held, text, ['customer'])).toMatchObject({ added: 0, removed: 2, changed: 1 });
  });

  it('are known by the common type of both without a schema; texts stay texts', async () => {
    const a = await csv('c.csv', 'id,name\n07,01\n9007199254740993,x\n');
    const b = await csv('d.csv', 'id,name\n7,1\n9007199254740992,y\n');
    expect(await overlapOf(a, b, ['id'])).toEqual({ count: 1, rows: [1] });
    expect(await overlapOf(a, b, ['name'])).toEqual({ count: 0, rows: [] });
    const texts = schemaOf([field('id', 'string')], []);
    const [c, d] = [await tables.open('c.csv', texts), await tables.open('d.csv', texts)];
    expect(await overlapOf(c, d, ['id'])).toEqual({ count: 0, rows: [] });
  });

  it('are counted all and named 20', async () => {
    await tables.copy('many.parquet', 'SELECT i AS id FROM range(5000) r(i)');
    const many = await tables.open('many.parquet');
    const { count, rows } = await overlapOf(many, many, ['id']);
    expect([count, rows]).toEqual([5000, Array.from({ length: 20 }, (_, index) => index + 1)]);
  });
});

describe('the order of time', () => {
  it('is that of days, times or numbers, whatever the file', async () => {
    const train = await csv('train.csv', 'day,n\n2026-01-02,9\n2026-01-10,10\n,\n');
    const evaluation = await csv('eval.csv', 'day,n\n2026-01-10,11\n2026-01-11,9.5\n,\n2025-12-31,100\n');
    expect(await notAfterRows(evaluation, train, 'day')).toEqual({ count: 2, rows: [1, 4] });
    expect(await notAfterRows(evaluation, train, 'n')).toEqual({ count: 1, rows: [2] });
    await tables.copy(
      'typed.parquet',
      "SELECT TIMESTAMP '2026-01-10 00:00:00' AS day, 10 AS n UNION ALL SELECT NULL, 11",
    );
    const typed = await tables.open('typed.parquet');
    expect(await notAfterRows(typed, train, 'day')).toEqual({ count: 1, rows: [1] });
    expect(await notAfterRows(typed, train, 'n')).toEqual({ count: 1, rows: [1] });
  });

  it('reads days in the format of the schema, and takes what it cannot read for not later', async () => {
    const days = schemaOf([field('day', 'date', { reading: { format: '%d.%m.%Y' } })], []);
    tables.write('old.csv', 'day,n\n31.12.2025,9\n');
    tables.write('new.csv', 'day,n\n01.02.2026,10\nsoon,x\n30.12.2025,8\n02.02.2026,11\n');
    const [old, later] = [await tables.open('old.csv', days), await tables.open('new.csv', days)];
    expect(await notAfterRows(later, old, 'day')).toEqual({ count: 2, rows: [2, 3] });
    expect(await notAfterRows(later, old, 'n')).toEqual({ count: 2, rows: [2, 3] });
    expect(await rangeOf(later, 'day')).toEqual({ min: '2025-12-30 00:00:00', max: '2026-02-02 00:00:00' });
  });

  it('gives the smallest and largest value', async () => {
    const table = await csv('range.csv', 'day,n,t,none\n2026-01-10,9,b,\n2026-01-02,10,a,\n');
    expect(await rangeOf(table, 'day')).toEqual({ min: '2026-01-02 00:00:00', max: '2026-01-10 00:00:00' });
    expect(await rangeOf(table, 'n')).toEqual({ min: '9.0', max: '10.0' });
    expect(await rangeOf(table, 't')).toEqual({ min: 'a', max: 'b' });
    expect(await rangeOf(table, 'none')).toBeUndefined();
  });
});

describe('the target among the features', () => {
  it('is any column that is equal to it in every row', async () => {
    const table = await csv('target.csv', 'y,copy,half,float,"we""ird",other\n1,1,1,1.0,1,0\n0,0,0,0.0,0,0\n,,1,,,0\n');
    expect(await equalColumnsOf(table, 'y')).toEqual(['copy', 'float', 'we"ird']);
    expect(await equalColumnsOf(table, 'other')).toEqual([]);
  });
});
