import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Context, type Result, registry } from '@weighbridge/command';
import { type Forge, runRecord, type Watch } from '@weighbridge/core';
import { localForge } from '@weighbridge/forge';
import { gitLedger, openBranches, openTags } from '@weighbridge/git';
import { duckdbEngine, libraryOptions, loadDuckdb } from '@weighbridge/table';
import { type GitFixture, gitFixture, gitFixtureEnv, memoryDocuments } from '@weighbridge/testing';
import { atHome, workplace } from '../reuse/workplace.ts';

/** A repository with a champion, and rows of production that a test writes. */
export interface WatchTrial {
  readonly git: GitFixture;
  /** State on the ledger's branch. */
  readonly texts: Map<string, string>;
  /** A job that looks, on a forge of the test's choice. */
  context(more?: Partial<Context>): Promise<Context & { readonly said: string[] }>;
  write(path: string, text: string): void;
  look(
    at: string,
    more?: Partial<Context>,
    given?: object,
  ): Promise<Result<Record<string, string>> & { readonly watch: Watch }>;
  close(): Promise<void>;
}

const policy = (monitor: string): string => `version: 1
models:
  churn:
    data: { train: { path: train.csv, show-values: true } }
    train: { outputs: { predictions: predictions.csv } }
    evaluate: { task: binary, target: y, score: s, id: customer, slices: [source] }
    gate:
      - { metric: roc_auc, min: 0.5, max-drop: 0.05 }
      - { drift: psi, columns: all, max: 0.2 }
    monitor: ${monitor}
`;

/** Numbers in [0, 1) that look drawn and are the same in every run (Weyl's sequence). */
function drawn(row: number, seed = 0): number {
  return ((row + 1) * 0.618_033_988_75 + seed * 0.414_213_562_37) % 1;
}

export interface RowTerms {
  readonly rows: number;
  /** What is added to every income. */
  readonly shift?: number;
  readonly seed?: number;
}

/** Rows of production of one day, with the label that each will have. */
export function dayOf(
  day: string,
  { rows, shift = 0, seed = 1 }: RowTerms,
): { readonly csv: string[]; readonly labels: string[] } {
  const cells = Array.from({ length: rows }, (_, row) => {
    const income = Math.round(1000 * (drawn(row, seed) * 40 + 20 + shift));
    const score = Math.round(1000 * drawn(row * 7, seed)) / 1000;
    const label = drawn(row * 3, seed + 1) < score ? 1 : 0;
    const clock = `${String(row % 24).padStart(2, '0')}:${String(row % 60).padStart(2, '0')}:00Z`;
    const customer = `${day}-${row}`;
    return {
      line: `${day}T${clock},${customer},${income},${row % 3 === 0 ? 'web' : 'app'},${score}`,
      label: `${customer},${label}`,
    };
  });
  return { csv: cells.map(({ line }) => line), labels: cells.map(({ label }) => label) };
}

export const header = 'at,customer,income,source,s';

/** A model that was weighed and accepted on this machine. */
export async function watchTrial(monitor: string): Promise<WatchTrial> {
  const git = gitFixture();
  const reference = dayOf('2026-10-01', { rows: 1500, seed: 3 });
  const columns = reference.csv.map((line) => line.split(',').slice(1));
  const training = columns.map(([customer, income, source]) => `${customer},${income},${source}`);
  git.commit('model', {
    'weighbridge.yml': policy(monitor),
    '.gitignore': 'model/\npredictions.csv\n.weighbridge/\nlive.csv\nlabels.csv\n',
    'train.csv': ['customer,income,source', ...training, ''].join('\n'),
  });
  const texts = new Map<string, string>();
  const opened = engine();
  // One for all looks of a trial: starting it is most of what a look takes.
  const shared = { ...opened, close: () => Promise.resolve() };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(git.root, path)), { recursive: true });
    writeFileSync(join(git.root, path), text);
  };
  const context: WatchTrial['context'] = async (more = {}) => {
    const options = { env: gitFixtureEnv };
    return {
      ...workplace({ root: git.root, runner: atHome }),
      ledger: gitLedger(git.root, options),
      tags: await openTags(git.root, options),
      branches: await openBranches(git.root, options),
      documents: memoryDocuments(texts),
      forge: localForge({ repository: 'acme/models', root: git.root }),
      tables: () => Promise.resolve(shared),
      ...more,
    };
  };
  const labelled = reference.labels.map((label, row) => `${label},${columns[row]?.[3]},${columns[row]?.[2]}`);
  write('predictions.csv', ['customer,y,s,source', ...labelled, ''].join('\n'));
  await run('pipeline', { note: false }, await context());
  const accepted = runRecord.parse(JSON.parse(readFileSync(join(git.root, '.weighbridge/churn/run.json'), 'utf8')));
  await (await context()).ledger?.append(accepted);
  rmSync(join(git.root, '.weighbridge'), { recursive: true, force: true });
  return {
    git,
    texts,
    context,
    write,
    async look(at, more, given = {}) {
      const result = await run('monitor', { at, ...given }, await context(more));
      return { ...result, watch: result.json as Watch };
    },
    async close() {
      await opened.close();
      git.remove();
    },
  };
}

function engine(): ReturnType<typeof duckdbEngine> {
  const place = { env: process.env, workingFolder: process.cwd(), home: homedir(), onProgress: () => undefined };
  return duckdbEngine({ load: () => loadDuckdb(libraryOptions(place)), tempFolder: tmpdir() });
}

async function run(name: string, given: object, context: Context): Promise<Result<Record<string, string>>> {
  const command = await registry[name]?.();
  if (!command) throw new Error(`no command ${name}`);
  const result = await command.run(command.inputs.parse(given), context);
  const outputs = Object.entries(result.outputs).map(([key, value]) => [key, String(value)] as const);
  return { ...result, outputs: Object.fromEntries(outputs) };
}

/** The local forge with the issues of another one. */
export function withIssues(forge: Forge): Pick<Context, 'forge'> {
  return {
    forge: { ...localForge({ repository: 'acme/models' }), issues: forge.issues, capabilities: forge.capabilities },
  };
}
