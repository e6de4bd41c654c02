import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunRecord, runRecord } from '@weighbridge/core';
import { type Files, gitFixture } from '@weighbridge/testing';

const program = path.resolve(import.meta.dirname, '../../bin/weighbridge.js');

/** How one call ended, and what it said. */
export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A repository whose model a shell script trains, and the program on it. */
export interface Trial {
  readonly root: string;
  /** The user's home, outside the repository. */
  readonly home: string;
  write(files: Files): void;
  weighbridge(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The program while it runs, to be ended from outside. */
  start(argv: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess;
  record(): RunRecord | undefined;
  /** Text of a file; undefined when it is not there. */
  text(file: string): string | undefined;
  /** How often the script has run. */
  runs(): number;
  remove(): void;
}

/** `weighbridge.yml`; `train` are further lines of its section. */
export function policy(train: readonly string[] = [], run = 'sh train.sh'): string {
  return [
    'version: 1',
    'models:',
    '  churn:',
    '    data: { evaluation: { path: data.csv } }',
    '    train:',
    `      run: ${run}`,
    '      outputs: { predictions: predictions.csv, model: model }',
    ...train.map((line) => `      ${line}`),
    '    evaluate: { task: binary, target: churned, score: probability, id: customer }',
    '    gate: [{ metric: roc_auc, min: 0.6 }]',
    '',
  ].join('\n');
}

/** Writes the outputs; every third customer's score depends on the seed. */
export const writesOutputs = `mkdir -p model
echo "weights \${WEIGHBRIDGE_SEED:-none}" >model/weights
awk -F, -v seed="\${WEIGHBRIDGE_SEED:-1}" '
  NR == 1 { print "customer,churned,probability"; next }
  { noise = (NR * 7919 * seed) % 101 / 101; print $1 "," $2 "," 0.35 * $2 + 0.65 * noise }' data.csv >predictions.csv
`;

const customers = Array.from({ length: 300 }, (_, index) => `c${index},${index % 2}`);

/** A repository with one commit; \`script\` is its \`train.sh\`. */
export function trial(script = writesOutputs, train: readonly string[] = [], more: Files = {}): Trial {
  const git = gitFixture();
  const home = mkdtempSync(path.join(tmpdir(), 'wb-home-'));
  git.commit('a model', {
    '.gitignore': 'predictions.csv\nmodel/\ncheckpoint/\n',
    'weighbridge.yml': policy(train),
    'train.sh': `echo run >>"$HOME/runs"\n${script}`,
    'data.csv': `customer,churned\n${customers.join('\n')}\n`,
    ...more,
  });
  const text = (file: string): string | undefined => {
    const place = path.resolve(git.root, file);
    return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  };
  const start: Trial['start'] = (argv, env = {}) =>
    spawn(process.execPath, [program, ...argv], {
      cwd: git.root,
      env: { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    root: git.root,
    home,
    write: git.write,
    text,
    start,
    weighbridge: async (argv, env) => endOf(start(argv, env)),
    record: () => {
      const json = text('.weighbridge/churn/run.json');
      return json === undefined ? undefined : runRecord.parse(JSON.parse(json));
    },
    runs: () => text(path.join(home, 'runs'))?.trim().split('\n').length ?? 0,
    remove: () => {
      git.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Waits for the end of a started program. */
export async function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [exit] = await once(child, 'close');
  return { exit: typeof exit === 'number' ? exit : null, stdout, stderr };
}
