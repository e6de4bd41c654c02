import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { gitErrors, ServiceError } from '@weighbridge/core';

/** The environment that git runs in; adapters read none by themselves. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A token for fetching and pushing over HTTP; it reaches git through its environment, never its arguments. */
export interface Credentials {
  /** For example `https://github.com/`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** How git is called. */
export interface GitOptions {
  readonly env: Environment;
  readonly credentials?: Credentials | undefined;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

export interface CallOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Environment;
  /** A file that takes the output instead of memory. */
  readonly output?: string;
}

/** Runs git with an argument list; no shell sees it. Rejects only when git cannot be started. */
export type Git = (args: readonly string[], options?: CallOptions) => Promise<GitResult>;

/** Variables that would point git at another repository; set inside hooks, they must not reach us. */
const repositoryVariables: readonly string[] = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
  'GIT_CONFIG',
  'GIT_EXTERNAL_DIFF',
];

/** A git that works in `folder`, speaks English without paging or asking, and runs no hooks. */
export function gitIn(folder: string, options: GitOptions, config: readonly (readonly [string, string])[] = []): Git {
  const env = gitEnvironment(options, [
    // A container's checkout often belongs to another user. Git takes this key from the environment, and from no
    // file of the repository; nothing global is changed.
    ['safe.directory', folder],
    ['core.quotePath', 'false'],
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['advice.detachedHead', 'false'],
    // A silent connection ends after a minute instead of with the job.
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '60'],
    ...config,
  ]);
  return (args, call = {}) => run(['--no-pager', ...args], folder, { ...env, ...call.env }, call);
}

function gitEnvironment({ env, credentials }: GitOptions, config: readonly (readonly [string, string])[]): Environment {
  const base = Object.fromEntries(Object.entries(env).filter(([name]) => !repositoryVariables.includes(name)));
  const settings = credentials ? [...config, ...authorization(credentials)] : config;
  const start = Number(env.GIT_CONFIG_COUNT ?? 0);
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${start + index}`, key],
    [`GIT_CONFIG_VALUE_${start + index}`, value],
  ]);
  return {
    ...base,
    ...Object.fromEntries(numbered),
    GIT_CONFIG_COUNT: String(start + settings.length),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
    LANGUAGE: 'C',
  };
}

function authorization({ url, username, password }: Credentials): readonly (readonly [string, string])[] {
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const key = `http.${url.replace(/\/*$/u, '/')}.extraHeader`;
  // The empty value takes back what a checkout step left there: servers refuse a request with two such headers.
  return [
    [key, ''],
    [key, `Authorization: Basic ${basic}`],
  ];
}

function run(
  args: readonly string[],
  cwd: string,
  env: Environment,
  { input, output }: CallOptions,
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const written = output === undefined ? undefined : pipeline(child.stdout, createWriteStream(output));
    if (!written) child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    written?.catch(reject);
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // git may end before it has read everything; its exit code says whether that was a failure.
    child.stdin.on('error', () => child.stdin.destroy());
    child.on('error', (cause) => reject(startFailure(cause)));
    child.on('close', async (code) => {
      // A write that failed has rejected already.
      await written?.catch(() => undefined);
      resolve({ code: code ?? 128, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
    child.stdin.end(input);
  });
}

function startFailure(cause: NodeJS.ErrnoException): Error {
  return cause.code === 'ENOENT' ? gitErrors.gitMissing({ program: 'git' }, { cause }) : cause;
}

/** Output as text without the last newline. Throws ServiceError when git failed. */
export async function textOf(git: Git, args: readonly string[], options?: CallOptions): Promise<string> {
  return new TextDecoder().decode(await bytesOf(git, args, options)).replace(/\n$/u, '');
}

/** Output as it is. Throws ServiceError when git failed. */
export async function bytesOf(git: Git, args: readonly string[], options?: CallOptions): Promise<Uint8Array> {
  const result = await git(args, options);
  if (result.code !== 0) throw gitFailure(args, result);
  return result.stdout;
}

/** Records of a `-z` output. */
export async function listOf(git: Git, args: readonly string[], options?: CallOptions): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await bytesOf(git, args, options));
  return text.split('\0').filter((part) => part !== '');
}

/** A failure of git itself, with what it said; user names and tokens in addresses are left out. */
export function gitFailure(args: readonly string[], { code, stderr }: GitResult): ServiceError {
  const said = stderr.trim().split('\n').slice(-3).join(' ');
  const command = args.find((arg) => !arg.startsWith('-')) ?? 'git';
  return new ServiceError(
    'WB4101',
    withoutSecrets(`git ${command} failed (exit code ${code}): ${said || 'it said nothing'}`),
  );
}

/** Addresses without `user:password@`. */
export function withoutSecrets(text: string): string {
  return text.replace(/(\w+:\/\/)[^\s/@]*@/gu, '$1');
}
