import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as duckdb from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import { duckdbEngine } from './engine.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'wb-turns-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Far more rows than one chunk of a result holds. */
const rows = Array.from({ length: 40_000 }, (_, row) => `${(row * 7919) % 1000}.5,${row % 7}\n`);

test('calls that are made at once find what calls one after the other find', async () => {
  for (const name of ['a.csv', 'b.csv']) writeFileSync(path.join(folder, name), `x,y\n${rows.join('')}`);
  const engine = duckdbEngine({ load: () => Promise.resolve(duckdb), tempFolder: folder });
  const [a, b] = await Promise.all(
    ['a.csv', 'b.csv'].map((name) => engine.open({ path: path.join(folder, name), name })),
  );
  if (!a || !b) throw new Error('two tables');
  const alone = await engine.profile(a, undefined);
  expect(alone.profiles[0]).toMatchObject({ kind: 'number', missing: 0 });
  const together = await Promise.all([a, b, a, b].map((table) => engine.profile(table, undefined)));
  expect(together).toEqual([alone, alone, alone, alone]);
  await engine.close();
});

test('a call that fails does not stop the next one', async () => {
  const engine = duckdbEngine({ load: () => Promise.resolve(duckdb), tempFolder: folder });
  const missing = engine.open({ path: path.join(folder, 'missing.csv'), name: 'missing.csv' });
  const there = engine.open({ path: path.join(folder, 'a.csv'), name: 'a.csv' });
  await expect(missing).rejects.toThrow('does not exist');
  await expect(there).resolves.toMatchObject({ rows: 40_000 });
  await engine.close();
});
