import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram, costCells, type Ended, medianRun, pythonWith } from '../processes.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '../../.cache/bench-drift');
const limitSeconds = 600;
const tolerance = 1e-9;

type Values = Readonly<Record<string, number>>;

/** `node bench/drift/run.ts [ROWS ...]`: equal p values first, then CPU, elapsed time and memory of whole processes. */
function main(sizes: readonly number[]): void {
  const program = buildProgram(join(cache, 'package'));
  const python = pythonWith(join(cache, 'venv'), join(here, 'requirements.txt'));
  console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} at the start`);
  console.log('| rows, twice | tool | CPU s | wall s | peak MiB | CPU of ours |');
  console.log('|--:|:--|--:|--:|--:|--:|');
  for (const rows of sizes) {
    const [was, now] = ['was', 'now'].map((side) => join(cache, `${side}-${rows}.parquet`));
    if (was === undefined || now === undefined) continue;
    if (!existsSync(now)) execFileSync(python, [join(here, 'make_data.py'), cache, String(rows)], { stdio: 'inherit' });
    const peer = (methods: string): readonly string[] => [python, join(here, 'peer.py'), methods, was, now];
    const ours = medianRun(
      [process.execPath, program, 'validate', '--data', now, '--reference', was, '--json'],
      limitSeconds,
      3,
    );
    if ('over' in ours) throw new Error(`weighbridge: ${ours.over}`);
    const show = (tool: string, ended: Ended): void =>
      console.log(`| ${[rows.toLocaleString('en-US'), tool, ...costCells(ended, ours.cpu)].join(' | ')} |`);
    show('weighbridge', ours);
    const tests = medianRun(peer('tests'), limitSeconds, 1);
    if (!('over' in tests)) requireEqual(oursOf(ours.out), JSON.parse(tests.out));
    show('Evidently, KS and chi-square', tests);
    show('Evidently, its usual methods', medianRun(peer('usual'), limitSeconds, 1));
  }
}

interface DriftEntry {
  readonly column: string;
  readonly test?: { readonly method: string; readonly p: number };
}

/** p of each column of numbers. */
function oursOf(out: string): Values {
  const { drift }: { drift: readonly DriftEntry[] } = JSON.parse(out);
  return Object.fromEntries(drift.flatMap(({ column, test }) => (test?.method === 'ks' ? [[column, test.p]] : [])));
}

/**
 * Of categories Evidently takes the reference for the truth, so its p is another question's answer; of `income`, which
 * misses some values, we report the test of what is missing where that says more.
 */
function requireEqual(ours: Values, theirs: Values): void {
  const columns = Object.keys(theirs).filter((column) => !column.startsWith('kind_') && column !== 'income');
  for (const column of columns) {
    const distance = Math.abs((ours[column] ?? Number.NaN) - (theirs[column] ?? Number.NaN));
    if (!(distance <= tolerance)) throw new Error(`${column}: our p ${ours[column]}, Evidently's ${theirs[column]}`);
  }
}

main(process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000, 1_000_000]);
