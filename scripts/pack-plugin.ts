import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import * as z from 'zod';
import { licences } from './licences.ts';

/**
 * The npm package of the danger plugin: one module with everything of ours in it, so that it needs nothing but danger.
 * `node scripts/pack-plugin.ts [--out FOLDER]` prints the path of the archive.
 */
const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'packages/danger-plugin');
const folder = path.join(root, 'build/danger-plugin');
const { values } = parseArgs({ options: { out: { type: 'string', default: 'build' } } });
const out = path.resolve(values.out);
const { name, version, license, peerDependencies } = z
  .object({
    name: z.string(),
    version: z.string(),
    license: z.string(),
    peerDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')));

async function bundle(): Promise<readonly string[]> {
  const build = await rolldown({ cwd: root, input: { index: path.join(source, 'src/index.ts') }, platform: 'node' });
  try {
    const { output } = await build.write({
      dir: folder,
      format: 'esm',
      comments: { legal: false },
      entryFileNames: '[name].mjs',
    });
    return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  } finally {
    await build.close();
  }
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'licenses.txt'), licences(await bundle()));
copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
copyFileSync(path.join(source, 'README.md'), path.join(folder, 'README.md'));
const manifest = {
  name,
  version,
  description: 'Says in a danger review what weighbridge found about the model of a change.',
  keywords: ['danger', 'danger-plugin', 'mlops'],
  license,
  type: 'module',
  exports: './index.mjs',
  peerDependencies,
  engines: { node: '>=20' },
};
writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
mkdirSync(out, { recursive: true });
const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: folder, encoding: 'utf8' });
console.log(path.join(out, packed.trim()));
