import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Gitea } from './server.ts';

/** A real runner that executes jobs on this machine, without containers. */
export interface GiteaRunner extends AsyncDisposable {
  /** Its own log, for a failing test's message. */
  readonly log: string;
  close(): Promise<void>;
}

export interface GiteaRunnerOptions {
  readonly gitea: Gitea;
  /** The runner program. */
  readonly program: string;
}

/**
 * Registers a runner for `runs-on: ubuntu-latest` and starts it. The Node that runs this process is the jobs' Node, and
 * no variable of this process but the path reaches a job. Everything it writes lies in the server's folder.
 */
export function startGiteaRunner({ gitea, program }: GiteaRunnerOptions): GiteaRunner {
  const folder = join(gitea.folder, 'runner');
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(folder, 'config.yaml'), settings(folder));
  const env = {
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    HOME: home,
    XDG_CACHE_HOME: join(folder, 'cache'),
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const token = gitea.run('actions', 'generate-runner-token').trim().split('\n').at(-1) ?? '';
  const config = ['--config', join(folder, 'config.yaml')];
  const place = ['--instance', gitea.url, '--token', token, '--name', 'host', '--labels', 'ubuntu-latest:host'];
  execFileSync(program, [...config, 'register', '--no-interactive', ...place], { cwd: folder, env, stdio: 'pipe' });
  const log = join(folder, 'runner.log');
  const output = openSync(log, 'w');
  const child = spawn(program, [...config, 'daemon'], { cwd: folder, env, stdio: ['ignore', output, output] });
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  return { log, close, [Symbol.asyncDispose]: close };
}

/**
 * Asks for work often, and reports at once: a test waits for both. One job at a time, in order: Gitea 1.26 starts all jobs
 * of an approved run together, whatever they need.
 */
function settings(folder: string): string {
  return `
log: { level: info }
runner:
  file: ${folder}/.runner
  capacity: 1
  timeout: 5m
  fetch_interval: 500ms
  fetch_interval_max: 500ms
  log_report_interval: 500ms
  log_report_max_latency: 300ms
  state_report_interval: 500ms
cache: { enabled: false }
host: { workdir_parent: ${folder}/work }
`;
}
