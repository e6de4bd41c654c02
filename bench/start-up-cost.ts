import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What one run of a process costs. */
interface Cost {
  readonly cpuSeconds: number;
  readonly bytes: number;
  readonly modules: number;
}

/** One way of starting: CPU in seconds (the median of all rounds), and the files that were loaded as modules. */
export type StartUp = Cost;

/** `gate` from the command line and as an action, against a Node that does nothing. */
export interface StartUps {
  readonly commandLine: StartUp;
  readonly action: StartUp;
  readonly bare: StartUp;
}

const preload = path.join(import.meta.dirname, 'preload-cost.mjs');

/** Runs the built `gate` in a small repository, as a first run each time, and a bare Node, by turns. Throws when it does not pass. */
export function measureStartUps(dist: string, rounds: number): StartUps {
  const folder = mkdtempSync(path.join(tmpdir(), 'weighbridge-start-up-'));
  try {
    makeRepository(folder);
    const scripts = {
      commandLine: script(folder, 'command-line', calling(dist, "runCommandLine(['gate', '--json'], process.env)")),
      action: script(folder, 'action', calling(dist, "runAction('gate', process.env)")),
      bare: script(folder, 'bare', ''),
    };
    const costs = Array.from({ length: rounds }, () => eachOf(scripts, (file) => cost(folder, file, false)));
    const loaded = eachOf(scripts, (file) => cost(folder, file, true));
    const startUp = (way: keyof StartUps): StartUp => ({
      ...loaded[way],
      cpuSeconds: median(costs.map((round) => round[way].cpuSeconds)),
    });
    return { commandLine: startUp('commandLine'), action: startUp('action'), bare: startUp('bare') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function eachOf<T>(scripts: Record<keyof StartUps, string>, run: (file: string) => T): Record<keyof StartUps, T> {
  return { commandLine: run(scripts.commandLine), action: run(scripts.action), bare: run(scripts.bare) };
}

function calling(dist: string, call: string): string {
  const bundle = JSON.stringify(path.join(path.resolve(dist), 'index.mjs'));
  return `import * as bundle from ${bundle};\nprocess.exitCode = await bundle.${call};\n`;
}

function script(folder: string, name: string, text: string): string {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, text);
  return file;
}

function cost(folder: string, file: string, countModules: boolean): Cost {
  rmSync(path.join(folder, '.weighbridge'), { recursive: true, force: true });
  const written = path.join(folder, 'cost.json');
  const env = { PATH: process.env.PATH, HOME: folder, COST_FILE: written, COST_MODULES: countModules ? '1' : '0' };
  const argv = ['--import', preload, file];
  const { status, stderr } = spawnSync(process.execPath, argv, { cwd: folder, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path.basename(file)} exits ${status}: ${stderr}`);
  const cost: Cost = JSON.parse(readFileSync(written, 'utf8'));
  return cost;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const policy = `version: 1
models:
  demo:
    data: { evaluation: { path: predictions.csv } }
    train: { outputs: { predictions: predictions.csv } }
    evaluate: { task: binary, target: y, score: p, id: id }
    gate:
      - { metric: roc_auc, min: 0.6 }
`;

/** 2,000 rows whose score tells something, the same at every run. */
function makeRepository(folder: string): void {
  const rows = Array.from({ length: 2000 }, (_, row) => {
    const label = (row * 7919) % 3 === 0 ? 1 : 0;
    const score = (((row * 104729) % 1000) / 1000 + label) / 2;
    return `${row},${label},${score}`;
  });
  writeFileSync(path.join(folder, 'predictions.csv'), ['id,y,p', ...rows, ''].join('\n'));
  writeFileSync(path.join(folder, 'weighbridge.yml'), policy);
  const git = (...argv: string[]): string =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', ...argv], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=first');
}
