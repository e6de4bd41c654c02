import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

/**
 * The npm package: the bundle, its plain starter and its licences, with no dependencies.
 * `node scripts/pack.ts [--out FOLDER]` after a build; prints the path of the archive.
 */
const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'build/npm');
const { values } = parseArgs({ options: { out: { type: 'string', default: 'build' } } });
const out = path.resolve(values.out);
const { name, version, license, bin } = z
  .object({ name: z.string(), version: z.string(), license: z.string(), bin: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(root, 'packages/cli/package.json'), 'utf8')));

rmSync(folder, { recursive: true, force: true });
mkdirSync(path.join(folder, 'bin'), { recursive: true });
cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
copyFileSync(path.join(root, 'packages/cli/bin/weighbridge.js'), path.join(folder, 'bin/weighbridge.js'));
for (const file of ['LICENSE', 'README.md']) copyFileSync(path.join(root, file), path.join(folder, file));
const manifest = {
  name,
  version,
  description: 'MLOps as repo-native CI: evaluate, compare, gate and report a model, from git alone.',
  license,
  type: 'module',
  bin,
  exports: './dist/index.mjs',
  engines: { node: '>=20' },
};
writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
mkdirSync(out, { recursive: true });
const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: folder, encoding: 'utf8' });
console.log(path.join(out, packed.trim()));
