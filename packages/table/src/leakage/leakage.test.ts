import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';
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
