import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Context } from '@weighbridge/command';
import { digestOutput } from '@weighbridge/compute';
import type { Forge, Ledger, MachineFacts, Runner, Store, StorePolicy } from '@weighbridge/core';
import { localForge } from '@weighbridge/forge';
import { gitRepository } from '@weighbridge/git';
import { artifactStore, folderPacking, folderStore, readArchive } from '@weighbridge/store';
import { addArtifact, type ForgeState, gitFixtureEnv, zipFixture } from '@weighbridge/testing';
import { dataFiles } from '../../src/data-files.ts';
import { evidencePort } from '../../src/evidence.ts';

/** A machine as the tests' training would find it. */
export const machine: MachineFacts = {
  os: 'linux',
  cores: 2,
  memoryBytes: 8e9,
  gpu: { devices: [] },
  interpreter: 'Python 3.11.9',
};

/** A developer's machine. */
export const atHome: Runner = { kind: 'local', forge: 'local', occasion: { kind: 'other', event: 'local' } };

/** A job of a run of the fake GitHub. */
export function inRun(id: number, occasion: Runner['occasion'], job = 'model'): Runner {
  const run = { id: String(id), attempt: 1, job };
  return { kind: 'githubActions', forge: 'github', repository: 'acme/models', defaultBranch: 'main', occasion, run };
}

export interface Place {
  readonly root: string;
  readonly runner: Runner;
  readonly forge?: Forge;
  readonly ledger?: Ledger;
  /** The forge whose run takes what is published. */
  readonly state?: ForgeState;
  /** Where outputs are kept, other than by the runner. */
  readonly bucket?: Store;
}

/** Real adapters around one checkout, and what it said. */
export function workplace({
  root,
  runner,
  forge,
  ledger,
  state,
  bucket,
}: Place): Context & { readonly said: string[] } {
  const said: string[] = [];
  const store = runner.kind === 'local' ? folderStore(join(root, '.weighbridge', 'store')) : artifactStore();
  return {
    said,
    root,
    runner,
    forge: forge ?? localForge({ repository: 'acme/models' }),
    repository: gitRepository(root, { env: gitFixtureEnv }),
    ledger,
    tags: undefined,
    branches: undefined,
    documents: undefined,
    commitFile: undefined,
    tracker: () => Promise.reject(new Error('no registry is asked here')),
    store,
    openStore: (_policy: StorePolicy) => Promise.resolve(bucket ?? store),
    transport: {
      publish: async (name, folder, files) => {
        const entries = files.map((path) => ({ name: relative(folder, path), content: readFileSync(path) }));
        if (state) addArtifact(state, Number(runner.run?.id), name, zipFixture(entries));
      },
      collect: (prefix, folder) => collect(state, { run: Number(runner.run?.id), prefix, folder }),
    },
    evidence: evidencePort({}),
    serving: () => Promise.reject(new Error('nothing is served here')),
    live: () => Promise.reject(new Error('nothing is served here')),
    checkServed: () => Promise.reject(new Error('nothing is served here')),
    unpack: readArchive,
    packing: folderPacking({ files: 1000, bytes: 1e9 }),
    data: dataFiles({}),
    tables: () => Promise.reject(new Error('no table is opened here')),
    history: () => Promise.reject(new Error('nothing is counted here')),
    objects: () => Promise.reject(new Error('no bucket is read here')),
    compute: () =>
      Promise.resolve({
        kind: 'local',
        facts: () => Promise.resolve(machine),
        run: () => Promise.reject(new Error('nothing is run here')),
        refused: () => [],
        variables: () => ({}),
        digest: digestOutput,
      }),
    notify: {
      send: () => Promise.reject(new Error('nobody is told here')),
      export: () => Promise.reject(new Error('nobody is told here')),
    },
    log: { info: (line) => said.push(line), warn: (line) => said.push(`warning: ${line}`) },
    now: () => new Date('2026-11-22T12:00:00Z'),
    processes: { own: 1, host: 'here', isAlive: () => false },
    version: '0.1.0',
    idKey: undefined,
  };
}

/** What this run's jobs have published, laid out as the artifact service's client does. */
async function collect(
  state: ForgeState | undefined,
  { run, prefix, folder }: { readonly run: number; readonly prefix: string; readonly folder: string },
): Promise<readonly string[]> {
  const own = state?.artifacts.filter((artifact) => artifact.run === run && artifact.name.startsWith(prefix)) ?? [];
  for (const { name, bytes } of own) {
    for (const [path, content] of await readArchive(bytes)) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), content);
    }
  }
  return own.map(({ name }) => name);
}
