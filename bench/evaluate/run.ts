import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const cache = join(root, '.cache/bench-evaluate');
const python = join(cache, 'venv/bin/python');
const bundled = join(cache, 'package');
const program = join(bundled, 'bin/weighbridge.js');
const tolerance = 1e-12;

type Values = Readonly<Record<string, number>>;
interface Found {
  readonly metrics: Values;
  readonly slices: Readonly<Record<string, Values>>;
}
interface Measured {
  readonly cpu: number;
  readonly mib: number;
  readonly found: Found;
}

/** `node bench/evaluate/run.ts [ROWS ...]`: equal results first, then CPU and memory of whole processes. */
function main(sizes: readonly number[]): void {
  prepare();
  console.log('rows      format   tool                    CPU s    peak MiB  CPU of ours');
  for (const rows of sizes) {
    makeData(rows);
    for (const format of ['parquet', 'csv']) compareOn(join(cache, `predictions-${rows}.${format}`), rows, format);
  }
}

/** Our side is the bundle in the layout of the published package; theirs is a virtual environment of pinned versions. */
function prepare(): void {
  mkdirSync(join(bundled, 'bin'), { recursive: true });
  copyFileSync(join(root, 'packages/cli/bin/weighbridge.js'), program);
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--out', join(bundled, 'dist')], { cwd: root });
  if (existsSync(python)) return;
  execFileSync('python3', ['-m', 'venv', join(cache, 'venv')], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', join(here, 'requirements.txt')], { stdio: 'inherit' });
}

function makeData(rows: number): void {
  if (existsSync(join(cache, `predictions-${rows}.csv`))) return;
  execFileSync(python, [join(here, 'make_data.py'), cache, String(rows)], { stdio: 'inherit' });
}

function compareOn(file: string, rows: number, format: string): void {
  const ours = weighbridge(file);
  const alone = format === 'parquet' ? weighbridge(file, noLibrary) : undefined;
  if (alone && JSON.stringify(alone.found) !== JSON.stringify(ours.found)) throw new Error('our two readers differ');
  const line = (tool: string, { cpu, mib }: Measured): string =>
    [
      String(rows).padEnd(9),
      format.padEnd(8),
      tool.padEnd(22),
      cpu.toFixed(2).padStart(6),
      mib.toFixed(0).padStart(11),
      `${(cpu / ours.cpu).toFixed(1)}×`.padStart(12),
    ].join(' ');
  console.log(line('weighbridge', ours));
  if (alone) console.log(line('weighbridge, no DuckDB', alone));
  for (const library of ['polars', 'pandas']) {
    const peer = measure([python, join(here, 'peer.py'), library, file], (out) => JSON.parse(out));
    requireEqual(ours.found, peer.found);
    console.log(line(`scikit-learn, ${library}`, peer));
  }
}

/** A library that is named and not there: then the pure JavaScript readers read large files too. */
const noLibrary = { WEIGHBRIDGE_DUCKDB: join(cache, 'no-library') };

/** The bundle finds DuckDB's library where npm has installed it for this repository. */
function weighbridge(file: string, env: Readonly<Record<string, string>> = {}): Measured {
  const command = [process.execPath, program, 'evaluate', '--predictions', file];
  const columns = ['--task', 'binary', '--target', 'y_true', '--score', 'y_score', '--slices', 'segment', '--json'];
  const read = (out: string): Found => {
    const { metrics, slices } = JSON.parse(out);
    return { metrics: valuesOf(metrics), slices: Object.fromEntries(slices.map(sliceEntry)) };
  };
  return measure([...command, ...columns], read, env);
}

interface Metric {
  readonly name: string;
  readonly value: number;
}

function sliceEntry({ slice, metrics }: { slice: { value: string }; metrics: Metric[] }): [string, Values] {
  return [slice.value, valuesOf(metrics)];
}

function valuesOf(metrics: readonly Metric[]): Values {
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

function measure(
  command: readonly string[],
  read: (out: string) => Found,
  env: Readonly<Record<string, string>> = {},
): Measured {
  const options = { cwd: root, maxBuffer: 1 << 28, encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { cpu, mib, out } = JSON.parse(execFileSync(python, [join(here, 'measure.py'), ...command], options));
  return { cpu, mib, found: read(out) };
}

function requireEqual(ours: Found, theirs: Found): void {
  requireClose('all rows', ours.metrics, theirs.metrics);
  for (const [slice, values] of Object.entries(theirs.slices)) requireClose(slice, ours.slices[slice] ?? {}, values);
  if (Object.keys(ours.slices).length !== Object.keys(theirs.slices).length) throw new Error('the slices differ');
}

function requireClose(where: string, ours: Values, theirs: Values): void {
  for (const [name, value] of Object.entries(theirs)) {
    const distance = Math.abs((ours[name] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
    if (!(distance <= tolerance)) throw new Error(`${name} of ${where}: ours ${ours[name]}, scikit-learn ${value}`);
  }
}

main(process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000_000, 10_000_000]);
