import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { toolPath } from './tools.ts';
import { disagreements, findingsOf } from './validate/disagreements.ts';
import { type Explained, explained, explanationOf } from './validate/explained.ts';
import { type Bench, startBench } from './validate/program.ts';
import { plantedTables } from './validate/tables.ts';

const finding = z.strictObject({ column: z.string().nullable(), rule: z.string(), rows: z.array(z.number()) });
const tables = plantedTables();
let bench: Bench;
let theirs: Readonly<Record<string, readonly z.output<typeof finding>[]>>;
beforeAll(() => {
  bench = startBench();
  for (const { name, csv, schema } of tables) {
    bench.write(`${name}.csv`, csv);
    bench.write(`${name}.schema.json`, JSON.stringify(schema));
  }
  bench.write('names.json', JSON.stringify(tables.map(({ name }) => name)));
  const judge = path.join(import.meta.dirname, 'validate/judge.py');
  const said = execFileSync(toolPath('frictionless-python'), [judge, bench.folder], { encoding: 'utf8' });
  theirs = z.record(z.string(), z.array(finding)).parse(JSON.parse(said));
});
afterAll(() => bench.remove());

test('there are sixty tables, and Frictionless finds something in each', () => {
  expect(new Set(tables.map(({ name }) => name)).size).toBe(60);
  for (const { name } of tables) expect(theirs[name]?.length, name).toBeGreaterThan(0);
});

const used = new Set<Explained>();

test.each(tables)('$name: equal rows, or a difference that is explained', async (table) => {
  const ours = findingsOf(await bench.checks(`${table.name}.csv`, `${table.name}.schema.json`));
  const found = disagreements(table, ours, theirs[table.name] ?? []);
  for (const explanation of found.map(explanationOf)) if (explanation) used.add(explanation);
  expect(found.filter((one) => !explanationOf(one))).toEqual([]);
});

test('no explanation is left over', () => {
  expect(explained.filter((explanation) => !used.has(explanation))).toEqual([]);
});
