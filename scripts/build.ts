import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { stepNames } from './generate/commands.ts';

/** Paths of one build. */
interface Folders {
  readonly root: string;
  readonly build: string;
  readonly dist: string;
}

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  exports: z.union([z.string(), z.record(z.string(), z.string())]),
});
type Manifest = z.output<typeof manifestSchema>;

/**
 * TypeScript → plain modules → one bundle. ncc's own TypeScript loader does not know TypeScript 7, so Node strips the
 * types into `build/node_modules/<package>/` and ncc resolves the workspaces there; everything else is found above it.
 */
async function build(folders: Folders): Promise<void> {
  for (const folder of [folders.build, folders.dist]) rmSync(folder, { recursive: true, force: true });
  for (const name of readdirSync(path.join(folders.root, 'packages')).sort()) stripPackage(folders, name);
  writeFileSync(path.join(folders.build, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(
    path.join(folders.build, 'index.mjs'),
    "export { runAction, runCommandLine } from './node_modules/weighbridge/src/main.js';\n",
  );
  bundle(folders);
  for (const name of await stepNames()) writeStub(folders, name);
}

function stripPackage({ root, build }: Folders, name: string): void {
  const from = path.join(root, 'packages', name);
  const manifest = readManifest(from);
  const to = path.join(build, 'node_modules', manifest.name);
  mkdirSync(to, { recursive: true });
  writeFileSync(
    path.join(to, 'package.json'),
    JSON.stringify({ ...manifest, exports: builtExports(manifest.exports) }),
  );
  for (const file of globSync('src/**/*.{ts,json}', { cwd: from }).sort()) stripFile(from, to, file);
}

function stripFile(from: string, to: string, file: string): void {
  if (file.endsWith('.test.ts')) return;
  const target = path.join(to, file.replace(/\.ts$/, '.js'));
  mkdirSync(path.dirname(target), { recursive: true });
  if (file.endsWith('.json')) {
    cpSync(path.join(from, file), target);
    return;
  }
  writeFileSync(target, bakeVersion(file, plainModule(readFileSync(path.join(from, file), 'utf8')), from));
}

function plainModule(source: string): string {
  const code = stripTypeScriptTypes(source);
  return code.replaceAll(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"\n]+)\.ts(?=['"])/g, '$1.js');
}

/** The bundle has no package.json to read its version from. */
function bakeVersion(file: string, code: string, from: string): string {
  if (file !== path.join('src', 'version.ts')) return code;
  const { version } = readManifest(from);
  return `const WEIGHBRIDGE_VERSION = '${version}';\n${code}`;
}

/** `./src/x.ts` → `./src/x.js`, in either form of `exports`. */
function builtExports(exports: Manifest['exports']): Manifest['exports'] {
  const built = (file: string): string => file.replace(/\.ts$/, '.js');
  if (typeof exports === 'string') return built(exports);
  return Object.fromEntries(Object.entries(exports).map(([door, file]) => [door, built(file)]));
}

function readManifest(folder: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
}

function bundle({ root, build, dist }: Folders): void {
  const ncc = path.join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  const options = ['--minify', '--no-cache', '--target', 'es2022', '--license', 'licenses.txt'];
  const argv = [ncc, 'build', path.join(build, 'index.mjs'), '--out', dist, ...options];
  execFileSync(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
}

/** What an action's `main:` names: everything lives in the bundle, so that all commands share their chunks. */
function writeStub({ dist }: Folders, name: string): void {
  const lines = [
    "import { runAction } from './index.mjs';",
    `process.exitCode = await runAction('${name}', process.env);`,
    '',
  ];
  writeFileSync(path.join(dist, `${name}.mjs`), lines.join('\n'));
}

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } });
const root = path.resolve(import.meta.dirname, '..');
const dist = path.resolve(values.out);
const started = performance.now();
await build({ root, build: path.join(root, 'build'), dist });
const bytes = readdirSync(dist).reduce((sum, name) => sum + statSync(path.join(dist, name)).size, 0);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${path.relative(process.cwd(), dist)}: ${Math.round(bytes / 1024)} KiB in ${seconds} s`);
