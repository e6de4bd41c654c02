import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { libraryOptions } from './options.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'wb-options-'));
const home = path.join(folder, 'home');
const work = path.join(folder, 'work');
for (const made of [home, work]) mkdirSync(made);
afterAll(() => rmSync(folder, { recursive: true }));

function read(env: Record<string, string>): ReturnType<typeof libraryOptions> {
  return libraryOptions({ env, workingFolder: work, home, onProgress: () => undefined });
}

describe('what the environment says about the library', () => {
  it('keeps it in the runner’s tool cache, else in the user’s', () => {
    expect(read({ RUNNER_TOOL_CACHE: '/tools', XDG_CACHE_HOME: '/x' }).cache).toBe(path.join('/tools', 'weighbridge'));
    expect(read({ XDG_CACHE_HOME: '/x' }).cache).toBe(path.join('/x', 'weighbridge'));
    expect(read({}).cache).toBe(path.join(home, '.cache/weighbridge'));
  });

  it('asks the mirror, else the registry that npm is told to ask, else the public one', () => {
    expect(read({}).registry.url).toBe('https://registry.npmjs.org/');
    writeFileSync(path.join(home, '.npmrc'), '# registry=https://no.example\nregistry = "https://home.example/npm/"\n');
    expect(read({}).registry.url).toBe('https://home.example/npm/');
    writeFileSync(path.join(work, '.npmrc'), `registry=https://${'$'}{SECRET}.example\n`);
    expect(read({}).registry.url).toBe('https://home.example/npm/');
    writeFileSync(path.join(work, '.npmrc'), 'a=b\nregistry=https://work.example\n');
    expect(read({}).registry.url).toBe('https://work.example/');
    const env = { npm_config_registry: 'https://npm.example/' };
    expect(read(env).registry.url).toBe('https://npm.example/');
    expect(read({ ...env, WEIGHBRIDGE_NPM_MIRROR: 'https://m.example' }).registry.url).toBe('https://m.example/');
  });

  it('takes a given path from the working folder on', () => {
    expect(read({ WEIGHBRIDGE_DUCKDB: 'tools/duck' }).given).toBe(path.join(work, 'tools/duck'));
    expect(read({})).not.toHaveProperty('given');
  });
});
