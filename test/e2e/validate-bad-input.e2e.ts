import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BadInput, badFiles, badSchemas, schemaOf } from './validate/bad-inputs.ts';
import { type Bench, startBench } from './validate/program.ts';

let bench: Bench;
beforeEach(() => {
  bench = startBench();
  bench.write('schema.json', schemaOf({}));
  bench.write('data.csv', 'id,name\n1,ada\n2,bea\n3,\n');
});
afterEach(() => bench.remove());

/** One line that names the place; nothing on standard output; no file more than before. */
async function expectRefused({ arrange, data = 'data.csv', schema = 'schema.json', says }: BadInput): Promise<void> {
  arrange(bench);
  const before = readdirSync(bench.folder, { recursive: true });
  const { exit, stdout, stderr } = await bench.validate(data, schema);
  const lines = stderr.split('\n').filter((line) => /\bWB\d{4}\b|^\s+at /.test(line));
  expect(lines).toEqual([expect.stringMatching(/^WB\d{4}/)]);
  expect(lines[0]?.slice(0, says.length)).toBe(says);
  expect(lines[0]).toMatch(/[.?]$/);
  expect(lines[0]?.length).toBeLessThan(500);
  expect(stderr).not.toContain(bench.folder);
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
  expect(readdirSync(bench.folder, { recursive: true })).toEqual(before);
}

describe('exit 2, one clear line, nothing written', () => {
  test.each(badFiles)('$name', expectRefused);
  test.each(badSchemas)('$name', expectRefused);
});

describe('strange, and judged', () => {
  test('SQL in the name of a column, of the file and in a value', async () => {
    const name = `name"; COPY (SELECT 1) TO 'stolen.csv'; --`;
    const file = `it's "data"; --.csv`;
    bench.write(file, `id,"${name.replaceAll('"', '""')}"\n1,'; DROP TABLE data; --\n2,\n3,ada\n`);
    const constraints = { required: true, enum: [`'; DROP TABLE data; --`, 'bea'] };
    bench.write('schema.json', JSON.stringify({ fields: [{ name: 'id' }, { name, type: 'string', constraints }] }));
    const checks = await bench.checks(file, 'schema.json');
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { column: name, rule: 'required', count: 1, rows: [2] },
      { column: name, rule: 'enum', count: 1, rows: [3] },
    ]);
    expect(existsSync(path.join(bench.folder, 'stolen.csv'))).toBe(false);
  });

  test('a pattern that would take other engines for ever', async () => {
    bench.write('data.csv', `id,name\n1,${'a'.repeat(50_000)}b\n2,aaa\n`);
    bench.write('schema.json', schemaOf({ pattern: '(a+)+' }));
    const checks = await bench.checks('data.csv', 'schema.json');
    expect(checks.find(({ rule }) => rule === 'pattern')).toMatchObject({ outcome: 'failed', count: 1, rows: [1] });
  });

  test('2,000 columns, the last one broken', async () => {
    const names = Array.from({ length: 2000 }, (_, column) => `c${column}`);
    const cells = names.map((_, column) => (column === 1999 ? 'x' : '1'));
    bench.write('data.csv', `${names.join(',')}\n${names.map(() => '1').join(',')}\n${cells.join(',')}\n`);
    bench.write('schema.json', JSON.stringify({ fields: names.map((name) => ({ name, type: 'integer' })) }));
    const checks = await bench.checks('data.csv', 'schema.json');
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { column: 'c1999', rule: 'type', count: 1, rows: [2] },
    ]);
  });
});
