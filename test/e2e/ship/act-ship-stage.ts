import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ActResult,
  addAccount,
  addChange,
  addRun,
  bareFixture,
  emptyState,
  type FakeRun,
  type FakeServer,
  type Files,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  gitFixture,
  gitHost,
  pullRequestEvent,
  pushEvent,
  pushHistory,
  runAct,
} from '@weighbridge/testing';
import { githubValidator } from '@weighbridge/testing/github-validator';
import { toolPath } from '../tools.ts';
import { installedLibrary } from '../train/model.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const bot = 'github-actions[bot]';
const token = 'ghs_of_the_job_and_never_shown';
const number = 5;

/** What the jobs' token may do. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

export const all: Permissions = {
  contents: 'write',
  actions: 'read',
  'pull-requests': 'write',
  deployments: 'write',
};

export type Run = ActResult & { readonly run: FakeRun };

/** A repository on a fake GitHub, with its git behind the same token, whose workflows act runs. */
export interface ShipStage extends AsyncDisposable {
  readonly git: GitFixture;
  readonly bare: GitFixture;
  readonly state: ForgeState;
  readonly server: FakeServer;
  /** Runs the workflows of a pull request that has these files. */
  propose(files: Files): Promise<Run>;
  /** Squashes a pull request as GitHub does, by default the one that was proposed; returns the commit. */
  merge(change?: number): string;
  /** Runs the workflows of main, or one workflow for another event. */
  onMain(permissions: Permissions, other?: { readonly event: string; readonly workflow: string }): Promise<Run>;
  /** Runs one workflow on a branch as it is on the server, for an event that is neither a push nor a change. */
  onBranch(branch: string, asked: { readonly event: string; readonly workflow: string }): Promise<Run>;
  /** Pushes a commit on main, past every workflow. */
  moveMain(files: Files): void;
  /** Bodies of our notes. */
  notes(): readonly string[];
  tags(): readonly string[];
}

/** `files` are those of the first commit of main. */
export async function shipStage(files: Files): Promise<ShipStage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-ship-'));
  const release = path.join(folder, 'release');
  for (const part of ['action.yml', 'actions', 'dist'])
    cpSync(path.join(root, part), path.join(release, part), { recursive: true });
  const bare = bareFixture();
  cpSync(bare.root, path.join(folder, 'git/acme/models.git'), { recursive: true });
  const served = { ...bare, git: gitIn(bare, path.join(folder, 'git/acme/models.git')) };
  const state = emptyState();
  addAccount(state, bot, { bot: true });
  const host = await gitHost(
    path.join(folder, 'git'),
    ({ password, writes }) => accessOf(state, password, writes),
    () => pushHistory(state, served),
  );
  // The client of artifacts knows GitHub's own servers by their names; this is one for tests.
  const serverUrl = host.url.replace('127.0.0.1', 'git.localhost');
  const git = gitFixture();
  git.git('remote', 'add', 'origin', `${serverUrl}/acme/models.git`);
  git.commit('base', files);
  const server = await fakeGithub(state, { validator: githubValidator });
  const stage = { git, bare: served, state, server, serverUrl, release, folder };
  push(stage);
  return {
    ...stage,
    propose: (more) => propose(stage, more),
    merge: (change = number) => merge(stage, change),
    onMain: (permissions, other) => onMain(stage, permissions, other),
    onBranch: (branch, asked) => onBranch(stage, branch, asked),
    moveMain: (more) => {
      git.git('switch', '--quiet', 'main');
      git.commit('moved on', more);
      push(stage);
    },
    notes: () => state.notes.filter(({ author }) => author === bot).map(({ body }) => body),
    tags: () => served.git('tag', '--list').split('\n').filter(Boolean),
    async [Symbol.asyncDispose]() {
      await server.close();
      await host.close();
      git.remove();
      bare.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Parts {
  readonly git: GitFixture;
  readonly state: ForgeState;
  readonly server: FakeServer;
  readonly serverUrl: string;
  readonly release: string;
  readonly folder: string;
}

/** The same git in another folder. */
function gitIn({ git }: GitFixture, folder: string): GitFixture['git'] {
  return (...args) => git('-C', folder, ...args);
}

function accessOf(state: ForgeState, password: string | undefined, writes: boolean): 200 | 401 | 403 {
  const { permissions } = state.tokens.get(password ?? '') ?? {};
  if (permissions === undefined) return 401;
  return writes && permissions['contents'] !== 'write' ? 403 : 200;
}

/** As the developer does it: past the server. */
function push({ git, state, folder }: Parts): void {
  git.git('push', '--quiet', '--all', `file://${path.join(folder, 'git/acme/models.git')}`);
  pushHistory(state, git);
}

async function propose(parts: Parts, files: Files): Promise<Run> {
  const { git, state } = parts;
  git.git('switch', '--quiet', '--create', 'better', 'main');
  const head = git.commit('better', files);
  push(parts);
  const change = addChange(state, { number, head, headRef: 'better' });
  const run = addRun(state, { commit: head, event: 'pull_request', branch: 'better', change: number });
  const permissions = { contents: 'read', actions: 'read', 'pull-requests': 'write' } as const;
  return act(parts, { run, permissions, payload: pullRequestEvent(state, change) });
}

function merge(parts: Parts, wanted: number): string {
  const { git, state } = parts;
  const change = state.changes.get(wanted);
  if (!change) throw new Error('there is no pull request');
  git.git('switch', '--quiet', 'main');
  git.git('merge', '--quiet', '--squash', change.head);
  const commit = git.commit('squashed');
  push(parts);
  change.open = false;
  change.merged = { how: 'squash', commit, commits: [commit], at: '2026-11-22T11:30:00Z' };
  return commit;
}

function onMain(
  parts: Parts,
  permissions: Permissions,
  other?: { readonly event: string; readonly workflow: string },
): Promise<Run> {
  const { git, state } = parts;
  const [commit = '', before = ''] = ['HEAD', 'HEAD~1'].map((name) => git.git('rev-parse', name));
  const run = addRun(state, { commit, event: other?.event ?? 'push', branch: 'main' });
  const home = { repository: { full_name: state.repository, default_branch: state.defaultBranch } };
  return act(parts, {
    run,
    permissions,
    payload: run.event === 'push' ? pushEvent(state, before, commit) : home,
    ...other,
  });
}

/** Its jobs may do what the workflows of `init` ask for at most. */
async function onBranch(
  parts: Parts,
  branch: string,
  { event, workflow }: { readonly event: string; readonly workflow: string },
): Promise<Run> {
  const { git, state, folder } = parts;
  git.git('fetch', '--quiet', `file://${path.join(folder, 'git/acme/models.git')}`, branch);
  git.git('switch', '--quiet', '--force-create', branch, 'FETCH_HEAD');
  const asked = { commit: git.git('rev-parse', 'HEAD'), event, branch };
  // A run that was dispatched is there already.
  const dispatched = state.runs.find((run) => run.branch === branch && run.event === event && !run.conclusion);
  const run = dispatched ?? addRun(state, asked);
  const repository = { full_name: state.repository, default_branch: state.defaultBranch };
  const permissions = { ...all, issues: 'write', actions: 'write' } as const;
  // The payload of a schedule names no repository.
  const payload = event === 'schedule' ? { schedule: '17 5 * * *' } : { repository };
  return act(parts, { run, permissions, payload, workflow });
}

interface Asked {
  readonly run: FakeRun;
  readonly permissions: Permissions;
  readonly payload: object;
  readonly workflow?: string;
}

async function act({ git, state, server, serverUrl, release }: Parts, asked: Asked): Promise<Run> {
  const { run, permissions, payload, workflow } = asked;
  state.tokens.set(token, { kind: 'job', login: bot, permissions });
  const result = await runAct({
    program: toolPath('act'),
    folder: git.root,
    event: run.event,
    payload,
    server,
    repository: state.repository,
    token,
    runId: run.id,
    ...(workflow === undefined ? {} : { workflow }),
    repositories: { 'weighbridge/weighbridge@v1': release },
    env: { ...installedLibrary(), GITHUB_SERVER_URL: serverUrl },
  });
  return { ...result, run };
}
