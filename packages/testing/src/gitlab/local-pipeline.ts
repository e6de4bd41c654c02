import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { mergeBase } from '../forge/history.ts';
import { addArtifact, type FakeChange, type FakeRun, type ForgeState } from '../forge/state.ts';
import { type GitFixture, gitFixture, gitFixtureEnv } from '../git-fixture.ts';
import { zipFixture } from '../zip-fixture.ts';

export interface LocalPipeline {
  /** The gitlab-ci-local program. */
  readonly program: string;
  /** A checkout as GitLab's runner makes it: `gitlabCheckout`. */
  readonly folder: string;
  readonly state: ForgeState;
  /** `http://…/api/v4` of the fake. */
  readonly apiUrl: string;
  /** The pipeline, in the fake's state; of a merge request when it names a change. */
  readonly run: FakeRun;
  readonly jobToken: string;
  /** Project variables and settings: WEIGHBRIDGE_TOKEN and the like. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface LocalPipelineResult {
  /** 0 when the pipeline passed. */
  readonly code: number;
  /** Everything that gitlab-ci-local printed. */
  readonly log: string;
  /** What one job printed, a line each. */
  jobLog(job: string): string;
  /** Exit code of each job that ran. */
  exitOf(job: string): number | undefined;
  /** The configuration with every component put in, as GitLab would see it. */
  readonly expanded: string;
  /** Files that a job left as artifacts, by path. */
  artifacts(job: string): ReadonlyMap<string, Uint8Array>;
}

/** Runs a pipeline with gitlab-ci-local on this machine, without containers; its jobs talk to the fake GitLab. */
export async function runLocalPipeline(pipeline: LocalPipeline): Promise<LocalPipelineResult> {
  const { folder } = pipeline;
  const stateFolder = join(folder, '.gitlab-ci-local');
  rmSync(stateFolder, { recursive: true, force: true });
  const expanded = join(stateFolder, 'expanded-gitlab-ci.yml');
  let { code, log } = await execute(pipeline, settings(pipeline));
  // It fetches all components at once into one folder, and may trip over itself; what has come so far is kept.
  for (let again = 0; again < 3 && !existsSync(expanded) && /could not be fetched/.test(log); again += 1)
    ({ code, log } = await execute(pipeline, settings(pipeline)));
  if (!existsSync(expanded)) throw new Error(`gitlab-ci-local could not read the pipeline:\n${log}`);
  const archives = join(stateFolder, 'artifacts');
  const jobs = existsSync(archives) ? readdirSync(archives) : [];
  const all = new Map(jobs.map((job) => [job, filesBelow(join(archives, job))]));
  const lines = log.split('\n');
  const ofJob = (job: string): string[] => lines.filter((line) => line.split(' ', 1)[0] === job);
  return {
    code,
    log,
    expanded: readFileSync(expanded, 'utf8'),
    jobLog: (job) =>
      ofJob(job)
        .map((line) => line.slice(job.length).trimStart())
        .filter((line) => line.startsWith('> '))
        .map((line) => line.slice(2))
        .join('\n'),
    exitOf(job) {
      const end = ofJob(job).find((line) => / finished in /.test(line));
      return end === undefined ? undefined : Number(/ FAIL (\d+)/.exec(end)?.[1] ?? 0);
    },
    artifacts: (job) => all.get(job) ?? new Map(),
  };
}

/**
 * A checkout as GitLab's runner makes it: twenty commits deep, detached, without any branch, and with the job's token in
 * the address of `origin`.
 */
export async function gitlabCheckout(address: string, commit: string): Promise<GitFixture> {
  const checkout = gitFixture();
  checkout.git('remote', 'add', 'origin', address);
  const fetch = ['fetch', '--quiet', '--no-tags', '--depth', '20', 'origin', `+${commit}:refs/pipelines/1`];
  // The server may live in this very process: it must be able to answer meanwhile.
  await promisify(execFile)('git', fetch, { cwd: checkout.root, env: gitFixtureEnv });
  checkout.git('checkout', '--quiet', '--detach', 'refs/pipelines/1');
  return checkout;
}

/** What GitLab's runner does when a job is over: its files as one archive, under the name that `artifacts: name` gives. */
export function uploadArchive(
  state: ForgeState,
  run: FakeRun,
  { name, files }: { readonly name: string; readonly files: ReadonlyMap<string, Uint8Array> },
): void {
  const entries = [...files].map(([path, content]) => ({ name: path, content }));
  addArtifact(state, run.id, name, zipFixture(entries));
}

function settings({ state, apiUrl, run, jobToken, variables }: LocalPipeline): readonly string[] {
  const change = run.change === undefined ? undefined : state.changes.get(run.change);
  const predefined: Readonly<Record<string, string>> = {
    CI_API_V4_URL: apiUrl,
    CI_DEFAULT_BRANCH: state.defaultBranch,
    CI_JOB_TOKEN: jobToken,
    CI_PIPELINE_ID: String(run.id),
    CI_PIPELINE_SOURCE: run.event,
    CI_PIPELINE_URL: `https://gitlab.example/${state.repository}/-/pipelines/${run.id}`,
    CI_PROJECT_ID: String(state.projectId),
    ...(change ? ofMergeRequest(state, change) : { CI_COMMIT_BRANCH: run.branch, CI_COMMIT_REF_NAME: run.branch }),
  };
  const all = Object.entries({ ...predefined, ...variables });
  const names = all.map(([name]) => name).filter((name) => name.startsWith('CI_'));
  return [
    ...['--force-shell-executor', '--shell-isolation', '--no-artifacts-to-source', '--no-color'],
    ...['--ignore-predefined-vars', names.join(',')],
    ...(change ? ['--unset-variable', 'CI_COMMIT_BRANCH'] : []),
    ...all.flatMap(([key, value]) => ['--variable', `${key}=${value}`]),
  ];
}

/** What GitLab sets in a merge request's pipeline that is no merged-results pipeline. */
function ofMergeRequest(state: ForgeState, change: FakeChange): Readonly<Record<string, string>> {
  const project = String(state.projectId);
  return {
    CI_COMMIT_REF_NAME: change.headRef,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: mergeBase(state, change.head, change.base)?.sha ?? '',
    CI_MERGE_REQUEST_EVENT_TYPE: 'detached',
    CI_MERGE_REQUEST_IID: String(change.number),
    CI_MERGE_REQUEST_PROJECT_ID: project,
    CI_MERGE_REQUEST_PROJECT_PATH: state.repository,
    CI_MERGE_REQUEST_REF_PATH: `refs/merge-requests/${change.number}/head`,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: change.headRef,
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: project,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: change.baseRef,
  };
}

/** Nothing of this process but the way to programs: no token or setting of the machine reaches a job. */
function execute(
  { program, folder }: LocalPipeline,
  argv: readonly string[],
): Promise<{ readonly code: number; readonly log: string }> {
  const home = mkdtempSync(join(tmpdir(), 'wb-gitlab-home-'));
  const env = {
    ...gitFixtureEnv,
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    HOME: home,
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, '--home', home, ...argv], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      rmSync(home, { recursive: true, force: true });
      resolve({ code: code ?? 1, log: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

function filesBelow(folder: string): ReadonlyMap<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile());
  return new Map(paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path)]));
}
