import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ActResult,
  addAccount,
  addChange,
  addRun,
  emptyState,
  type FakeRun,
  type FakeServer,
  type Files,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  gitFixture,
  pullRequestEvent,
  pushHistory,
  pushTo,
  runAct,
} from '@weighbridge/testing';
import { githubValidator } from '@weighbridge/testing/github-validator';
import { toolPath } from '../tools.ts';
import { installedLibrary, modelFiles } from './model.ts';

const bot = 'github-actions[bot]';
const token = 'ghs_of_the_job_and_never_shown';

/** A repository on a fake GitHub with an open pull request, whose workflows act runs. */
export interface ActStage extends AsyncDisposable {
  readonly git: GitFixture;
  readonly state: ForgeState;
  readonly server: FakeServer;
  /** Commits to the pull request's branch, and pushes. */
  push(message: string, files: Files): void;
  /** A new run of the pull request as it is now. */
  run(): Promise<ActResult & { readonly run: FakeRun }>;
  /** Bodies of our notes. */
  notes(): readonly string[];
}

/** What a release holds: act copies this folder for each use. */
function releaseFolder(): string {
  const root = path.resolve(import.meta.dirname, '../../..');
  const release = mkdtempSync(path.join(tmpdir(), 'wb-release-'));
  for (const part of ['action.yml', 'actions', 'dist'])
    cpSync(path.join(root, part), path.join(release, part), { recursive: true });
  return release;
}

/** `files` are those of the base commit, beside the model's own. */
export async function actStage(files: Files): Promise<ActStage> {
  const release = releaseFolder();
  const git = gitFixture();
  const state = emptyState();
  git.commit('base', { ...modelFiles, ...files });
  git.git('switch', '--quiet', '--create', 'better');
  const head = git.commit('better', { 'README.md': 'one\n' });
  pushHistory(state, git);
  addAccount(state, bot, { bot: true });
  const permissions = { contents: 'read', actions: 'read', 'pull-requests': 'write' } as const;
  state.tokens.set(token, { kind: 'job', login: bot, permissions });
  const change = addChange(state, { number: 5, head, headRef: 'better' });
  const server = await fakeGithub(state, { validator: githubValidator });
  return {
    git,
    state,
    server,
    push(message, more) {
      const commit = git.commit(message, more);
      pushHistory(state, git);
      pushTo(state, change, commit);
    },
    async run() {
      const run = addRun(state, { commit: change.head, event: 'pull_request', branch: change.headRef, change: 5 });
      const result = await runAct({
        program: toolPath('act'),
        folder: git.root,
        event: 'pull_request',
        payload: pullRequestEvent(state, change),
        server,
        repository: state.repository,
        token,
        runId: run.id,
        repositories: { 'weighbridge/weighbridge@v1': release },
        env: installedLibrary(),
      });
      return { ...result, run };
    },
    notes: () => state.notes.filter(({ author }) => author === bot).map(({ body }) => body),
    async [Symbol.asyncDispose]() {
      await server.close();
      git.remove();
      rmSync(release, { recursive: true, force: true });
    },
  };
}

/** Names of a run's artifacts. */
export function artifactsOf({ state }: ActStage, { id }: FakeRun): readonly string[] {
  return state.artifacts
    .filter(({ run }) => run === id)
    .map(({ name }) => name)
    .sort();
}
