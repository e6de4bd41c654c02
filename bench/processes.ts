import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');

/** What one process cost, start-up included: CPU and elapsed seconds, and the most memory it held, in MiB. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
  readonly mib: number;
}

/** How a process ended within its time. */
export type Ended = (Cost & { readonly out: string }) | { readonly over: string };

/** Builds our bundle into a folder, in the layout of the published package; resolves to the program's path. */
export function buildProgram(folder: string): string {
  const program = join(folder, 'bin/weighbridge.js');
  mkdirSync(dirname(program), { recursive: true });
  copyFileSync(join(root, 'packages/cli/bin/weighbridge.js'), program);
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--out', join(folder, 'dist')], { cwd: root });
  return program;
}

/** A virtual environment of pinned versions, made when it is not there; its Python. */
export function pythonWith(folder: string, requirements: string): string {
  const python = join(folder, 'bin/python');
  if (existsSync(python)) return python;
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { stdio: 'inherit' });
  return python;
}

/** Runs a program to its end, or ends it after so many seconds. Exit code 1 is an answer (a check fails), others are not. */
export function run(argv: readonly string[], limitSeconds: number): Ended {
  const args = [join(here, 'measure.py'), String(limitSeconds), ...argv];
  const said = execFileSync('python3', args, { cwd: root, maxBuffer: 1 << 28, encoding: 'utf8' });
  const { cpu, wall, mib, code, out, said: errors } = JSON.parse(said);
  if (code === null) return { over: `over ${limitSeconds} s` };
  if (code < 0) return { over: `ended by signal ${-code} at ${mib.toFixed(0)} MiB` };
  if (code > 1) throw new Error(`\`${argv.join(' ')}\` ended with ${code}: ${errors}`);
  return { cpu, wall, mib, out };
}

/** Runs a program several times; the run of the median CPU time. */
export function medianRun(argv: readonly string[], limitSeconds: number, runs: number): Ended {
  const all: Exclude<Ended, { over: string }>[] = [];
  for (let number = 0; number < runs; number += 1) {
    const ended = run(argv, limitSeconds);
    if ('over' in ended) return ended;
    all.push(ended);
  }
  return all.toSorted((a, b) => a.cpu - b.cpu)[Math.floor(runs / 2)] ?? { over: 'not run' };
}

/** The cells CPU, elapsed, memory and CPU in multiples of ours, or why there are none. */
export function costCells(ended: Cost | { readonly over: string }, ourCpu: number): readonly string[] {
  if ('over' in ended) return [ended.over, '', '', ''];
  const { cpu, wall, mib } = ended;
  return [cpu.toFixed(2), wall.toFixed(2), mib.toFixed(0), `${(cpu / ourCpu).toFixed(1)}×`];
}
