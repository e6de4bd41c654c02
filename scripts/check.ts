import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** One independent part of the check: a program of node_modules/.bin, or a script of ours. */
interface Part {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
}

interface Outcome {
  readonly part: Part;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

const node = process.execPath;
const fast: readonly Part[] = [
  { name: 'types', argv: ['tsc', '--noEmit'] },
  {
    name: 'lint',
    argv: [
      'biome',
      'ci',
      '--colors=off',
      '--diagnostic-level=warn',
      '--error-on-warnings',
      '--max-diagnostics=60',
      '.',
    ],
  },
  { name: 'boundaries', argv: [node, 'scripts/boundaries.ts'] },
  { name: 'lock', argv: [node, 'scripts/lock.ts'] },
];
const slow: readonly Part[] = [
  { name: 'generated', argv: [node, 'scripts/generate.ts', '--check'] },
  { name: 'unused', argv: ['knip'] },
];
const cores = 2;

/** Runs the parts, as many at once as there are cores; each part's time, and the output of those that failed. */
async function check(parts: readonly Part[]): Promise<boolean> {
  const queue = [...parts];
  const outcomes: Outcome[] = [];
  async function work(): Promise<void> {
    for (let part = queue.shift(); part; part = queue.shift()) {
      const outcome = await runPart(part);
      outcomes.push(outcome);
      console.log(`${outcome.passed ? 'ok    ' : 'FAILED'} ${part.name.padEnd(12)} ${outcome.seconds.toFixed(1)} s`);
    }
  }
  await Promise.all(Array.from({ length: cores }, work));
  for (const { part, output } of outcomes.filter(({ passed }) => !passed)) console.log(`\n── ${part.name}\n${output}`);
  return outcomes.every(({ passed }) => passed);
}

async function runPart(part: Part): Promise<Outcome> {
  const started = performance.now();
  const [file, ...args] = part.argv;
  const { code, output } = await runProcess(file, args);
  return { part, passed: code === 0, seconds: (performance.now() - started) / 1000, output };
}

function runProcess(file: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; output: string }>();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: binPath() } });
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  child.on('error', reject);
  child.on('close', (code) => resolve({ code, output }));
  return promise;
}

function binPath(): string {
  return `${process.cwd()}/node_modules/.bin:${process.env.PATH ?? ''}`;
}

/** `--fast`: what needs seconds. `--only=lint,types`: those parts alone. */
function chosen(argv: readonly string[]): readonly Part[] {
  const all = [...fast, ...slow];
  const only = argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);
  if (only === undefined) return argv.includes('--fast') ? fast : all;
  const names = only.split(',');
  const parts = all.filter(({ name }) => names.includes(name));
  if (parts.length !== names.length) throw new Error(`--only takes ${all.map(({ name }) => name).join(', ')}`);
  return parts;
}

process.exitCode = (await check(chosen(process.argv.slice(2)))) ? 0 : 1;
