import { gitLedger, gitRepository } from '@weighbridge/git';
import {
  bareFixture,
  type GitFixture,
  type GitServer,
  gitFixture,
  gitFixtureEnv,
  gitServer,
  recordFixture,
} from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let bare: GitFixture;
let repo: GitFixture;
let server: GitServer;
beforeEach(async () => {
  bare = bareFixture();
  repo = gitFixture();
  repo.commit('code');
  repo.git('push', '-q', `file://${bare.root}`, 'main');
  server = await gitServer(bare.root, { reader: 'read-secret', writer: 'write-secret' });
  repo.git('remote', 'add', 'origin', server.url);
});
afterEach(async () => {
  await server.close();
  repo.remove();
  bare.remove();
});

const options = (password: string) => ({
  env: gitFixtureEnv,
  remote: 'origin',
  credentials: { url: server.url, username: 'x-access-token', password },
});

describe('git over HTTP', () => {
  it('appends and reads with a token that may write', async () => {
    const ledger = gitLedger(repo.root, options('write-secret'));
    await ledger.append(recordFixture());
    await ledger.append(recordFixture({ value: 0.8 }));
    expect(await gitLedger(repo.root, options('read-secret')).entries('churn')).toHaveLength(2);
    expect(repo.git('config', '--local', '--list')).not.toMatch(/secret|extraheader/i);
  });

  it('takes the header that a checkout step left in the repository’s configuration', async () => {
    const basic = Buffer.from('x-access-token:write-secret').toString('base64');
    repo.git('config', `http.${server.url}.extraheader`, `AUTHORIZATION: basic ${basic}`);
    await gitLedger(repo.root, { env: gitFixtureEnv, remote: 'origin' }).append(recordFixture());
    expect(bare.git('rev-list', '--count', 'weighbridge/ledger')).toBe('1');
  });

  it('sends its own token instead of the one that a checkout step left, never both', async () => {
    const left = Buffer.from('x-access-token:read-secret').toString('base64');
    const origin = new URL('/', server.url).href;
    repo.git('config', `http.${origin}.extraheader`, `AUTHORIZATION: basic ${left}`);
    const credentials = { url: origin, username: 'x-access-token', password: 'write-secret' };
    await gitLedger(repo.root, { env: gitFixtureEnv, remote: 'origin', credentials }).append(recordFixture());
    const repository = gitRepository(repo.root, { env: gitFixtureEnv, credentials });
    expect(await repository.fetch(bare.git('rev-parse', 'weighbridge/ledger'), 1)).toBe(true);
  });

  it.each([
    ['a token that may only read', 'read-secret', 'contents: write', 'git push of the ledger'],
    ['a token that may not even read', 'wrong-secret', 'contents: read', 'git fetch of the ledger'],
  ])('says which permission %s lacks, without the token', async (_name, password, needed, call) => {
    const failure: unknown = await gitLedger(repo.root, options(password))
      .append(recordFixture())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'PermissionError', needed, call });
    expect(JSON.stringify(failure) + String(failure) + String(failure instanceof Error && failure.cause)).not.toMatch(
      /secret|Basic/,
    );
  });

  it('fetches a commit for a shallow clone', async () => {
    const second = repo.commit('second');
    repo.git('push', '-q', `file://${bare.root}`, 'main');
    const first = repo.git('rev-parse', 'HEAD~1');
    const clone = bare.clone('--depth=1');
    try {
      clone.git('remote', 'set-url', 'origin', server.url);
      const repository = gitRepository(clone.root, options('read-secret'));
      expect([await repository.head(), await repository.has(first)]).toEqual([second, false]);
      expect([await repository.fetch(first, 1), await repository.has(first)]).toEqual([true, true]);
      expect(await gitRepository(clone.root, options('wrong-secret')).fetch(first, 1)).toBe(false);
    } finally {
      clone.remove();
    }
  });
});
