import { chmodSync } from 'node:fs';
import { bareFixture, type GitFixture, gitFixture, gitFixtureEnv, recordFixture } from '@weighbridge/testing';
import { type LedgerUnderTest, ledgerContract } from '@weighbridge/testing/ledger-contract';
import { afterEach, describe, expect, it } from 'vitest';
import { gitLedger } from './git-ledger.ts';
import { openLedger } from './open-ledger.ts';

const made: GitFixture[] = [];
afterEach(() => {
  for (const fixture of made.splice(0)) fixture.remove();
});

function keep(fixture: GitFixture): GitFixture {
  made.push(fixture);
  return fixture;
}

const branch = 'weighbridge/ledger';

/** A repository with a commit, and its bare remote. */
function repositoryWithRemote() {
  const bare = keep(bareFixture());
  const repo = keep(gitFixture());
  repo.commit('code', { 'train.py': 'x' });
  repo.git('remote', 'add', 'origin', `file://${bare.root}`);
  repo.git('push', '-q', 'origin', 'main');
  return { bare, repo };
}

/** Edits a file on the ledger branch of `repo` through a second working tree. */
function editIn(repo: GitFixture, path: string, change: (text: string) => string): void {
  const text = repo.git('show', `${branch}:${path}`);
  const folder = keep(repo.clone(`--branch=${branch}`));
  folder.commit('by hand', { [path]: change(text) });
  folder.git('push', '-q', 'origin', branch);
}

function withRemote(): LedgerUnderTest {
  const { bare, repo } = repositoryWithRemote();
  return {
    open: (options) => gitLedger(repo.root, { env: gitFixtureEnv, remote: 'origin', ...options }),
    edit: (path, change) => editIn(bare, path, change),
  };
}

function withoutRemote(): LedgerUnderTest {
  const repo = keep(gitFixture());
  repo.commit('code');
  return {
    open: (options) => gitLedger(repo.root, { env: gitFixtureEnv, ...options }),
    edit: (path, change) => editIn(repo, path, change),
  };
}

ledgerContract('gitLedger with a remote', withRemote);
ledgerContract('gitLedger without a remote', withoutRemote);

describe('gitLedger', () => {
  it('is an orphan branch with small files, and leaves the clone whole', async () => {
    const { bare, repo } = repositoryWithRemote();
    const ledger = gitLedger(repo.root, { env: gitFixtureEnv, remote: 'origin' });
    const config = repo.git('config', '--local', '--list');
    await ledger.append(recordFixture());
    await ledger.append(recordFixture({ value: 0.8, slices: 900 }));
    await ledger.entries('churn');
    expect(bare.git('rev-list', '--count', branch)).toBe('2');
    expect(() => bare.git('merge-base', branch, 'main')).toThrow();
    const sizes = bare
      .git('ls-tree', '-r', '-l', branch)
      .split('\n')
      .filter((line) => !line.endsWith('.record.json'));
    expect(sizes.map((line) => Number(line.split(/\s+/)[3]) <= 65_536)).toEqual([true, true]);
    expect(repo.git('rev-parse', '--is-shallow-repository')).toBe('false');
    expect(repo.git('config', '--local', '--list')).toBe(config);
    expect(repo.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\nrefs/remotes/origin/main');
  });

  it('reads from a server that does not filter', async () => {
    const { bare, repo } = repositoryWithRemote();
    bare.git('config', 'uploadpack.allowFilter', 'false');
    const ledger = gitLedger(repo.root, { env: gitFixtureEnv, remote: 'origin' });
    await ledger.append(recordFixture());
    expect(await ledger.entries('churn')).toHaveLength(1);
  });

  it('tells a ledger that cannot be reached from one that is not there', async () => {
    const { repo } = repositoryWithRemote();
    const ledger = gitLedger(repo.root, { env: gitFixtureEnv, remote: 'origin' });
    expect(await ledger.entries('churn')).toBeUndefined();
    repo.git('remote', 'set-url', 'origin', 'https://user:secret@127.0.0.1:9/none');
    const failure = await ledger.entries('churn').catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ServiceError', code: 'WB4101' });
    expect(String(failure)).not.toMatch(/secret/);
  });

  it('says which permission is missing when the server refuses the branch', async () => {
    const { bare, repo } = repositoryWithRemote();
    bare.write({ 'hooks/pre-receive': '#!/bin/sh\nexit 1\n' });
    bare.git('config', 'core.hooksPath', `${bare.root}/hooks`);
    chmodSync(`${bare.root}/hooks/pre-receive`, 0o755);
    const ledger = gitLedger(repo.root, { env: gitFixtureEnv, remote: 'origin' });
    await expect(ledger.append(recordFixture())).rejects.toMatchObject({
      name: 'PermissionError',
      needed: 'contents: write',
    });
  });

  it('is opened on the remote, and in the repository itself when it has none', async () => {
    const { bare, repo } = repositoryWithRemote();
    await (await openLedger(repo.root, { env: gitFixtureEnv })).append(recordFixture());
    expect(bare.git('rev-list', '--count', branch)).toBe('1');
    const alone = keep(gitFixture());
    await (await openLedger(alone.root, { env: gitFixtureEnv })).append(recordFixture());
    expect(alone.git('rev-list', '--count', branch)).toBe('1');
  });

  it('takes no branch or remote for an option', () => {
    expect(() => gitLedger('.', { env: {}, branch: '--force' })).toThrow(/not a name/);
    expect(() => gitLedger('.', { env: {}, remote: '--upload-pack=x' })).toThrow(/not a name/);
  });
});
