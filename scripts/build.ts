import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type RolldownOutput, rolldown } from 'rolldown';
import * as z from 'zod';
import { stepNames } from './generate/commands.ts';
import { licences } from './licences.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Libraries whose modules only declare things but whose manifests do not say so: what is unused is left out. */
const onlyDeclares = /node_modules\/@actions\/(core|http-client|exec|io)\//;

/** What CycloneDX' library can do beside JSON, and asks for at run time: it goes without where they are not installed. */
const optional = ['xmlbuilder2', 'libxmljs2', 'ajv', 'ajv-formats', 'ajv-formats-draft2019'];

/** One bundle for everything: the commands and adapters that are imported when needed become chunks of their own. */
async function bundle(dist: string): Promise<RolldownOutput> {
  const build = await rolldown({
    cwd: root,
    // The proxy of the `process` target runs on when the command has ended: a program of its own.
    input: { index: 'packages/cli/src/index.ts', proxy: 'packages/serving/src/process/proxy-main.ts' },
    platform: 'node',
    external: optional,
    resolve: { alias: { '@duckdb/node-bindings': path.join(root, 'packages/table/src/binding/bundled.ts') } },
    treeshake: { moduleSideEffects: [{ test: onlyDeclares, sideEffects: false }] },
    // CycloneDX' library names the folder of its schemas when it is loaded, as only CommonJS could.
    transform: { define: { WEIGHBRIDGE_VERSION: JSON.stringify(programVersion()), __dirname: 'import.meta.dirname' } },
    onLog(level, log) {
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') throw new Error(`${level}: ${log.message}`);
    },
  });
  try {
    return await build.write({
      dir: dist,
      format: 'esm',
      minify: true,
      comments: { legal: false },
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
    });
  } finally {
    await build.close();
  }
}

/** The bundle has no package.json to read its version from. */
function programVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'packages/cli/package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

/** What an action's `main:` names: everything lives in the bundle, so that all commands share its chunks. */
function writeStub(dist: string, name: string): void {
  const lines = [
    "import { runAction } from './index.mjs';",
    `process.exitCode = await runAction('${name}', process.env);`,
    '',
  ];
  writeFileSync(path.join(dist, `${name}.mjs`), lines.join('\n'));
}

/** Only a folder that an earlier build made is emptied. */
function clear(dist: string): void {
  if (existsSync(path.join(dist, 'index.mjs'))) rmSync(dist, { recursive: true });
}

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } });
const dist = path.resolve(values.out);
const started = performance.now();
clear(dist);
const { output } = await bundle(dist);
const chunks = output.filter((file) => file.type === 'chunk');
writeFileSync(path.join(dist, 'licenses.txt'), licences(chunks.flatMap(({ moduleIds }) => moduleIds)));
for (const name of await stepNames()) writeStub(dist, name);
const bytes = chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${path.relative(process.cwd(), dist)}: ${chunks.length} files, ${Math.round(bytes / 1024)} KiB in ${seconds} s`,
);
