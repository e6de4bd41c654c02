import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Context } from '@weighbridge/command';
import type { Forge, Repository, Runner, Store, Transport } from '@weighbridge/core';
import { detectRunner } from '@weighbridge/forge';
import type { GitOptions } from '@weighbridge/git';
import { dataFiles } from './data-files.ts';
import type { Shell } from './shell/shell.ts';
import { version } from './version.ts';

/** Builds the adapters that this runner and forge call for. Nothing is asked of the network here. */
export async function makeContext(shell: Shell): Promise<Context> {
  const { env, log } = shell;
  const runner = detectRunner(env, readEvent);
  const git: GitOptions = { env, ...gitCredentials(runner) };
  const { openRepository, openLedger } = await import('@weighbridge/git');
  const repository = await openRepository(process.cwd(), git);
  const root = resolve(process.cwd());
  return {
    root,
    runner,
    forge: await makeForge(runner),
    repository,
    ledger: repository && (await openLedger(repository.root, { ...git, onRefused: refused(shell) })),
    store: await makeStore(runner, repository, root),
    transport: await makeTransport(runner, shell),
    unpack: async (archive) => (await import('@weighbridge/store')).readArchive(archive),
    data: dataFiles,
    tables: async () => (await import('./engines.ts')).tableEngine(shell),
    compute: async () => (await import('./engines.ts')).compute(shell),
    log,
    now: () => new Date(),
    version,
    idKey: env['WEIGHBRIDGE_ID_KEY'] || undefined,
  };
}

/** The event's payload, as the runner left it. */
function readEvent(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function refused({ log }: Shell): (path: string, why: string) => void {
  return (path, why) => log.warn(`The ledger's ${path} was passed over: ${why}.`);
}

/** Checkouts should not keep the token, so git gets it for its own calls; GitLab's checkout has one in the address. */
function gitCredentials({ forge, serverUrl, token }: Runner): Pick<GitOptions, 'credentials'> {
  if ((forge !== 'github' && forge !== 'gitea') || !serverUrl || !token) return {};
  const url = serverUrl.endsWith('/') ? serverUrl : `${serverUrl}/`;
  return { credentials: { url, username: 'x-access-token', password: token.value } };
}

async function makeForge(runner: Runner): Promise<Forge> {
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
  return localForge({ repository });
}

/**
 * GitHub's artifact client refuses servers by their name and uses the name for nothing else. Gitea and Forgejo have the
 * service that it speaks to, at the address that the runner gives. By now the runner's own word has been read.
 */
const knownServer = 'https://github.com';

/** Artifacts only where the runner gives an action their service; elsewhere the files stay where they are. */
async function makeTransport(runner: Runner, { env, log }: Shell): Promise<Transport> {
  const hasService = env['ACTIONS_RUNTIME_TOKEN'] && env['ACTIONS_RESULTS_URL'];
  if (hasService && (runner.kind === 'githubActions' || runner.kind === 'giteaActions')) {
    if (runner.kind === 'giteaActions') env['GITHUB_SERVER_URL'] = knownServer;
    const { artifactTransport } = await import('@weighbridge/store/artifacts');
    return artifactTransport({ onUnsupported: (message) => log.warn(message) });
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
