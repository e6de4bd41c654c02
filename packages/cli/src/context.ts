import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Context } from '@weighbridge/command';
import type { Forge, Repository, Runner, Store, Transport } from '@weighbridge/core';
import { detectRunner } from '@weighbridge/forge';
import { dataFiles } from './data-files.ts';
import type { Shell } from './shell/shell.ts';
import { version } from './version.ts';

/** Builds the adapters that this runner and forge call for. Nothing is asked of the network here. */
export async function makeContext(shell: Shell): Promise<Context> {
  const { env } = shell;
  const root = resolve(env['GITHUB_WORKSPACE'] && env['GITHUB_ACTIONS'] ? env['GITHUB_WORKSPACE'] : process.cwd());
  const runner = detectRunner(env, readEvent);
  const [forge, repository, transport] = await Promise.all([
    makeForge(runner),
    openRepository(root),
    makeTransport(runner, env),
  ]);
  const store = await makeStore(runner, repository);
  const ledger = repository ? await openLedger(repository.root) : undefined;
  return {
    root,
    runner,
    forge,
    repository,
    ledger,
    store,
    transport,
    data: dataFiles,
    log: shell.log,
    now: () => new Date(),
    version,
    idKey: env['WEIGHBRIDGE_ID_KEY'],
  };
}

/** The event's payload, as the runner left it; undefined when there is none. */
function readEvent(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

async function makeForge(runner: Runner): Promise<Forge> {
  const { repository = '', serverUrl = '', apiUrl = '', token, projectId = '' } = runner;
  if (runner.forge === 'github' && token)
    return (await import('@weighbridge/forge/github')).githubForge({
      token: token.value,
      apiUrl,
      serverUrl,
      repository,
    });
  if (runner.forge === 'gitea' && token)
    return (await import('@weighbridge/forge/gitea')).giteaForge({ token: token.value, apiUrl, serverUrl, repository });
  if (runner.forge === 'gitlab' && token)
    return (await import('@weighbridge/forge/gitlab')).gitlabForge({ token, apiUrl, serverUrl, repository, projectId });
  const { localForge } = await import('@weighbridge/forge');
  return localForge({ repository });
}

async function openRepository(root: string): Promise<Repository | undefined> {
  const { gitRepository } = await import('@weighbridge/git');
  return gitRepository(root);
}

async function openLedger(root: string): Promise<Context['ledger']> {
  const { gitLedger } = await import('@weighbridge/git');
  return gitLedger(root);
}

/** Artifacts only where the runner gives an action their service; elsewhere the files stay where they are. */
async function makeTransport(runner: Runner, env: NodeJS.ProcessEnv): Promise<Transport> {
  const store = await import('@weighbridge/store');
  const hasService = Boolean(env['ACTIONS_RUNTIME_TOKEN'] && env['ACTIONS_RESULTS_URL']);
  if (!hasService || runner.kind === 'local' || runner.kind === 'gitlabCi') return store.filesTransport();
  return (await import('@weighbridge/store/artifacts')).artifactTransport();
}

/** Kept predictions: in CI inside the run's artifact, on a developer's machine beside the repository's objects. */
async function makeStore(runner: Runner, repository: Repository | undefined): Promise<Store | undefined> {
  const { folderStore, artifactStore } = await import('@weighbridge/store');
  if (runner.kind !== 'local') return artifactStore();
  return repository ? folderStore(join(repository.root, '.git', 'weighbridge', 'store')) : undefined;
}
