import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';

const tables = testTables();

describe('Parquet', () => {
  it('has typed columns, named as in the file', async () => {
    const values = `1::TINYINT AS "a", 1.5::DECIMAL(9,2) AS "d", 'x' AS "; DROP TABLE x; --", DATE '2026-01-02' AS "day",
      TIMESTAMPTZ '2026-01-02 03:04:05Z' AS "at", true AS "b", [1] AS "l", {'x': 1} AS "s", TIME '01:02:03' AS "t"`;
    await tables.copy('typed.parquet', `SELECT ${values}`);
    const table = await tables.open('typed.parquet');
    expect(table).toMatchObject({ rows: 1, files: 1, format: 'parquet' });
    expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'integer'],
      ['d', 'number'],
      ['; DROP TABLE x; --', 'string'],
      ['day', 'date'],
      ['at', 'datetime'],
      ['b', 'boolean'],
      ['l', 'other'],
      ['s', 'other'],
      ['t', 'time'],
    ]);
  });

  it('is one table over partition folders, its rows numbered through', async () => {
    for (const [year, from] of [
      ['2024', 0],
      ['2025', 5],
      ['2026', 9],
    ] as const) {
      await tables.copy(`parts/year=${year}/p.parquet`, `SELECT i FROM range(${from}, ${from + 5}) r(i)`);
    }
    const table = await tables.open('parts');
    expect(table).toMatchObject({ rows: 15, files: 3 });
    const sql = `SELECT "i", "year", ${table.rowName} AS "n" FROM ${table.numbered} WHERE "i" IN (4, 5, 9, 13)`;
    expect((await table.connection.rows(sql)).map((row) => Object.values(row))).toEqual([
      [4, '2024', 5],
      [5, '2025', 6],
      [9, '2025', 10],
      [9, '2026', 11],
      [13, '2026', 15],
    ]);
  });

  it('keeps a column named row', async () => {
    await tables.copy('row.parquet', 'SELECT 7 AS "row", 8 AS "ROW_"');
    const table = await tables.open('row.parquet');
    expect(await table.connection.row(`SELECT * FROM ${table.numbered}`)).toEqual({ row: 7, ROW_: 8, row__: 1 });
  });
});

describe('what is no whole Parquet', () => {
  it('is refused, and named', async () => {
    const whole = readFileSync(await tables.copy('whole.parquet', "SELECT i, 'x' || i AS s FROM range(5000) r(i)"));
    tables.write('cut.parquet', whole.subarray(0, whole.length - 100));
    tables.write('short.parquet', whole.subarray(0, 6));
    tables.write('text.parquet', 'a,b\n1,2\n');
    const footer = Buffer.from(whole);
    footer.fill(0x5a, footer.length - 200, footer.length - 8);
    tables.write('footer.parquet', footer);
    for (const name of ['cut.parquet', 'short.parquet', 'text.parquet', 'footer.parquet']) {
      await expect(tables.open(name)).rejects.toMatchObject({ code: 'WB3019', place: { file: name } });
    }
    await tables.copy('none.parquet', 'SELECT 1 AS a WHERE false');
    await expect(tables.open('none.parquet')).rejects.toMatchObject({ code: 'WB3003' });
  });

  it('says so when a page is damaged', async () => {
    const file = await tables.copy('page.parquet', 'SELECT hash(i)::VARCHAR AS s FROM range(50000) r(i)');
    const bytes = readFileSync(file);
    bytes.fill(0xff, 5000, 9000);
    tables.write(path.basename(file), bytes);
    const table = await tables.open('page.parquet');
    const all = table.connection.rows(`SELECT max("s") FROM ${table.relation}`);
    await expect(all).rejects.toMatchObject({ code: 'WB3215', place: { file: 'page.parquet' } });
  });

  it.each([
    ["SELECT 1::DOUBLE AS a, 'x' AS b", 'the column "a" has another type'],
    ["SELECT 1 AS a, 'x' AS c", 'the column "b" is not there'],
    ["SELECT 'x' AS b, 1 AS a", 'the column "a" is in another place'],
    ["SELECT 1 AS a, 'x' AS b, 1 AS z", 'the column "z" is new'],
  ])('does not mix %s with others', async (select, what) => {
    await tables.copy('mixed/1.parquet', "SELECT 1 AS a, 'x' AS b");
    await tables.copy('mixed/2.parquet', select);
    const message = expect.stringContaining(`mixed/1.parquet: ${what}`);
    await expect(tables.open('mixed')).rejects.toMatchObject({ code: 'WB3208', message });
  });
});
