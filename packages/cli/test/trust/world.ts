import { createHash, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { Context } from '@weighbridge/command';
import { digestOutput } from '@weighbridge/compute';
import { type LedgerEntry, type Runner, type RunRecord, recordDigest, statementOf } from '@weighbridge/core';
import { keySigner } from '@weighbridge/evidence';
import { githubForge } from '@weighbridge/forge/github';
import {
  addArtifact,
  addRun,
  emptyState,
  type FakeRun,
  type FakeServer,
  type Files,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  gitFixture,
  type MemoryFiles,
  memoryLedger,
  pushHistory,
  recordFixture,
  zipFixture,
} from '@weighbridge/testing';
import { inRun, workplace } from '../reuse/workplace.ts';

export const sha256 = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A key pair as PEM. */
export function keyPair(): { readonly key: string; readonly pub: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    pub: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** A repository whose main branch trusts a key, a ledger that anybody may write to, and a forge. */
export interface World {
  readonly git: GitFixture;
  readonly ledger: MemoryFiles;
  readonly state: ForgeState;
  readonly server: FakeServer;
  readonly commit: string;
  readonly key: string;
  close(): Promise<void>;
}

export const policyText = `version: 1
attest: { by: key, keys: [keys/weighbridge.pub] }
models:
  churn:
    data: {}
    train: { run: python train.py, outputs: { model: model/, predictions: predictions.csv } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: accuracy, min: 0.5 }]
`;

export async function openWorld(files: Files = {}): Promise<World> {
  const git = gitFixture();
  const { key, pub } = keyPair();
  const commit = git.commit('main', {
    'weighbridge.yml': policyText,
    'keys/weighbridge.pub': pub,
    '.gitignore': 'model/\n',
    ...files,
  });
  git.write({ 'model/weights.bin': 'weights\n'.repeat(100), 'model/deep/config.json': '{}' });
  const state = emptyState();
  pushHistory(state, git);
  state.tokens.set('a-token', { kind: 'job', login: 'bot', permissions: { contents: 'read', actions: 'read' } });
  state.tokens.set('a-blind-token', { kind: 'job', login: 'bot', permissions: { contents: 'read' } });
  const server = await fakeGithub(state);
  const close = async (): Promise<void> => {
    await server.close();
    git.remove();
  };
  return { git, ledger: new Map(), state, server, commit, key, close };
}

/** A job on the default branch, or on a change. */
export function jobOf(world: World, more: { runner?: Runner; token?: string; forge?: Context['forge'] } = {}): Context {
  const push = { kind: 'push', branch: 'main', forced: false, isDefault: true } as const;
  const { server, git } = world;
  const forge = githubForge({
    token: more.token ?? 'a-token',
    apiUrl: server.url,
    serverUrl: 'https://github.com',
    repository: 'acme/models',
    network: { tries: 1 },
  });
  return workplace({
    root: git.root,
    runner: more.runner ?? inRun(1, push),
    forge: more.forge ?? forge,
    ledger: memoryLedger(world.ledger),
  });
}

/** What was weighed on the main branch: the model that lies there, by the policy that lies there. */
export async function weighed(world: World, run: Partial<FakeRun> = {}): Promise<RunRecord> {
  const { digest, bytes } = await digestOutput(join(world.git.root, 'model'));
  const { id } = addRun(world.state, { commit: world.commit, ...run });
  const record = recordFixture({ commit: world.commit, run: String(id) });
  return {
    ...record,
    training: { command: 'x', environment: {}, outputs: [{ name: 'model', path: 'model/', digest, bytes }] },
    ...(record.verdict ? { verdict: { ...record.verdict, policy: sha256(policyText) } } : {}),
  };
}

/** The record as an artifact of the run that it names. */
export function publish(world: World, record: RunRecord, name = 'wb-churn-gate-model-1'): void {
  const run = Number(record.subject.run?.id);
  addArtifact(world.state, run, name, zipFixture([{ name: 'section.json', content: JSON.stringify(record) }]));
}

export function sign(
  record: RunRecord,
  key: string,
  bytes = record.training?.outputs[0]?.digest ?? '',
): Promise<string> {
  return keySigner(key).sign(
    statementOf(record, {
      bytes,
      record: recordDigest(record, sha256),
      policy: record.verdict?.policy ?? '',
      repository: 'acme/models',
      commit: record.subject.head ?? '',
    }),
  );
}

/** The entry as it comes back out of the ledger. */
export async function entryOf(world: World, record: RunRecord, attestation?: string): Promise<LedgerEntry> {
  const ledger = memoryLedger(world.ledger);
  const digest = await ledger.append(record, attestation);
  const entry = (await ledger.entries('churn'))?.find((each) => each.digest === digest);
  if (!entry) throw new Error('the ledger lost an entry');
  return entry;
}
