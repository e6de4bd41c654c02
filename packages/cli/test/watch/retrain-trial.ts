import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Context, type RetrainingStart, startRetraining, startWeighing } from '@weighbridge/command';
import { digestOutput, localCompute } from '@weighbridge/compute';
import { decideRetraining, type RetrainDecision, type RetrainPolicy, type Sha256 } from '@weighbridge/core';
import { githubForge } from '@weighbridge/forge/github';
import { openBranches } from '@weighbridge/git';
import {
  bareFixture,
  emptyState,
  type FakeToken,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  gitFixture,
  gitFixtureEnv,
  gitHost,
  pushHistory,
  watchFixture,
} from '@weighbridge/testing';
import { atHome, workplace } from '../reuse/workplace.ts';

/** A repository behind a forge that hears of every push, with an edit that nobody committed. */
export interface RetrainTrial {
  readonly git: GitFixture;
  readonly bare: GitFixture;
  readonly state: ForgeState;
  context(): Context & { readonly said: string[] };
  close(): Promise<void>;
}

export const sha256: Sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Newer data, and what `prepare` should have left alone. */
const prepare =
  'echo new >> data/train.csv; rm data/old.csv; echo odd >> train.py; echo odd > odd.txt; echo odd >> edited.txt';

const retrain: RetrainPolicy = {
  on: ['drift'],
  workflow: 'weighbridge-retrain.yml',
  prepare,
  commit: ['data'],
  cooldown: 0,
  maxPerMonth: 4,
  maxWithoutSuccess: 2,
};

const policy = `version: 1
models:
  churn:
    data: { train: { path: data/train.csv } }
    train: { run: python train.py, outputs: { predictions: predictions.csv } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: accuracy, min: 0.5 }, { drift: psi, columns: all, max: 0.2 }]
`;

export const mayAll: FakeToken['permissions'] = { contents: 'write', actions: 'write', 'pull-requests': 'write' };

export async function retrainTrial(permissions: FakeToken['permissions'] = mayAll): Promise<RetrainTrial> {
  const [git, bare, state] = [gitFixture(), bareFixture(), emptyState()];
  git.commit('main', {
    'weighbridge.yml': policy,
    '.gitignore': '.weighbridge/\n',
    'train.py': 'print(1)\n',
    'edited.txt': 'as committed\n',
    'data/train.csv': 'old\n',
    'data/old.csv': 'old\n',
  });
  state.tokens.set('a-token', { kind: 'job', login: 'bot', permissions });
  state.workflows.set(retrain.workflow, { dispatch: true, inputs: [] });
  state.settings.jobsOpenChanges = true;
  const server = await fakeGithub(state);
  const host = await gitHost(
    dirname(bare.root),
    () => 200,
    () => pushHistory(state, bare),
  );
  git.git('remote', 'add', 'origin', `${host.url}/${basename(bare.root)}`);
  // Over the server git would wait for the very process that waits for git.
  git.git('push', '-q', bare.root, 'main');
  pushHistory(state, bare);
  git.write({ 'edited.txt': 'by a person\n', 'untracked.txt': 'by a person\n' });
  const at = {
    apiUrl: server.url,
    serverUrl: 'https://github.example',
    repository: 'acme/models',
    network: { pauseMs: 1 },
  };
  return {
    git,
    bare,
    state,
    context: () => ({
      ...workplace({
        root: git.root,
        runner: { ...atHome, forge: 'github' },
        forge: githubForge({ token: 'a-token', ...at }),
      }),
      branches: openBranches(git.root, { env: gitFixtureEnv }),
      compute: () => Promise.resolve(shell(git.root)),
    }),
    async close() {
      await Promise.all([server.close(), host.close()]);
      git.remove();
      bare.remove();
    },
  };
}

/** This machine, whose commands print nowhere. */
function shell(folder: string): Awaited<ReturnType<Context['compute']>> {
  const nowhere = new PassThrough().resume();
  const compute = localCompute({
    env: { ...process.env, GITHUB_TOKEN: 'secret' },
    folder,
    stdout: nowhere,
    stderr: nowhere,
  });
  return { ...compute, refused: () => [], variables: () => ({}), digest: digestOutput };
}

/** What a look decided about drifting data. */
export function decided(clock = '06:00:00'): RetrainDecision {
  const at = new Date(`2026-11-22T${clock}Z`);
  return decideRetraining({
    watch: watchFixture(),
    policy: retrain,
    at,
    occasion: 'schedule',
    ownCommit: false,
    sha256,
  });
}

export async function start(
  context: Context,
  policyOf: Partial<RetrainPolicy> = {},
  decision = decided(),
): Promise<RetrainingStart> {
  return startRetraining(await startWeighing({ policy: 'weighbridge.yml' }, context), decision, {
    ...retrain,
    ...policyOf,
  });
}

/** The job is killed right after its n-th effect, counted from 1. */
export function killedAfter(n: number, context: Context): Context {
  let effects = 0;
  const dying =
    <A extends readonly unknown[], R>(effect: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const done = await effect(...args);
      effects += 1;
      if (effects === n) throw new Error('killed');
      return done;
    };
  const { branches, forge, compute } = context;
  const { workflows, openChange } = forge;
  if (!branches || !workflows || !openChange) throw new Error('nothing to kill');
  return {
    ...context,
    branches: { ...branches, create: dying(branches.create) },
    forge: {
      ...forge,
      openChange: dying(openChange),
      workflows: { ...workflows, dispatch: dying(workflows.dispatch) },
    },
    compute: async () => {
      const machine = await compute();
      return { ...machine, run: dying(machine.run) };
    },
  };
}
