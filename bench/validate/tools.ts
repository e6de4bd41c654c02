import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');

/** Everything that is made lies here, and can be deleted. */
const cache = join(root, '.cache/bench-validate');
const python = join(cache, 'venv/bin/python');
const bundled = join(cache, 'package');
const schema = join(here, 'orders.schema.json');
/** A peer that needs longer at a size is marked, and shown at the largest size that it manages. */
const limitSeconds = 300;

/** Broken rows of each check. */
export type Counts = Readonly<Record<string, number>>;

/** One call of one tool: what it cost and what it found, or that it took too long. */
export type Measured =
  | { readonly cpu: number; readonly wall: number; readonly mib: number; readonly counts: Counts }
  | { readonly over: string };

/** A program that judges the twelve checks on a file. */
export interface Tool {
  readonly name: string;
  readonly formats: readonly string[];
  readonly command: (file: string) => readonly string[];
  readonly read: (out: string) => Counts;
}

const both = ['parquet', 'csv'];
const peer = (name: string, formats: readonly string[], ...script: readonly [string, ...string[]]): Tool => ({
  name,
  formats,
  command: (file) => {
    const [program, ...options] = script;
    return [python, join(here, 'peers', program), ...options, file, ...(name === 'Frictionless' ? [schema] : [])];
  },
  read: (out) => JSON.parse(out),
});

/** Ours, as the built bundle in the layout of the published package. */
export const ours: Tool = {
  name: 'weighbridge',
  formats: both,
  command: (file) => [
    process.execPath,
    join(bundled, 'bin/weighbridge.js'),
    ...['validate', '--data', file, '--schema', schema, '--json'],
  ],
  read: countsOfChecks,
};

export const peers: readonly Tool[] = [
  peer('DuckDB, by hand', both, 'duckdb_sql.py'),
  peer('pandera, polars', both, 'with_pandera.py', 'polars'),
  peer('pandera, pandas', both, 'with_pandera.py', 'pandas'),
  peer('Pointblank, polars', both, 'with_pointblank.py'),
  peer('Great Expectations', both, 'with_great_expectations.py'),
  peer('Frictionless', ['csv'], 'with_frictionless.py'),
];

interface PrintedCheck {
  readonly column?: string;
  readonly rule: string;
  readonly count: number;
}

/** The twelve among all checks that we print; the others are the types of the twenty columns. */
function countsOfChecks(out: string): Counts {
  const { checks }: { checks: readonly PrintedCheck[] } = JSON.parse(out);
  const count = (rules: readonly string[], column?: string): number =>
    checks
      .filter((check) => rules.includes(check.rule) && (column === undefined || check.column === column))
      .reduce((sum, check) => sum + check.count, 0);
  return {
    'id unique': count(['unique'], 'id'),
    'customer required': count(['required'], 'customer'),
    'customer pattern': count(['pattern'], 'customer'),
    'email pattern': count(['pattern'], 'email'),
    'country enum': count(['enum'], 'country'),
    'status enum': count(['enum'], 'status'),
    'age range': count(['minimum', 'maximum'], 'age'),
    'income required': count(['required'], 'income'),
    'amount minimum': count(['minimum'], 'amount'),
    'discount maximum': count(['maximum'], 'discount'),
    'note maxLength': count(['maxLength'], 'note'),
    'shipped >= ordered': count(['expression']),
  };
}

/** Our side is built; theirs is a virtual environment of pinned versions. */
export function prepare(): void {
  mkdirSync(join(bundled, 'bin'), { recursive: true });
  copyFileSync(join(root, 'packages/cli/bin/weighbridge.js'), join(bundled, 'bin/weighbridge.js'));
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--out', join(bundled, 'dist')], { cwd: root });
  if (existsSync(python)) return;
  execFileSync('python3', ['-m', 'venv', join(cache, 'venv')], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', join(here, 'requirements.txt')], { stdio: 'inherit' });
}

/** Path of the data of one size, order of the key and format; made when it is not there. */
export function dataFile(rows: number, order: string, format: string): string {
  const file = join(cache, `orders-${rows}-${order}.${format}`);
  if (!existsSync(file))
    execFileSync(python, [join(here, 'make_data.py'), cache, String(rows), order, format], { stdio: 'inherit' });
  return file;
}

/** The run of the median CPU time. */
export function measure(tool: Tool, file: string, runs: number): Measured {
  const all: Exclude<Measured, { over: string }>[] = [];
  for (let run = 0; run < runs; run += 1) {
    const one = measureOnce(tool, file);
    if ('over' in one) return one;
    all.push(one);
  }
  const [median] = all.toSorted((a, b) => a.cpu - b.cpu).slice(Math.floor(runs / 2));
  return median ?? { over: 'not run' };
}

function measureOnce(tool: Tool, file: string): Measured {
  const args = [join(here, 'measure.py'), String(limitSeconds), ...tool.command(file)];
  const said = execFileSync(python, args, { cwd: root, maxBuffer: 1 << 28, encoding: 'utf8' });
  const { cpu, wall, mib, code, out, said: errors } = JSON.parse(said);
  if (code === null) return { over: `over ${limitSeconds} s` };
  if (code < 0) return { over: `ended by signal ${-code} at ${mib.toFixed(0)} MiB` };
  if (code > 1) throw new Error(`${tool.name} ended with ${code}: ${errors}`);
  return { cpu, wall, mib, counts: tool.read(out) };
}
