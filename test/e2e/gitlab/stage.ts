import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunRecord, runRecord } from '@weighbridge/core';
import {
  addAccount,
  addChange,
  addRun,
  bareFixture,
  emptyState,
  type FakeChange,
  type FakeRun,
  type FakeServer,
  type Files,
  type ForgeState,
  fakeGitlab,
  type GitFixture,
  gitFixture,
  gitHost,
  gitlabCheckout,
  type LocalPipelineResult,
  pushHistory,
  runLocalPipeline,
  uploadArchive,
} from '@weighbridge/testing';
import { parse } from 'yaml';
import * as z from 'zod';
import { toolPath } from '../tools.ts';

const root = path.resolve(import.meta.dirname, '../../..');
export const jobToken = 'glcbt-of-the-job-and-never-shown';
export const userToken = 'glpat-of-a-person-and-never-shown';

/** A GitLab with two projects, `weighbridge/components` and `acme/models`, and a clone of the second one to work in. */
export interface Stage extends AsyncDisposable {
  readonly state: ForgeState;
  readonly server: FakeServer;
  readonly git: GitFixture;
  /** Pushes every branch, as the developer does. */
  push(): void;
  /** Runs a pipeline of a commit, on the default branch, or of the change that has it as its head. */
  pipeline(options: PipelineOptions): Promise<LocalPipelineResult & { readonly run: FakeRun }>;
  /** The repository on the server. */
  readonly bare: Pick<GitFixture, 'git'>;
  /** Address of the project as GitLab gives it to a job. */
  readonly address: string;
}

export interface PipelineOptions {
  readonly commit: string;
  readonly change?: FakeChange;
  /** What started it, where that was neither a push nor a change. */
  readonly event?: string;
  /** By default the default branch. */
  readonly branch?: string;
  /** Job whose artifacts stay with the forge. */
  readonly keep?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The npm package of this checkout, as `npm pack` makes it. */
export function packedProgram(folder: string): string {
  const printed = execFileSync(process.execPath, ['scripts/pack.ts', '--out', folder], { cwd: root, encoding: 'utf8' });
  return printed.trim();
}

/** Puts our components and a repository with `files` on a GitLab, to which only these tokens may push. */
export async function gitlabStage(files: Files, pushers: ReadonlySet<string> = new Set()): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-gitlab-'));
  publishComponents(folder);
  const bare = bareRepository(folder, 'acme/models.git');
  const git = gitFixture();
  git.commit('base', files);
  git.git('remote', 'add', 'origin', `file://${bare}`);
  const state = stateOfProject();
  const served = { ...git, git: (...args: string[]) => git.git('--git-dir', bare, ...args) };
  const host = await gitHost(
    folder,
    ({ path: asked, password = '', writes }) => {
      if (asked.startsWith('/weighbridge/')) return writes ? 403 : 200;
      if (password !== jobToken && password !== userToken) return 401;
      return writes && !pushers.has(password) ? 403 : 200;
    },
    () => pushHistory(state, served),
  );
  const server = await fakeGitlab(state);
  const address = `${host.url.replace('://', `://gitlab-ci-token:${jobToken}@`)}/acme/models.git`;
  const push = (): void => {
    git.git('push', '--quiet', '--all', 'origin');
    pushHistory(state, git);
  };
  push();
  return {
    state,
    server,
    git,
    push,
    address,
    bare: served,
    pipeline: (options) => runPipeline({ state, server, address }, options),
    async [Symbol.asyncDispose]() {
      await host.close();
      await server.close();
      git.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function stateOfProject(): ForgeState {
  const state = emptyState();
  addAccount(state, 'project-bot', { bot: true });
  addAccount(state, 'eve');
  const permissions = { 'pull-requests': 'write' } as const;
  state.tokens.set(userToken, { kind: 'user', login: 'project-bot', permissions });
  state.tokens.set(jobToken, { kind: 'job', login: 'eve', permissions });
  return state;
}

/** The components' own project, with a release: `@1` then means something. */
function publishComponents(folder: string): void {
  const bare = bareRepository(folder, 'weighbridge/components.git');
  const project = gitFixture();
  cpSync(path.join(root, 'gitlab-components'), project.root, { recursive: true });
  project.commit('components');
  project.git('tag', '1.0.0');
  project.git('push', '--quiet', `file://${bare}`, 'main', '1.0.0');
  project.remove();
}

function bareRepository(folder: string, name: string): string {
  const bare = bareFixture();
  const target = path.join(folder, name);
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(bare.root, target, { recursive: true });
  bare.remove();
  return target;
}

async function runPipeline(
  { state, server, address }: Pick<Stage, 'state' | 'server' | 'address'>,
  { commit, change, event = 'push', branch = state.defaultBranch, keep, variables }: PipelineOptions,
): Promise<LocalPipelineResult & { readonly run: FakeRun }> {
  const origin = change
    ? { event: 'merge_request_event', branch: change.headRef, change: change.number }
    : { event, branch };
  const run = addRun(state, { commit, conclusion: undefined, ...origin });
  const checkout = await gitlabCheckout(address, commit);
  try {
    const result = await runLocalPipeline({
      program: toolPath('gitlab-ci-local'),
      folder: checkout.root,
      state,
      apiUrl: `${server.url}/api/v4`,
      run,
      jobToken,
      ...(variables ? { variables } : {}),
    });
    if (keep) uploadArchive(state, run, { name: archiveName(result.expanded, keep), files: result.artifacts(keep) });
    return { ...result, run };
  } finally {
    checkout.remove();
  }
}

/** `artifacts: name:` of a job, as the runner expands it. */
function archiveName(expanded: string, job: string): string {
  const jobs = z.record(z.string(), z.unknown()).parse(parse(expanded));
  const { artifacts } = z.object({ artifacts: z.object({ name: z.string() }) }).parse(jobs[job]);
  return artifacts.name.replace('$CI_JOB_NAME_SLUG', job);
}

/** The record of a job, from its artifacts. */
export function recordOf(result: LocalPipelineResult, job: string): RunRecord {
  const bytes = result.artifacts(job).get('.weighbridge/churn/run.json');
  if (bytes === undefined) throw new Error(`${job} left no record:\n${result.log}`);
  return runRecord.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}

/** Opens merge request 5 for a branch. */
export function openChange({ state, git }: Stage, branch: string): FakeChange {
  return addChange(state, { number: 5, head: git.git('rev-parse', branch), headRef: branch });
}
