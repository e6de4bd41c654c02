import { chmodSync } from 'node:fs';
import { bareFixture, type GitFixture, gitFixture, gitFixtureEnv, recordFixture } from '@weighbridge/testing';
import { documentsContract } from '@weighbridge/testing/documents-contract';
import { afterEach, describe, expect, it } from 'vitest';
import { openLedger } from '../ledger/open-ledger.ts';
import { openDocuments } from './open-documents.ts';

const made: GitFixture[] = [];
afterEach(() => {
  for (const fixture of made.splice(0)) fixture.remove();
});

function keep(fixture: GitFixture): GitFixture {
  made.push(fixture);
  return fixture;
}

const options = { env: gitFixtureEnv };

function withRemote() {
  const bare = keep(bareFixture());
  const repo = keep(gitFixture());
  repo.commit('code');
  repo.git('remote', 'add', 'origin', `file://${bare.root}`);
  return { repo, bare, open: () => openDocuments(repo.root, options) };
}

function withoutRemote() {
  const repo = keep(gitFixture());
  repo.commit('code');
  return { open: () => openDocuments(repo.root, options) };
}

documentsContract('documents with a remote', withRemote);
documentsContract('documents without a remote', withoutRemote);

describe('documents', () => {
  it('lie beside the ledger and are none of its entries', async () => {
    const { repo, bare, open } = withRemote();
    const refused: string[] = [];
    const ledger = await openLedger(repo.root, { ...options, onRefused: (path) => refused.push(path) });
    const documents = await open();
    await documents.write('churn/0.json', '{}', undefined);
    await ledger.append(recordFixture());
    await ledger.append(recordFixture({ model: '.state/churn' }));
    await ledger.append(recordFixture({ model: '.state' }));
    await documents.write('churn/1.json', '{}', undefined);
    for (const model of ['churn', '.state', '.state/churn']) expect(await ledger.entries(model)).toHaveLength(1);
    expect(refused).toEqual([]);
    expect(bare.git('ls-tree', '-r', '--name-only', 'weighbridge/ledger').split('\n')).toHaveLength(5);
    expect((await documents.read('churn/0.json'))?.text).toBe('{}');
  });

  it('that others change all the time are given up after a while, and say so', async () => {
    const { repo, bare } = withRemote();
    const other = openDocuments(repo.root, options);
    await other.write('other.json', '0', undefined);
    // Each push of ours is overtaken: a hook of the server moves the branch first.
    bare.write({
      'hooks/pre-receive':
        '#!/bin/sh\nref=refs/heads/weighbridge/ledger\nunset GIT_QUARANTINE_PATH\ngit update-ref $ref $(git -c user.name=a -c user.email=a@b commit-tree -p $ref -m x $ref^{tree})\n',
    });
    bare.git('config', 'core.hooksPath', `${bare.root}/hooks`);
    chmodSync(`${bare.root}/hooks/pre-receive`, 0o755);
    const lost: number[] = [];
    const documents = openDocuments(repo.root, { ...options, attempts: 3, onLostRace: (n) => lost.push(n) });
    await expect(documents.write('rollouts/churn.json', 'x', undefined)).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB6411',
    });
    expect(lost).toEqual([1, 2, 3]);
  });

  it.each([withRemote, withoutRemote])('of more than 1 MiB are neither read nor written (%o)', async (make) => {
    const documents = make().open();
    const most = 'x'.repeat(1024 * 1024);
    await documents.write('rollouts/churn.json', most, undefined);
    expect((await documents.read('rollouts/churn.json'))?.text).toHaveLength(most.length);
    await expect(documents.write('rollouts/fraud.json', `${most}x`, undefined)).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB6414',
      message: expect.stringContaining('rollouts/fraud.json'),
    });
    expect(await documents.read('rollouts/fraud.json')).toBeUndefined();
  });

  it('that somebody else pushed too large are refused by their name', async () => {
    const { bare, open } = withRemote();
    const other = keep(gitFixture());
    other.commit('by hand', { '.state/rollouts/churn.json': 'x'.repeat(1024 * 1024 + 1), '.state/serving.json': '{}' });
    other.git('push', '-q', `file://${bare.root}`, 'HEAD:refs/heads/weighbridge/ledger');
    await expect(open().read('rollouts/churn.json')).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB6414',
      message: expect.stringContaining('rollouts/churn.json'),
    });
    expect((await open().read('serving.json'))?.text).toBe('{}');
  });

  it.each(['', '/x', '../x', 'a/../b', 'a//b', '.hidden', 'a/.b', 'a b', 'x\ny'])('are not at %j', async (path) => {
    const documents = await withoutRemote().open();
    await expect(documents.read(path)).rejects.toThrow(/not a path/);
    await expect(documents.write(path, 'x', undefined)).rejects.toThrow(/not a path/);
  });
});
