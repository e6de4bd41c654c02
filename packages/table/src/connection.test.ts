import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import * as duckdb from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, openConnection } from './connection.ts';
import { double, literal, name } from './sql.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'wb-connection-'));
const inside = path.join(folder, "da'ta");
mkdirSync(inside);
writeFileSync(path.join(inside, 'a.csv'), 'x,y\n1,2\n3,4\n');
writeFileSync(path.join(folder, 'b.csv'), 'x,y\n1,2\n');
writeFileSync(path.join(folder, 'one.csv'), 'x\n1\n');

let connection: Connection;
beforeAll(async () => {
  const options = { tempFolder: folder, allowedFolders: [inside], allowedFiles: [path.join(folder, 'one.csv')] };
  connection = await openConnection(duckdb, { ...options, threads: 1, memoryLimitBytes: 200_000_000 });
});
afterAll(async () => {
  await connection.close();
  rmSync(folder, { recursive: true });
});

describe('rows', () => {
  it('have every column, whatever its name', async () => {
    const row = await connection.row('SELECT 1 AS "__proto__", 2 AS constructor');
    expect(Object.entries(row)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });
});

describe('what statements may reach', () => {
  it('reads what is allowed, and nothing beside it', async () => {
    const read = (file: string): Promise<unknown> => connection.rows('SELECT * FROM read_csv($1)', [file]);
    expect(await read(path.join(inside, '*.csv'))).toEqual([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ]);
    expect(await read(path.join(folder, 'one.csv'))).toEqual([{ x: 1 }]);
    await expect(read(path.join(folder, 'b.csv'))).rejects.toThrow('disabled by configuration');
    await expect(read(`${inside}/../b.csv`)).rejects.toThrow('disabled by configuration');
    await expect(read('https://example.invalid/a.csv')).rejects.toThrow();
  });

  it.each([
    ['COPY (SELECT 1) TO $f', 'disabled by configuration'],
    ["ATTACH '/nowhere.db'", 'disabled'],
    ['INSTALL httpfs', 'disabled'],
    ['LOAD httpfs', 'disabled'],
    ['SET threads = 2', 'locked'],
    ['SET enable_external_access = true', 'Cannot'],
    ["SET temp_directory = '/'", 'locked'],
  ])('refuses %s', async (sql, why) => {
    await expect(connection.run(sql.replace('$f', literal(path.join(folder, 'out.csv'))))).rejects.toThrow(why);
    expect(existsSync(path.join(folder, 'out.csv'))).toBe(false);
  });
});

describe('values', () => {
  it('are plain data', async () => {
    const row = await connection.row(
      `SELECT 1::BIGINT AS i, 9007199254740993::BIGINT AS big, 1.5::DECIMAL(4,2) AS d, DATE '2026-11-22' AS day,
        TIMESTAMPTZ '2026-11-22 08:00:00+02' AS at, [1, NULL] AS l, {'a': 'x'} AS s, MAP {'k': 2} AS m, NULL AS n`,
    );
    expect(row).toEqual({
      i: 1,
      big: 9007199254740993n,
      d: '1.50',
      day: '2026-11-22',
      at: '2026-11-22 06:00:00+00',
      l: [1, null],
      s: { a: 'x' },
      m: [['k', 2]],
      n: null,
    });
  });

  it('pass as parameters unchanged', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => value.isWellFormed());
    const value = fc.oneof(fc.double({ noNaN: true }), fc.integer(), text, fc.boolean(), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        expect(Object.values(await connection.row('SELECT $1 AS v', [given]))).toEqual([given]);
      }),
      { numRuns: 100 },
    );
  });

  it('pass as literals and names unchanged', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, fc.double(), async (given, number) => {
        const row = await connection.row(`SELECT ${literal(given)} AS t, ${double(number)} AS d`);
        expect(row).toEqual({ t: given, d: number });
        const column = given.replaceAll('\0', '0');
        expect(await connection.row(`SELECT 1 AS ${name(column)}`)).toEqual({ [column]: 1 });
      }),
      { numRuns: 100 },
    );
  });
});

it('follows the machine where nothing is said', async () => {
  const own = await openConnection(duckdb, { tempFolder: folder });
  const { threads, limit } = await own.row(
    "SELECT current_setting('threads') AS threads, current_setting('memory_limit') AS limit",
  );
  await own.close();
  expect(threads).toBe(availableParallelism());
  const [, size = '', unit = ''] = /^([\d.]+) (\wiB)$/.exec(String(limit)) ?? [];
  const bytes = Number(size) * 1024 ** ' KMGT'.indexOf(unit[0] ?? '');
  expect(bytes / totalmem()).toBeLessThan(0.51);
  expect(bytes).toBeGreaterThan(100_000_000);
});

describe('large results', () => {
  it('come in parts, numbers with NaN for null', async () => {
    let sum = 0;
    let rows = 0;
    const sql = 'SELECT CASE WHEN i = 7 THEN NULL ELSE i::DOUBLE END AS d, i::VARCHAR AS t FROM range($1) r(i)';
    for await (const chunk of connection.chunks(sql, [5000])) {
      const numbers = chunk.numbers(0);
      if (rows === 0) expect([numbers[6], numbers[7], chunk.column(1)[8]]).toEqual([6, Number.NaN, '8']);
      for (const number of numbers) sum += Number.isNaN(number) ? 7 : number;
      rows += chunk.rows;
    }
    expect([rows, sum]).toEqual([5000, 12_497_500]);
  });

  it('spill into a folder that close removes', async () => {
    const own = mkdtempSync(path.join(folder, 'spill-'));
    const small = await openConnection(duckdb, { tempFolder: own, threads: 1, memoryLimitBytes: 60_000_000 });
    await small.run("CREATE TABLE t AS SELECT i, hash(i)::VARCHAR || repeat('x', 50) AS h FROM range(1000000) r(i)");
    const [spill] = readdirSync(own);
    expect(readdirSync(path.join(own, spill ?? '')).length).toBeGreaterThan(0);
    expect(await small.row('SELECT count(DISTINCT i) AS n FROM t')).toEqual({ n: 1_000_000 });
    await small.close();
    expect(readdirSync(own)).toEqual([]);
  });
});
