import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string().optional() });

/** Packages whose archive says nothing, and where their authors did. */
const statedElsewhere: Readonly<Record<string, string>> = {
  buffers: 'MIT, by the README of its repository github.com/substack/node-buffers',
};

/** The licence texts of the packages that these module files come from, in the order of their names. */
export function licences(modules: readonly string[]): string {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined));
  const entries = [...folders].map((folder) => licence(folder));
  return [...new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))).values()].join('\n\n');
}

/** `…/node_modules/@scope/name/lib/x.js` → its package's folder; undefined for our own files. */
function packageFolder(module: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.replaceAll('\\', '/'))?.[0];
}

/** Name and version, and the text under them. A package without a licence text has its licence's name alone. */
function licence(folder: string): [string, string] {
  const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const { name, version, license = statedElsewhere[name] } = manifestSchema.parse(manifest);
  if (license === undefined) throw new Error(`${name} ${version} states no licence: it cannot be bundled`);
  const files = globSync(['LICEN[CS]E*', 'licen[cs]e*', 'NOTICE*'], { cwd: folder }).sort();
  const texts = [...new Set(files)].map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return [`${name}@${version}`, [`${name} ${version} (${license})`, '', ...texts, ''].join('\n')];
}
