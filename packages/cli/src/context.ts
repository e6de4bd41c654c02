import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Context } from '@weighbridge/command';
import type { Forge, Repository, Runner, Store, Transport } from '@weighbridge/core';
import { detectRunner } from '@weighbridge/forge';
import type { GitOptions } from '@weighbridge/git';
import { bucketPorts } from './buckets.ts';
import { dataFiles } from './data-files.ts';
import { evidencePort } from './evidence.ts';
import { makeLedger } from './ledger.ts';
import { notifyPort } from './notify.ts';
import { makeRegistries } from './registries.ts';
import { servingPorts } from './serving.ts';
import type { Shell } from './shell/shell.ts';
import { version } from './version.ts';

/** Builds the adapters that this runner and forge call for. Nothing is asked of the network here. */
export async function makeContext(shell: Shell): Promise<Context> {
  const { env, log } = shell;
  const runner = detectRunner(env, readEvent);
  const git: GitOptions = { env, ...gitCredentials(runner) };
  const { openRepository } = await import('@weighbridge/git');
  const repository = await openRepository(process.cwd(), git);
  const root = resolve(process.cwd());
  const store = await makeStore(runner, repository, root);
  return {
    root,
    runner,
    forge: await makeForge(runner, repository?.root ?? root),
    repository,
    ledger: await makeLedger(runner, repository, git, shell),
    ...(await makeRegistries(repository?.root, git, shell)),
    store,
    ...bucketPorts(env, store),
    transport: await makeTransport(runner, shell),
    evidence: evidencePort(env),
    ...servingPorts({ env, log, root }),
    unpack: async (archive, limits) => (await import('@weighbridge/store')).readArchive(archive, limits),
    packing: {
      pack: async (folder, to) => (await import('@weighbridge/store')).folderPacking(packedLimits).pack(folder, to),
      unpack: async (file, folder) =>
        (await import('@weighbridge/store')).folderPacking(packedLimits).unpack(file, folder),
    },
    data: dataFiles(env),
    tables: async () => (await import('./engines.ts')).tableEngine(shell),
    compute: async () => (await import('./engines.ts')).trainingMachine(shell),
    notify: notifyPort({ env, log, root }),
    log,
    now: () => new Date(),
    processes: { own: process.pid, host: hostname(), isAlive },
    version,
    idKey: env['WEIGHBRIDGE_ID_KEY'] || undefined,
  };
}

/** Signal 0 only asks. One that may not be asked is another user's, and there. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The most that one packed output may hold. */
const packedLimits = { files: 200_000, bytes: 64 * 1024 ** 3 };

/** The event's payload, as the runner left it. */
function readEvent(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Checkouts should not keep the token, so git gets it for its own calls. GitLab's checkout has the job's token in its address,
 * which may rarely push: a token that was given to us goes before it.
 */
function gitCredentials({ forge, serverUrl, token }: Runner): Pick<GitOptions, 'credentials'> {
  if (forge === 'local' || !serverUrl || !token || (forge === 'gitlab' && token.kind === 'job')) return {};
  const url = serverUrl.endsWith('/') ? serverUrl : `${serverUrl}/`;
  const username = forge === 'gitlab' ? 'oauth2' : 'x-access-token';
  return { credentials: { url, username, password: token.value } };
}

/** On a developer's machine issues are files below `root`; a job whose token is missing keeps none. */
async function makeForge(runner: Runner, root: string): Promise<Forge> {
  const { repository = '', serverUrl = '', apiUrl = '', token, projectId = '' } = runner;
  if (token && runner.forge === 'github') {
    const { githubForge } = await import('@weighbridge/forge/github');
    return githubForge({ token: token.value, apiUrl, serverUrl, repository });
  }
  if (token && runner.forge === 'gitea') {
    const { giteaForge } = await import('@weighbridge/forge/gitea');
    return giteaForge({ token: token.value, apiUrl, serverUrl, repository });
  }
  if (token && runner.forge === 'gitlab') {
    const { gitlabForge } = await import('@weighbridge/forge/gitlab');
    return gitlabForge({ token, apiUrl, serverUrl, repository, projectId });
  }
  const { localForge } = await import('@weighbridge/forge');
  return localForge({ repository, ...(runner.forge === 'local' ? { root } : {}) });
}

/**
 * GitHub's artifact client refuses servers by their name and uses the name for nothing else. Gitea and Forgejo have the
 * service that it speaks to, at the address that the runner gives. By now the runner's own word has been read.
 */
const knownServer = 'https://github.com';

/** Checkpoints and outputs of a training travel as artifacts, too. */
const transportLimits = { files: 100, bytes: 2 * 1024 ** 3 };

/** Artifacts only where the runner gives an action their service; elsewhere the files stay where they are. */
async function makeTransport(runner: Runner, { env, log }: Shell): Promise<Transport> {
  const hasService = env['ACTIONS_RUNTIME_TOKEN'] && env['ACTIONS_RESULTS_URL'];
  if (hasService && (runner.kind === 'githubActions' || runner.kind === 'giteaActions')) {
    if (runner.kind === 'giteaActions') env['GITHUB_SERVER_URL'] = knownServer;
    const { artifactTransport } = await import('@weighbridge/store/artifacts');
    return artifactTransport({ limits: transportLimits, onUnsupported: (message) => log.warn(message) });
  }
  const { filesTransport } = await import('@weighbridge/store');
  return filesTransport();
}

/** Kept predictions: in CI inside the run's artifact, on a developer's machine in a folder that git ignores. */
async function makeStore(runner: Runner, repository: Repository | undefined, root: string): Promise<Store> {
  const { folderStore, artifactStore } = await import('@weighbridge/store');
  return runner.kind === 'local'
    ? folderStore(join(repository?.root ?? root, '.weighbridge', 'store'))
    : artifactStore();
}
