import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const name = `@duckdb/node-bindings-${process.platform}-${process.arch}`;
const installed = path.dirname(createRequire(path.join(root, 'package.json')).resolve(`${name}/package.json`));
const folder = mkdtempSync(path.join(tmpdir(), 'weighbridge-library-'));
const nobody = 'http://127.0.0.1:1/';

/** The bundle where no `node_modules` is in reach, and a table that breaks one rule. */
beforeAll(() => {
  cpSync(path.join(root, 'dist'), path.join(folder, 'program/dist'), { recursive: true });
  cpSync(path.join(root, 'packages/cli/bin'), path.join(folder, 'program/bin'), { recursive: true });
  writeFileSync(path.join(folder, 'program/package.json'), '{ "type": "module" }');
  mkdirSync(path.join(folder, 'work'));
  writeFileSync(path.join(folder, 'work/a.csv'), 'id,income\n1,10\n2,\n');
  const fields = [{ name: 'id' }, { name: 'income', constraints: { required: true } }];
  writeFileSync(path.join(folder, 'work/schema.json'), JSON.stringify({ fields }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly text: string;
}

async function validate(env: Readonly<Record<string, string>>): Promise<Ended> {
  const argv = [
    path.join(folder, 'program/bin/weighbridge.js'),
    'validate',
    '--data',
    'a.csv',
    '--schema',
    'schema.json',
  ];
  const options = { cwd: path.join(folder, 'work'), env: { PATH: process.env.PATH ?? '', HOME: folder, ...env } };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, options);
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

test('without a library and without a registry it says what it looked for and the ways out', async () => {
  const { code, text } = await validate({
    WEIGHBRIDGE_NPM_MIRROR: nobody,
    RUNNER_TOOL_CACHE: path.join(folder, 'none'),
  });
  expect(code).toBe(3);
  expect(text).toContain(`WB3901: DuckDB 1.5.5-r.5 could not be fetched from ${nobody}${name}/-/`);
  expect(text).toMatch(/sha512-\S{88}.*WEIGHBRIDGE_NPM_MIRROR.*WEIGHBRIDGE_DUCKDB/);
});

test('a library that is named is used, and so is one that is installed where it runs', async () => {
  const offline = { WEIGHBRIDGE_NPM_MIRROR: nobody, RUNNER_TOOL_CACHE: path.join(folder, 'none') };
  const given = await validate({ ...offline, WEIGHBRIDGE_DUCKDB: installed });
  expect(given.text).toContain('`income`');
  expect(given.code).toBe(1);
  const modules = path.join(folder, 'work/node_modules/@duckdb');
  mkdirSync(modules, { recursive: true });
  symlinkSync(installed, path.join(folder, 'work/node_modules', name));
  expect((await validate(offline)).code).toBe(1);
  rmSync(path.join(folder, 'work/node_modules'), { recursive: true });
});

test('it is fetched once from a mirror, and then runs offline', async () => {
  const packed = execFileSync('npm', ['pack', '--silent', '--prefer-offline', `${name}@1.5.5-r.5`], {
    cwd: folder,
    encoding: 'utf8',
  });
  const tarball = readFileSync(path.join(folder, packed.trim()));
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.end(tarball);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const env = { RUNNER_TOOL_CACHE: path.join(folder, 'tools') };
  try {
    const fetched = await validate({ ...env, WEIGHBRIDGE_NPM_MIRROR: `http://127.0.0.1:${port}/npm/` });
    expect(fetched.text).toMatch(/Fetching DuckDB .*MB.*\n.*Fetched DuckDB: .*digest as pinned/);
    expect(fetched.code).toBe(1);
  } finally {
    server.close();
  }
  const cached = await validate({ ...env, WEIGHBRIDGE_NPM_MIRROR: nobody });
  expect(cached.text).not.toContain('Fetch');
  expect(cached.code).toBe(1);
  expect(asked).toEqual([`/npm/${name}/-/${name.split('/')[1]}-1.5.5-r.5.tgz`]);
});
