import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram, type Cost, medianRun, pythonWith } from '../processes.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** Everything that is made lies here, and can be deleted. */
const cache = join(here, '../../.cache/bench-validate');
const program = buildProgram(join(cache, 'package'));
const python = pythonWith(join(cache, 'venv'), join(here, 'requirements.txt'));
const schema = join(here, 'orders.schema.json');
/** A peer that needs longer at a size is marked, and shown at the largest size that it manages. */
const limitSeconds = 300;

/** Broken rows of each check. */
export type Counts = Readonly<Record<string, number>>;

/** One call of one tool: what it cost and what it found, or that it took too long. */
export type Measured = (Cost & { readonly counts: Counts }) | { readonly over: string };

/** A program that judges the twelve checks on a file. */
export interface Tool {
  readonly name: string;
  readonly formats: readonly string[];
  readonly command: (file: string) => readonly string[];
  readonly read: (out: string) => Counts;
}

const both = ['parquet', 'csv'];
const textOnly = ['csv'];
const peer = (name: string, formats: readonly string[], ...script: readonly [string, ...string[]]): Tool => ({
  name,
  formats,
  command: (file) => {
    const [name, ...options] = script;
    return [python, join(here, 'peers', name), ...options, file, ...(formats === textOnly ? [schema] : [])];
  },
  read: (out) => JSON.parse(out),
});

/** Ours, as the built bundle in the layout of the published package. */
export const ours: Tool = {
  name: 'weighbridge',
  formats: both,
  command: (file) => [process.execPath, program, 'validate', '--data', file, '--schema', schema, '--json'],
  read: countsOfChecks,
};

export const peers: readonly Tool[] = [
  peer('DuckDB, by hand', both, 'duckdb_sql.py'),
  peer('pandera, polars', both, 'with_pandera.py', 'polars'),
  peer('pandera, pandas', both, 'with_pandera.py', 'pandas'),
  peer('Pointblank, polars', both, 'with_pointblank.py'),
  peer('Great Expectations', both, 'with_great_expectations.py'),
  peer('Frictionless', textOnly, 'with_frictionless.py'),
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

/** Path of the data of one size, order of the key and format; made when it is not there. */
export function dataFile(rows: number, order: string, format: string): string {
  const file = join(cache, `orders-${rows}-${order}.${format}`);
  if (!existsSync(file))
    execFileSync(python, [join(here, 'make_data.py'), cache, String(rows), order, format], { stdio: 'inherit' });
  return file;
}

/** Reads a file once, so that the first tool does not pay for the disk. */
export function warm(file: string): void {
  execFileSync('cat', [file], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The run of the median CPU time, and what it found. */
export function measure({ command, read }: Tool, file: string, runs: number): Measured {
  const ended = medianRun(command(file), limitSeconds, runs);
  return 'over' in ended ? ended : { ...ended, counts: read(ended.out) };
}
