import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What one start of a process costs. */
interface Cost {
  readonly cpuSeconds: number;
  readonly bytes: number;
}

/** `gate` on a small repository, against a Node that does nothing. CPU in seconds, medians. */
export interface StartUp {
  readonly gateCpu: number;
  readonly bareCpu: number;
  readonly bytesLoaded: number;
}

const preload = path.join(import.meta.dirname, 'preload-cost.mjs');

/** Runs the built `gate` and a bare Node by turns. Throws when `gate` does not pass. */
export function measureStartUp(dist: string, rounds: number): StartUp {
  const folder = mkdtempSync(path.join(tmpdir(), 'weighbridge-start-up-'));
  try {
    makeRepository(folder);
    const gate = gateScript(folder, dist);
    const bare = path.join(folder, 'bare.mjs');
    writeFileSync(bare, '');
    const costs = Array.from({ length: rounds }, () => [cost(folder, gate, false), cost(folder, bare, false)] as const);
    return {
      gateCpu: median(costs.map(([one]) => one.cpuSeconds)),
      bareCpu: median(costs.map(([, other]) => other.cpuSeconds)),
      bytesLoaded: cost(folder, gate, true).bytes,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function gateScript(folder: string, dist: string): string {
  const script = path.join(folder, 'gate.mjs');
  const bundle = JSON.stringify(path.join(path.resolve(dist), 'index.mjs'));
  writeFileSync(
    script,
    `import { runCommandLine } from ${bundle};\nprocess.exitCode = await runCommandLine(['gate', '--json'], process.env);\n`,
  );
  return script;
}

function cost(folder: string, script: string, countBytes: boolean): Cost {
  const file = path.join(folder, 'cost.json');
  const env = { PATH: process.env.PATH, HOME: folder, COST_FILE: file, COST_BYTES: countBytes ? '1' : '0' };
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, script], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${path.basename(script)} exits ${status}: ${stderr}`);
  const cost: Cost = JSON.parse(readFileSync(file, 'utf8'));
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
