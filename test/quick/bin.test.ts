import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const bin = path.join(root, 'packages/cli/bin/weighbridge.js');
const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'packages/cli/package.json'), 'utf8'));
const { version } = z.object({ version: z.string() }).parse(manifest);

/** The Node that runs these tests, and the one that people have in front of it on their PATH. */
function nodes(): string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules'));
  const installed = folders.map((folder) => path.join(folder, 'node')).find((file) => existsSync(file));
  return installed === undefined ? [process.execPath] : [process.execPath, installed];
}

test.each(nodes())('from source it says its version and passes the exit code on: %s', (node) => {
  const said = spawnSync(node, [bin, '--version'], { encoding: 'utf8' });
  expect(said).toMatchObject({ status: 0, stdout: `${version}\n` });
  const refused = spawnSync(node, [bin, 'evalate'], { encoding: 'utf8' });
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('evaluate');
});

test('npm exec finds it from the root of the repository', () => {
  const said = spawnSync('npm', ['exec', '--', 'weighbridge', '--version'], { cwd: root, encoding: 'utf8' });
  expect(said).toMatchObject({ status: 0, stdout: `${version}\n` });
});
