import { cpSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { GitFixture } from '@weighbridge/testing';
import { parse, stringify } from 'yaml';

const root = path.resolve(import.meta.dirname, '../../..');
const example = path.join(root, 'examples/churn');
export const workflowFile = '.github/workflows/weighbridge.yml';

/** What users get: the actions and the bundle, as they stand behind the tag `v1`. */
export function writeProduct({ root: folder }: GitFixture): void {
  for (const name of ['action.yml', 'actions', 'dist']) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
}

/** The stand-in for actions/checkout. */
export function writeCheckout(git: GitFixture): void {
  git.write({ 'action.yml': readFileSync(path.join(import.meta.dirname, 'checkout.yml'), 'utf8') });
}

/**
 * The example's repository with its policy and its workflow; only what needs the network is replaced: the pinned
 * actions/checkout by the stand-in, Python with scikit-learn by three small scripts on made-up customers, and the schema
 * by one of their columns.
 */
export function writeProject(git: GitFixture): void {
  for (const name of ['params.json', 'requirements.txt', '.gitignore']) {
    cpSync(path.join(example, name), path.join(git.root, name));
  }
  cpSync(path.join(import.meta.dirname, 'model'), git.root, { recursive: true });
  const policy = withNode(readFileSync(path.join(example, 'weighbridge.yml'), 'utf8'));
  git.write({
    'weighbridge.yml': policy,
    [workflowFile]: workflow(),
    '.gitea/CODEOWNERS': 'weighbridge\\.yml @grace\n',
  });
}

/** Commands of the example's Python scripts as those of the stand-ins. */
function withNode(text: string): string {
  return text.replaceAll(/python (\w+)\.py/g, 'node $1.mjs');
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

/** The example's own workflow, step by step. */
function workflow(): string {
  const { jobs, ...rest } = parse(readFileSync(path.join(example, workflowFile), 'utf8'));
  const offline = Object.entries<{ steps: Step[] }>(jobs).map(([name, job]) => [
    name,
    { ...job, steps: job.steps.filter(isOffline).map(replaced) },
  ]);
  const [library = ''] = globSync('node_modules/@duckdb/node-bindings-*', { cwd: root });
  const env = { WEIGHBRIDGE_DUCKDB: path.join(root, library) };
  return stringify({ ...rest, env, jobs: Object.fromEntries(offline) });
}

function isOffline({ uses = '', run = '' }: Step): boolean {
  return !uses.startsWith('actions/setup-python@') && !run.startsWith('pip ');
}

function replaced(step: Step): Step {
  if (step.uses?.startsWith('actions/checkout@')) return { ...step, uses: 'actions/checkout@v6' };
  return step.run === undefined ? step : { ...step, run: withNode(step.run) };
}

/** The model's parameters with some of them changed. */
export function params(git: GitFixture, change: object): string {
  const now = JSON.parse(readFileSync(path.join(git.root, 'params.json'), 'utf8'));
  return `${JSON.stringify({ ...now, ...change }, undefined, 2)}\n`;
}

/** A file of the project with one text replaced wherever it stands; throws when it is not in there. */
export function replacedIn(git: GitFixture, file: string, from: string, to: string): string {
  const text = readFileSync(path.join(git.root, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  return text.replaceAll(from, to);
}
