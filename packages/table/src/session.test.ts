import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as duckdb from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../test/tables.ts';
import { duckTable } from './duck-table.ts';
import { duckdbEngine } from './engine.ts';

const tables = testTables();

it('reads the files that were opened, and no others; leaves nothing behind', async () => {
  const a = tables.write('in/a.csv', 'id\n1\n2\n');
  const b = tables.write('in/b[1].jsonl', '{"id":1}\n');
  const other = tables.write('in/c.csv', 'id\n1\n');
  const own = path.dirname(tables.write('own/x', ''));
  let loaded = 0;
  const load = (): Promise<typeof duckdb> => {
    loaded += 1;
    return Promise.resolve(duckdb);
  };
  const engine = duckdbEngine({ load, tempFolder: own, threads: 1 });
  expect(loaded).toBe(0);
  const first = duckTable(await engine.open({ path: a, name: 'a.csv' }));
  const second = await engine.open({ path: b, name: 'b[1].jsonl' });
  const rules = [{ rule: 'foreignKey', columns: ['id'], resource: 'b', reference: ['id'] }] as const;
  const about = { resources: new Map([['b', second]]), showValues: false, now: new Date(0) };
  const [finding] = await engine.check(first, schemaOf([field('id', 'integer')], rules), about);
  expect(finding).toMatchObject({ count: 1, of: 2, rows: [2] });
  for (const file of [other, path.join(tables.folder, 'in', '*.csv'), '/etc/passwd']) {
    await expect(first.connection.rows('SELECT * FROM read_csv($1)', [file])).rejects.toThrow(
      'disabled by configuration',
    );
  }
  await engine.close();
  expect(existsSync(own) && readdirSync(own)).toEqual(['x']);
});
