import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { stepNames } from './generate/commands.ts';

/** Paths of one build. */
interface Folders {
  readonly root: string;
  readonly build: string;
  readonly dist: string;
}

/**
 * TypeScript → plain modules → one bundle. ncc's own TypeScript loader does not know TypeScript 7, so Node strips the
 * types into `build/node_modules/<package>/` and ncc resolves the workspaces there; everything else is found above it.
 */
async function build(folders: Folders): Promise<void> {
  for (const folder of [folders.build, folders.dist]) rmSync(folder, { recursive: true, force: true });
  for (const name of readdirSync(path.join(folders.root, 'packages'))) stripPackage(folders, name);
  writeFileSync(path.join(folders.build, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(
    path.join(folders.build, 'index.js'),
    "export { runAction, runCommandLine } from './node_modules/weighbridge/src/main.js';\n",
  );
  bundle(folders);
  for (const name of await stepNames()) writeStub(folders, name);
  writeFileSync(path.join(folders.dist, 'package.json'), '{ "type": "module" }\n');
}

function stripPackage({ root, build }: Folders, name: string): void {
  const from = path.join(root, 'packages', name);
  const manifest: unknown = JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8'));
  const to = path.join(build, 'node_modules', packageName(manifest));
  mkdirSync(to, { recursive: true });
  writeFileSync(path.join(to, 'package.json'), `${JSON.stringify(builtManifest(manifest), null, 2)}\n`);
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
  const code = stripTypeScriptTypes(readFileSync(path.join(from, file), 'utf8'));
  writeFileSync(target, code.replaceAll(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"\n]+)\.ts(?=['"])/g, '$1.js'));
}

function packageName(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'name' in manifest) return String(manifest.name);
  throw new Error('a package.json without a name');
}

/** The package's own manifest with its entry moved to the stripped file: name and version stay readable at run time. */
function builtManifest(manifest: unknown): object {
  return { ...Object(manifest), exports: './src/index.js' };
}

function bundle({ root, build, dist }: Folders): void {
  const ncc = path.join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  const options = ['--minify', '--no-cache', '--quiet', '--target', 'es2022', '--license', 'licenses.txt'];
  const argv = [ncc, 'build', path.join(build, 'index.js'), '--out', dist, ...options];
  execFileSync(process.execPath, argv, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
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
