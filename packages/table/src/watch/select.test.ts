import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';

const tables = testTables();
const { engine } = tables;
const csv = 'id,Amount,city\n1,10.5,Bonn\n2,x,Köln\n2,x,Köln\n3,,"a ""b"""\n';

/** What a table holds, through a query of its own. */
async function countOf(query: string, file = 'rows.csv'): Promise<number> {
  return (await engine.select(await tables.opened(file, csv), query)).rows;
}

async function refusal(query: string): Promise<string> {
  const table = await tables.opened('rows.csv', csv);
  return await engine.select(table, query).then(
    ({ rows }) => `it gave ${rows} rows`,
    (error: unknown) => String(error),
  );
}

describe('a query over the rows', () => {
  it('sees them by their own names, and outlives the opening of other files', async () => {
    const query = `
      WITH sums AS (SELECT city, sum(try_cast("Amount" AS DOUBLE)) AS total, count(*) AS n FROM current GROUP BY city)
      SELECT *, DATE '2026-11-22' AS day FROM sums WHERE n >= 1; -- by city`.replace('; --', ' --');
    const found = await engine.select(await tables.opened('rows.csv', csv), query);
    await tables.opened('later.csv', 'a\n1\n');
    expect(found.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'city text',
      'total number',
      'n integer',
      'day date',
    ]);
    expect(found.rows).toBe(3);
    const profile = await engine.profile(found, undefined);
    expect(profile.profiles[0]).toMatchObject({ values: expect.arrayContaining([{ value: 'a "b"', count: 1 }]) });
  });

  it('may give no rows, may end with a semicolon, and counts repeated rows once where it says so', async () => {
    expect(await countOf('SELECT * FROM current WHERE false ;\n')).toBe(0);
    expect(await countOf('FROM current -- all')).toBe(4);
    expect(await countOf('WITH current AS (SELECT DISTINCT * FROM current) FROM current')).toBe(3);
    expect(await countOf('SELECT unnest([1, 2]) AS i, c.id FROM current c, range(3) r(x)')).toBe(24);
  });

  it('sees JSON lines as values, and Parquet with its types', async () => {
    const lines = '{"id":7,"name":"a","at":null}\n{"id":8,"name":"null","at":"x"}\n';
    const json = await engine.select(
      await tables.opened('rows.jsonl', lines),
      `SELECT *, id::INTEGER + 1 AS next FROM current WHERE name = 'null' OR "at" IS NULL`,
    );
    expect([json.rows, json.columns.map(({ type }) => type)]).toEqual([2, ['text', 'text', 'text', 'integer']]);
    await tables.copy('rows.parquet', "SELECT 'a' AS name, 7::BIGINT AS id, 1.5::DECIMAL(4,2) AS d");
    const parquet = await engine.select(await tables.opened('rows.parquet'), 'SELECT name, id, d FROM current');
    expect(parquet.columns.map(({ type }) => type)).toEqual(['string', 'integer', 'number']);
  });
});

describe('what a query may not do', () => {
  it.each([
    ["SELECT * FROM read_csv('/etc/passwd')", 'it reads by `read_csv`'],
    ["SELECT * FROM '/etc/passwd'", 'it reads "/etc/passwd"'],
    ["SELECT * FROM current WHERE id IN (FROM read_text('/etc/passwd'))", 'it reads by `read_text`'],
    ["FROM glob('/*')", 'it reads by `glob`'],
    ["FROM query('SELECT 1')", 'it reads by `query`'],
    ['WITH "/etc/passwd" AS (SELECT 1) SELECT * FROM other.\'/etc/passwd\'', 'no SQL'],
    [
      'SELECT * FROM (WITH "/etc/passwd" AS (SELECT 1) FROM "/etc/passwd") a, "/etc/passwd" b',
      'it reads "/etc/passwd"',
    ],
    ['FROM duckdb_settings()', 'it reads by `duckdb_settings`'],
    ['FROM information_schema.tables', 'it reads "tables"'],
    ['FROM memory.main.current', 'it reads "current"'],
    ["COPY current TO 'out.csv'", 'not a SELECT'],
    ["COPY (SELECT 1) TO 'out.csv'", 'not a SELECT'],
    ["ATTACH 'other.db'", 'not a SELECT'],
    ['PRAGMA database_list', 'not a SELECT'],
    ['INSTALL httpfs', 'not a SELECT'],
    ['SET threads = 1', 'not a SELECT'],
    ['CREATE TABLE t AS SELECT 1', 'not a SELECT'],
    ['DESCRIBE current', 'not a SELECT'],
    ['SELECT 1; SELECT 2', '2 statements'],
    ["SELECT 1) TO 'out.csv'; COPY (SELECT 2", 'no SQL'],
    ['SELECT 1; -- two', 'not one SELECT'],
    ["SELECT getenv('HOME')", 'it calls `getenv`'],
    ["SELECT id, current_setting('temp_directory') FROM current", 'it calls `current_setting`'],
    ['SELECT $1', 'parameters'],
    ['SELECT FROM WHERE', 'no SQL'],
    [' ; ', 'empty'],
  ])('%s', async (query, why) => {
    const before = readdirSync('.');
    const said = await refusal(query);
    expect(said).toMatch(/^UserError: `monitor\.query` cannot be run: .*\. Write one SELECT over the table `current`;/);
    expect(said).toContain(why);
    expect(readdirSync('.')).toEqual(before);
  });

  it.each([
    ['SELECT nothing FROM current', '"nothing" not found'],
    ['SELECT no_such_function(id) FROM current', 'no_such_function does not exist'],
    ['SELECT city::INTEGER FROM current', 'a value is not of the kind'],
  ])('%s fails, without a value of the rows', async (query, why) => {
    const said = await refusal(query);
    expect(said).toMatch(/^UserError: `monitor\.query` fails: /);
    expect(said).toContain(why);
    expect(said).not.toMatch(/Bonn|Köln/);
  });
});
