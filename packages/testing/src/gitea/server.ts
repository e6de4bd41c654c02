import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface GiteaOptions {
  /** The gitea program. */
  readonly program: string;
  /** What it reads at run time: options, public, templates. */
  readonly staticRoot: string;
}

/** A real Gitea on the loopback address, with its own folder and database. */
export interface Gitea extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  /** Token of the administrator `root0`. */
  readonly adminToken: string;
  /** Runs `gitea` with its configuration and returns what it printed. */
  run(...args: string[]): string;
  /** Makes an account and a token of these scopes. */
  addUser(name: string): Promise<void>;
  addToken(name: string, scopes: string): string;
  /** Calls its API: parsed JSON, or text such as a log; throws with the answer when that is an error. */
  call(method: string, path: string, body?: object, token?: string): Promise<unknown>;
  /** Sends an empty form to a page as the administrator, for what the API cannot do. */
  press(path: string): Promise<void>;
  close(): Promise<void>;
}

const password = 'Only-on-loopback-1';

/** Starts Gitea and waits until it answers: a few seconds. */
export async function startGitea({ program, staticRoot }: GiteaOptions): Promise<Gitea> {
  const folder = mkdtempSync(join(tmpdir(), 'wb-gitea-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'app.ini');
  const env = environment(folder);
  const run = (...args: string[]): string =>
    execFileSync(program, [...args, '--config', config], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const secret = execFileSync(program, ['generate', 'secret', 'INTERNAL_TOKEN'], { env, encoding: 'utf8' }).trim();
  writeFileSync(config, settings({ folder, port, staticRoot, secret }));
  run('migrate');
  createUser(run, 'root0', '--admin');
  const addToken = (name: string, scopes: string): string => createToken(run, name, scopes);
  // Before the server has the database open.
  const adminToken = addToken('root0', 'all');
  const log = openSync(join(folder, 'gitea.log'), 'w');
  const child = spawn(program, ['web', '--config', config], { env, stdio: ['ignore', log, log] });
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const call = (method: string, path: string, body?: object, token = adminToken): Promise<unknown> =>
    callApi(`${url}/api/v1${path}`, method, body, token);
  await answering(`${url}/api/v1/version`).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const addUser = async (name: string): Promise<void> => createUser(run, name);
  const press = (path: string): Promise<void> => pressButton(url, path);
  return { url, folder, adminToken, run, addUser, addToken, call, press, close, [Symbol.asyncDispose]: close };
}

function environment(folder: string): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, '.gitconfig'), '[user]\nname=t\nemail=t@example.org\n[init]\ndefaultBranch=main\n');
  return { PATH: process.env.PATH, HOME: home, GITEA_WORK_DIR: folder, GIT_TERMINAL_PROMPT: '0' };
}

function createUser(run: Gitea['run'], name: string, ...more: string[]): void {
  const account = ['--username', name, '--password', password, '--email', `${name}@example.org`];
  run('admin', 'user', 'create', ...account, '--must-change-password=false', ...more);
}

function createToken(run: Gitea['run'], name: string, scopes: string): string {
  // Names of tokens must differ.
  const wanted = ['--username', name, '--token-name', randomUUID(), '--scopes', scopes, '--raw'];
  const said = run('admin', 'user', 'generate-access-token', ...wanted);
  // A slow machine has warnings among what is printed.
  const [token] = /\b[0-9a-f]{40}\b/u.exec(said) ?? [];
  if (token === undefined) throw new Error(`Gitea made no token for ${name}: ${said}`);
  return token;
}

async function callApi(url: string, method: string, body: object | undefined, token: string): Promise<unknown> {
  const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
  const request = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  let response = await fetch(url, request);
  // Another process made the token; under load the server's open database connections see it only a little later.
  for (let tries = 0; response.status === 401 && tries < 40; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    response = await fetch(url, request);
  }
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: HTTP ${response.status} ${text}`);
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return isJson && text !== '' ? JSON.parse(text) : text || undefined;
}

async function pressButton(url: string, path: string): Promise<void> {
  const body = new URLSearchParams({ user_name: 'root0', password });
  const entered = await fetch(`${url}/user/login`, { method: 'POST', body, redirect: 'manual' });
  // The session's name comes twice: before the sign-in and after it.
  const cookies = entered.headers.getSetCookie().map((each) => /^([^=]*)=([^;]*)/.exec(each)?.slice(1) ?? []);
  const cookie = [...new Map(cookies.map(([name, value]) => [name, value]))].map((pair) => pair.join('=')).join('; ');
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { cookie } });
  if (!answer.ok) throw new Error(`POST ${path}: HTTP ${answer.status} ${await answer.text()}`);
}

async function answering(url: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const up = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    if (Date.now() > end) throw new Error(`Gitea does not answer at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

interface Settings {
  readonly folder: string;
  readonly port: number;
  readonly staticRoot: string;
  readonly secret: string;
}

function settings({ folder, port, staticRoot, secret }: Settings): string {
  return `
APP_NAME = test
RUN_MODE = prod
WORK_PATH = ${folder}
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
PROTOCOL = http
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
STATIC_ROOT_PATH = ${staticRoot}
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
PATH = ${folder}/gitea.db
SQLITE_JOURNAL_MODE = WAL
SQLITE_TIMEOUT = 20000
[security]
INSTALL_LOCK = true
SECRET_KEY = only-on-loopback
INTERNAL_TOKEN = ${secret}
PASSWORD_HASH_ALGO = pbkdf2_v2
[service]
DISABLE_REGISTRATION = true
[actions]
ENABLED = true
DEFAULT_ACTIONS_URL = self
[log]
LEVEL = warn
[cron]
ENABLED = false
[cron.start_schedule_tasks]
ENABLED = true
SCHEDULE = @every 2s
[indexer]
ISSUE_INDEXER_TYPE = db
[other]
SHOW_FOOTER_VERSION = false
`;
}
