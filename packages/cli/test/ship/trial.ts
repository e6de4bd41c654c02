import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, registry } from '@weighbridge/command';
import type { Runner } from '@weighbridge/core';
import { githubForge } from '@weighbridge/forge/github';
import { gitLedger, openCommitFile, openDocuments, openTags } from '@weighbridge/git';
import {
  addRun,
  bareFixture,
  emptyServing,
  emptyState,
  type FakeRun,
  type FakeServer,
  type Files,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  gitFixture,
  gitFixtureEnv,
  memoryDocuments,
  memoryServing,
  pushHistory,
  type ServedState,
} from '@weighbridge/testing';
import { inRun, workplace } from '../reuse/workplace.ts';

/** A repository with a forge, a remote, and a model whose policy goes all the way. */
export interface Trial {
  readonly git: GitFixture;
  readonly bare: GitFixture;
  readonly state: ForgeState;
  readonly served: ServedState;
  /** Counters of what is served, by version: what the next look reads. */
  readonly counters: Record<string, Record<string, number>>;
  clock: number;
  /** Documents in memory, which are much faster than git's; undefined with a remote. */
  readonly texts: Map<string, string> | undefined;
  readonly server: FakeServer;
  close(): Promise<void>;
}

export const policy = (more = ''): string => `version: 1
models:
  churn:
    data: {}
    train: { run: python train.py, ignore: ['*.md'], outputs: { model: model/, predictions: predictions.csv } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: accuracy, min: 0.5 }]
    register: { release: false }
    promote: {}
${more}`;

/** A rollout of three steps of a minute each, watched by one metric. */
export const rollout = `    deploy:
      target: command
      command: { set-weight: a, status: b, abort: c }
      steps: [5, 50]
      bake: 60s
      max-hold: 24h
      stale-after: 24h
      live: { file: counters.json }
      metrics: [{ name: errors, bad: errors, all: requests, max-rise: 1%, min-n: 100 }]
`;

/** Predictions of a model that is right, or of one that is not. */
export function predictions(right: boolean): string {
  const rows = Array.from({ length: 200 }, (_, row) => `${row % 2},${row % 2 === (right ? 1 : 0) ? 0.9 : 0.1}`);
  return ['y,s', ...rows, ''].join('\n');
}

/** With `remote: false` tags, ledger and state lie in the repository itself, which is faster. */
export async function openTrial(files: Files = {}, { remote = true } = {}): Promise<Trial> {
  const git = gitFixture();
  git.commit('main', {
    'weighbridge.yml': policy(),
    '.gitignore': 'model/\npredictions.csv\n.weighbridge/\n',
    'train.py': 'print(1)\n',
    ...files,
  });
  const bare = bareFixture();
  if (remote) {
    git.git('remote', 'add', 'origin', `file://${bare.root}`);
    git.git('push', '-q', 'origin', 'main');
  }
  const state = emptyState();
  state.tokens.set('a-token', {
    kind: 'job',
    login: 'bot',
    permissions: { contents: 'write', actions: 'read', 'pull-requests': 'write', deployments: 'write' },
  });
  const server = await fakeGithub(state);
  return {
    git,
    bare,
    state,
    server,
    served: emptyServing(),
    counters: {},
    texts: remote ? undefined : new Map(),
    clock: Date.parse('2026-11-22T12:00:00Z'),
    async close() {
      await server.close();
      git.remove();
      bare.remove();
    },
  };
}

/** The change of a branch, squashed onto main as the forge does it; both know each other's commits. */
export function mergeChange(trial: Trial, branch: string): { readonly number: number; readonly commit: string } {
  const { git, state } = trial;
  const head = git.git('rev-parse', branch);
  git.git('switch', '-q', 'main');
  git.git('merge', '-q', '--squash', branch);
  git.git('commit', '-q', '--no-edit', '-m', `squash of ${branch}`);
  if (hasRemote(trial)) git.git('push', '-q', 'origin', 'main');
  const commit = git.git('rev-parse', 'HEAD');
  pushHistory(state, git);
  const number = 5;
  const base = git.git('rev-parse', 'HEAD~1');
  state.changes.set(number, {
    number,
    head,
    headRef: branch,
    baseRef: 'main',
    base,
    open: false,
    versions: [{ head, at: '2026-11-22T11:00:00Z' }],
    merged: { how: 'squash', commit, commits: [commit], at: '2026-11-22T11:30:00Z' },
  });
  return { number, commit };
}

function hasRemote({ git }: Trial): boolean {
  return git.git('remote') !== '';
}

/** The tags that everybody sees. */
export function tagsOf(trial: Trial): string[] {
  const { git, bare } = trial;
  return (hasRemote(trial) ? bare : git).git('tag', '--list').split('\n');
}

export const onMain = (before?: string): Runner['occasion'] => ({
  kind: 'push',
  branch: 'main',
  forced: false,
  isDefault: true,
  ...(before === undefined ? {} : { before }),
});

/** A run of the forge. */
export function runOf(trial: Trial, run: Partial<FakeRun> & Pick<FakeRun, 'commit' | 'event' | 'branch'>): FakeRun {
  return addRun(trial.state, run);
}

/** A job of a run in the checkout as it is; the clock is the trial's own. */
export async function jobOf(
  trial: Trial,
  run: FakeRun,
  occasion: Runner['occasion'],
  job = 'ship',
): Promise<Context & { readonly said: string[] }> {
  const { git, state, served } = trial;
  const forge = githubForge({
    token: 'a-token',
    apiUrl: trial.server.url,
    serverUrl: 'https://github.example',
    repository: 'acme/models',
    network: { pauseMs: 1 },
  });
  const options = { env: gitFixtureEnv };
  return {
    ...workplace({ root: git.root, runner: inRun(run.id, occasion, job), forge, state }),
    ledger: gitLedger(git.root, { ...options, ...(hasRemote(trial) ? { remote: 'origin' } : {}) }),
    tags: await openTags(git.root, options),
    documents: trial.texts ? memoryDocuments(trial.texts) : openDocuments(git.root, options),
    commitFile: await openCommitFile(git.root, options),
    now: () => new Date(trial.clock),
    serving: () => Promise.resolve(memoryServing(served)),
    live: () => Promise.resolve(countersOf(trial)),
  };
}

/** What was added to the trial's counters since the look before. */
function countersOf({ counters }: Trial): Awaited<ReturnType<Context['live']>> {
  return {
    kind: 'file',
    async look(queries, sides, before) {
      const now = Object.fromEntries(
        Object.entries(counters).flatMap(([side, own]) =>
          Object.entries(own).map(([name, count]) => [`${side} ${name}`, count]),
        ),
      );
      const added = (side: string, name: string): number =>
        (now[`${side} ${name}`] ?? 0) - (before?.[`${side} ${name}`] ?? 0);
      const arm = (side: string, bad: string, all: string) =>
        before && added(side, all) > 0
          ? { bad: added(side, bad), all: added(side, all) }
          : { noData: `no event of ${side}` };
      const metrics = Object.fromEntries(
        queries.map(({ name, bad, all }) => [
          name,
          { canary: arm(sides.canary, bad, all), stable: arm(sides.stable, bad, all) },
        ]),
      );
      return { metrics, counters: now };
    },
  };
}

/** What a command of ours answers. */
export interface Answer {
  readonly exit: number;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs a command by its name, with its defaults. */
export async function call(name: string, given: object, context: Context): Promise<Answer> {
  const command = await registry[name]?.();
  if (!command) throw new Error(`no command ${name}`);
  const { exit, outputs } = await command.run(command.inputs.parse(given), context);
  return { exit, outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, String(value)])) };
}

/** A checkout as the next job finds it. */
export function clean({ git }: Trial): void {
  for (const path of ['model', 'predictions.csv', '.weighbridge'])
    rmSync(join(git.root, path), { recursive: true, force: true });
}
