import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';

const tables = testTables();

async function cells(name: string): Promise<unknown> {
  const table = await tables.open(name);
  const columns = table.columns.map(({ sql }, index) => `${sql} AS "v${index}"`).join(', ');
  const rows = await table.connection.rows(`SELECT ${columns}, ${table.rowName} AS "n" FROM ${table.numbered}`);
  return rows.map((row) => Object.values(row));
}

describe('delimited files', () => {
  it.each([
    [
      'plain.csv',
      'a,b\n1,\n"x\ny","2""3"\n',
      ['a', 'b'],
      [
        ['1', null, 1],
        ['x\ny', '2"3', 2],
      ],
    ],
    ['tabs.tsv', 'a\tb\r\n1\t2\r\n', ['a', 'b'], [['1', '2', 1]]],
    ['packed.csv.gz', gzipSync('a\n1\n'), ['a'], [['1', 1]]],
    ['packed.csv.zst', zstdCompressSync('a\n1\n'), ['a'], [['1', 1]]],
    ['mark.csv', '\ufeffa,b\n007,1e3\n', ['a', 'b'], [['007', '1e3', 1]]],
    [
      'case.csv',
      'a,A,"; DROP TABLE x; --","q""u"\n1,2,3,4\n',
      ['a', 'A', '; DROP TABLE x; --', 'q"u'],
      [['1', '2', '3', '4', 1]],
    ],
    ['[star]*?.csv', 'a\n1\n', ['a'], [['1', 1]]],
  ])('%s', async (name, content, names, rows) => {
    tables.write(name, content);
    expect((await tables.open(name)).columns.map((column) => column.name)).toEqual(names);
    expect(await cells(name)).toEqual(rows);
  });

  it('are one table in a folder, in the order of the paths, with the folders as columns', async () => {
    tables.write('hive/year=2025/place=a%2Fb/2.csv', 'v\n3\n');
    tables.write('hive/year=2025/place=a%2Fb/1.csv.gz', gzipSync('v\n1\n2\n'));
    tables.write('hive/year=2024/place=__HIVE_DEFAULT_PARTITION__/1.csv', 'v\n0\n');
    tables.write('hive/_SUCCESS', '');
    tables.write('hive/.hidden/1.csv', 'other\n');
    expect((await tables.open('hive')).columns.map(({ name }) => name)).toEqual(['v', 'year', 'place']);
    expect(await cells('hive')).toEqual([
      ['0', '2024', null, 1],
      ['1', '2025', 'a/b', 2],
      ['2', '2025', 'a/b', 3],
      ['3', '2025', 'a/b', 4],
    ]);
    expect(await cells('hive/**/[2-3].csv')).toEqual([['3', 'a/b', 1]].map(([v, p, n]) => [v, '2025', p, n]));
  });

  it('number their rows in the order of the file, however many threads read', async () => {
    await tables.copy('long.csv', "SELECT i, repeat('x', 50) AS pad FROM range(300000) r(i)", 'format csv, header');
    const table = await tables.open('long.csv');
    const [i] = table.columns;
    const sql = `SELECT count(*) AS "bad" FROM ${table.numbered} WHERE ${i?.sql}::BIGINT + 1 <> ${table.rowName}`;
    expect([table.rows, await table.connection.row(sql)]).toEqual([300_000, { bad: 0 }]);
  });
});

describe('files of a pattern or folder', () => {
  it('are those that a pattern names, and a file or folder of exactly that name comes first', async () => {
    tables.write('g[1].csv', 'a\nliteral\n');
    tables.write('g1.csv', 'a\npattern\n');
    tables.write('h1.csv', 'a\n1\n');
    tables.write('h2.csv', 'a\n2\n');
    tables.write('runs[1]/x.csv', 'a\n3\n');
    tables.write('runs[1]/.x.csv', 'a\n4\n');
    expect(await cells('g[1].csv')).toEqual([['literal', 1]]);
    expect(await cells('h[1].csv')).toEqual([['1', 1]]);
    expect(await cells('{h1,h2}.csv')).toEqual([
      ['1', 1],
      ['2', 2],
    ]);
    expect(await cells('runs[1]/*.csv')).toEqual([['3', 1]]);
    expect(await cells('runs[1]/.*.csv')).toEqual([['4', 1]]);
    tables.write('runs[1]/odd.csv', 'b\n3\n');
    await expect(tables.open('runs[1]/*.csv')).rejects.toMatchObject({ place: { file: 'runs[1]/x.csv' } });
  });

  it('are counted where nobody reads them', async () => {
    for (const name of ['a.csv', 'b.csv.bz2', 'c.txt', '_SUCCESS', '.crc']) tables.write(`some/${name}`, 'a\n1\n');
    expect((await tables.open('some')).unread).toEqual({ count: 2, first: 'b.csv.bz2' });
    expect((await tables.open('some/*')).unread).toEqual({ count: 2, first: 'b.csv.bz2' });
    expect((await tables.open('some/*.csv')).unread).toBeUndefined();
  });
});

describe('JSON lines', () => {
  it('keep what is absent apart from null, and numbers as they are written', async () => {
    tables.write('a.jsonl', '\ufeff{"a":1.0,"b":null}\r\n\r\n{"A":"x","a":{"q":[1]},"":12345678901234567890123}\n');
    expect((await tables.open('a.jsonl')).columns.map(({ name }) => name)).toEqual(['a', 'b', '', 'A']);
    expect(await cells('a.jsonl')).toEqual([
      ['1.0', 'null', null, null, 1],
      ['{"q":[1]}', null, '12345678901234567890123', '"x"', 2],
    ]);
  });

  it('take any key', async () => {
    const keys = ['a/b', 'a~b', '~1', '$.a', "it's", '"', '; DROP TABLE x; --', 'é', '*', ' '];
    tables.write('keys.ndjson', `${JSON.stringify(Object.fromEntries(keys.map((key, index) => [key, index])))}\n`);
    expect((await tables.open('keys.ndjson')).columns.map(({ name }) => name)).toEqual(keys);
    expect(await cells('keys.ndjson')).toEqual([[...keys.map((_, index) => String(index)), 1]]);
  });
});

describe('lines that DuckDB takes for JSON', () => {
  it.each([
    ['{"a":1}\n{"a":NaN}\n', 2],
    ['{"a":-Infinity}\n', 1],
    ['{"a":1}\n\n{"b":[1, Infinity]}\n', 2],
  ])('are refused where they are none: %s', async (text, row) => {
    tables.write('odd.jsonl', text);
    const refused = tables.open('odd.jsonl');
    await expect(refused).rejects.toMatchObject({ code: 'WB3008', message: expect.stringContaining(`Row ${row} `) });
  });

  it('are read where a text only looks like it', async () => {
    tables.write('even.jsonl', '{"a":"x: NaN, }","b":{"a":{"a":[1]}},"__proto__":"\\"\\\\"}\n');
    expect((await tables.open('even.jsonl')).columns.map(({ name }) => name)).toEqual(['a', 'b', '__proto__']);
  });
});
