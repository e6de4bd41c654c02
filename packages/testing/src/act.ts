import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { FakeChange, ForgeState } from './forge/state.ts';
import { runtimeToken } from './github/results-routes.ts';
import type { FakeServer } from './http/server.ts';

export interface ActRun {
  /** The act program. */
  readonly program: string;
  /** A git repository; what is checked out there is what the job sees. */
  readonly folder: string;
  readonly event: string;
  /** The event's payload: `pullRequestEvent`, `pushEvent`, or one's own. */
  readonly payload: object;
  readonly server: FakeServer;
  readonly repository: string;
  /** `GITHUB_TOKEN` of every job; its permissions are the fake's. */
  readonly token: string;
  /** A run of the fake's state: what jobs upload is listed there. */
  readonly runId: number;
  readonly attempt?: number;
  /** Below the folder; by default all workflows. */
  readonly workflow?: string;
  /** Folders that stand for repositories: `weighbridge/weighbridge@v1` → a built checkout. */
  readonly repositories?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ActResult {
  /** Exit code of act: 1 when a job failed. */
  readonly code: number;
  /** What the jobs printed, a line each, as `job | text`. */
  readonly log: string;
  /** By the job's name: `success` or `failure`. */
  readonly jobs: ReadonlyMap<string, string>;
  /** Job summaries, in the order of the steps that wrote them. */
  readonly summaries: readonly string[];
}

/**
 * Runs a repository's workflows with act, on this machine and without containers, against a fake GitHub. The Node that runs
 * this process is the jobs' Node, whatever `using:` says.
 */
export async function runAct(run: ActRun): Promise<ActResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'act-'));
  try {
    const eventFile = join(scratch, 'event.json');
    writeFileSync(eventFile, JSON.stringify(run.payload));
    const { code, output } = await execute(run.program, argv(run, eventFile), run.folder, environment(scratch));
    return { code, ...readLog(output) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function argv(run: ActRun, eventFile: string): readonly string[] {
  const env = {
    ACTIONS_RESULTS_URL: `${run.server.url}/`,
    ACTIONS_RUNTIME_TOKEN: runtimeToken(run.runId),
    GITHUB_API_URL: run.server.url,
    GITHUB_REPOSITORY: run.repository,
    GITHUB_RUN_ATTEMPT: String(run.attempt ?? 1),
    GITHUB_RUN_ID: String(run.runId),
    ...run.env,
  };
  return [
    run.event,
    ...['--platform', 'ubuntu-latest=-self-hosted'],
    ...['--eventpath', eventFile],
    ...['--secret', `GITHUB_TOKEN=${run.token}`],
    ...['--json', '--no-cache-server', '--pull=false'],
    ...(run.workflow === undefined ? [] : ['--workflows', run.workflow]),
    ...Object.entries(run.repositories ?? {}).flatMap(([name, at]) => ['--local-repository', `${name}=${at}`]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
}

/** Nothing of this process but the way to programs: no token or setting of the machine reaches a job. */
function environment(scratch: string): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  const git = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return { PATH: path, HOME: scratch, XDG_CACHE_HOME: join(scratch, 'cache'), ...git };
}

function execute(
  program: string,
  argv_: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv_, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** One line of `act --json`. */
interface Line {
  readonly msg?: string;
  readonly job?: string;
  readonly jobResult?: string;
}

function readLog(output: string): Omit<ActResult, 'code'> {
  const jobs = new Map<string, string>();
  const summaries: string[] = [];
  const text: string[] = [];
  for (const raw of output.split('\n').filter((line) => line !== '')) {
    const { msg = '', job = 'act', jobResult } = parseLine(raw);
    const name = (job.split('/').at(-1) ?? job).trim();
    if (jobResult !== undefined) jobs.set(name, jobResult);
    const [, summary] = /^\s*⚙\s+Summary - (.*)$/s.exec(msg) ?? [];
    if (summary !== undefined) summaries.push(summary);
    text.push(`${name} | ${msg.trimEnd()}`);
  }
  return { log: text.join('\n'), jobs, summaries };
}

/** Errors before any job come as plain text. */
function parseLine(raw: string): Line {
  try {
    return JSON.parse(raw);
  } catch {
    return { msg: raw };
  }
}

/** The payload of a pull request's event, as far as we read it. */
export function pullRequestEvent(state: ForgeState, change: FakeChange, action = 'synchronize'): object {
  const home = { full_name: state.repository, default_branch: state.defaultBranch };
  const headRepository = change.fork === undefined ? home : change.fork && { full_name: change.fork };
  return {
    action,
    number: change.number,
    pull_request: {
      number: change.number,
      head: { ref: change.headRef, sha: change.head, repo: headRepository },
      base: { ref: change.baseRef, sha: change.base, repo: home },
    },
    repository: home,
  };
}

/** The payload of a push to the default branch. */
export function pushEvent(state: ForgeState, before: string, after: string): object {
  return {
    ref: `refs/heads/${state.defaultBranch}`,
    before,
    after,
    forced: false,
    deleted: false,
    repository: { full_name: state.repository, default_branch: state.defaultBranch },
  };
}
