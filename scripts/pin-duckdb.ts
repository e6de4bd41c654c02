import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';

/**
 * Writes what is pinned of DuckDB's native packages, from the lock file's digests and the packages themselves (about
 * 200 MB from the registry). Run it when `@duckdb/node-api` gets another version.
 */
const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'packages/table/src/binding/pinned.ts');
const prefix = 'node_modules/@duckdb/node-bindings-';
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
});

interface Locked {
  readonly platform: string;
  readonly version: string;
  readonly integrity: string;
}

function locked(): Locked[] {
  const lock: unknown = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(lockSchema.parse(lock).packages)
    .filter(([place]) => place.startsWith(prefix))
    .map(([place, { version = '', integrity = '' }]) => ({ platform: place.slice(prefix.length), version, integrity }));
}

function pinnedPackage({ platform, version, integrity }: Locked): unknown {
  const folder = mkdtempSync(path.join(tmpdir(), 'pin-duckdb-'));
  try {
    const spec = `@duckdb/node-bindings-${platform}@${version}`;
    const name = execFileSync('npm', ['pack', '--silent', spec], { cwd: folder, encoding: 'utf8' }).trim();
    const tarball = readFileSync(path.join(folder, name));
    const found = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    if (found !== integrity) throw new Error(`${spec} is ${found}, and the lock file says ${integrity}`);
    execFileSync('tar', ['-xzf', name], { cwd: folder });
    return { integrity, bytes: tarball.length, files: libraries(path.join(folder, 'package')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What Node loads comes first, then what that is linked with. */
function libraries(folder: string): unknown[] {
  const names = readdirSync(folder).filter((name) => /\.(node|so|dylib|dll)$/.test(name));
  return names
    .sort((a) => (a.endsWith('.node') ? -1 : 1))
    .map((name) => {
      const bytes = readFileSync(path.join(folder, name));
      return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
}

const packages = locked();
const table = Object.fromEntries(packages.map((entry) => [entry.platform, pinnedPackage(entry)]));
const lines = [
  '// Written by scripts/pin-duckdb.ts from the lock file and the packages that it names.',
  "import type { PinnedPackage } from './binding.ts';",
  '',
  `export const pinnedVersion = '${packages[0]?.version}';`,
  '',
  `export const pinnedPackages: Readonly<Record<string, PinnedPackage>> = ${JSON.stringify(table, null, 2)};`,
  '',
];
writeFileSync(target, lines.join('\n'));
execFileSync('npx', ['biome', 'check', '--write', target], { cwd: root, stdio: 'inherit' });
