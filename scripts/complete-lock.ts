import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/**
 * `npm install` leaves an optional package of another platform out of the lock when the registry at hand does not carry
 * it, and `npm ci` then refuses the lock. This adds what is missing, by name and version; `--check` only looks.
 */
const entrySchema = z.looseObject({
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });
type Entry = z.output<typeof entrySchema>;

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** Entries that `packages` lacks, by their path in node_modules. */
function missingEntries(packages: Readonly<Record<string, Entry>>): [string, Entry][] {
  return Object.entries(packages).flatMap(([from, { dev, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !(`node_modules/${name}` in packages || `${from}/node_modules/${name}` in packages))
      .map(([name, version]): [string, Entry] => [`node_modules/${name}`, platformEntry(name, version, dev)]),
  );
}

/** `@scope/binding-linux-arm64-musl` says where it runs. Throws for a package that does not. */
function platformEntry(name: string, version: string, dev: boolean | undefined): Entry {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length === 0 || cpu.length === 0)
    throw new Error(`${name}@${version} is missing, and its name says no platform`);
  return { version, cpu, ...(dev ? { dev } : {}), ...libcOf(words), optional: true, os };
}

function libcOf(words: readonly string[]): { readonly libc?: readonly string[] } {
  if (!words.includes('linux')) return {};
  if (words.some((word) => word.startsWith('musl'))) return { libc: ['musl'] };
  return words.some((word) => word.startsWith('gnu')) ? { libc: ['glibc'] } : {};
}

const lock: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { packages } = lockSchema.parse(lock);
const missing = missingEntries(packages);
if (process.argv.includes('--check')) {
  for (const [name] of missing) console.error(`package-lock.json lacks ${name}: run node scripts/complete-lock.ts`);
  process.exitCode = missing.length > 0 ? 1 : 0;
} else {
  const entries = [...Object.entries(packages), ...missing].sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(
    'package-lock.json',
    `${JSON.stringify({ ...Object(lock), packages: Object.fromEntries(entries) }, null, 2)}\n`,
  );
  console.log(`${missing.length} added`);
}
