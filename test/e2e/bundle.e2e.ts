import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { measureStartUps } from '../../bench/start-up-cost.ts';

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');

/** Every file of a folder with its bytes. */
function contents(folder: string): Map<string, string> {
  const names = readdirSync(folder).sort();
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name), 'base64')]));
}

test('two builds are equal byte for byte', () => {
  const again = mkdtempSync(path.join(tmpdir(), 'weighbridge-dist-'));
  try {
    execFileSync(process.execPath, ['scripts/build.ts', '--out', again], { cwd: root, stdio: 'ignore' });
    expect([...contents(again).keys()]).toEqual([...contents(dist).keys()]);
    expect(contents(again)).toEqual(contents(dist));
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
});

test('every action has its stub, and nothing native is in the bundle', () => {
  const names = readdirSync(dist);
  const actions = readdirSync(path.join(root, 'actions'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(actions.length).toBeGreaterThan(3);
  for (const { name } of actions) expect(names).toContain(`${name}.mjs`);
  expect(names).toContain('pipeline.mjs');
  expect(names.filter((name) => !/\.(mjs|json|txt)$/.test(name))).toEqual([]);
});

test('the npm package needs nothing but a Node of version 20', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weighbridge-npm-'));
  try {
    const packed = execFileSync(process.execPath, ['scripts/pack.ts', '--out', folder], {
      cwd: root,
      encoding: 'utf8',
    });
    const argv = ['exec', '--yes', '--offline', '--package', packed.trim(), '--', 'weighbridge', '--version'];
    const env = { ...process.env, PATH: withoutOwnNode(), npm_config_cache: path.join(folder, 'cache') };
    const said = execFileSync('npm', argv, { cwd: folder, env, encoding: 'utf8' });
    expect(said).toMatch(/^\d+\.\d+\.\d+\n$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** PATH as users have it: the Node 24 that our workspace installs is not on it. */
function withoutOwnNode(): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.filter((name) => !name.includes('node_modules')).join(path.delimiter);
}

test('the licences of what is bundled are beside it', () => {
  const licences = readFileSync(path.join(dist, 'licenses.txt'), 'utf8');
  for (const name of ['zod', 'yaml', '@actions/core', '@octokit/rest', 'hyparquet'])
    expect(licences).toMatch(new RegExp(`^${name} [0-9.]+ \\(`, 'm'));
});

test('a step loads little: gate stays under 1.1 MB and 70 files, from the command line and as an action', () => {
  const { commandLine, action } = measureStartUps(dist, 0);
  for (const { bytes, modules } of [commandLine, action]) {
    expect(bytes).toBeGreaterThan(100_000);
    // The reports before and after the merge are rendered by one program; what several commands share is in small files.
    expect(bytes).toBeLessThan(1_100_000);
    expect(modules).toBeLessThan(70);
  }
});
