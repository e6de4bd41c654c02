import { chmodSync, readFileSync } from 'node:fs';
import { openTags } from '@weighbridge/git';
import {
  bareFixture,
  type GitFixture,
  type GitServer,
  gitFixture,
  gitFixtureEnv,
  gitServer,
} from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let bare: GitFixture;
let repo: GitFixture;
let server: GitServer;
let commit: string;
beforeEach(async () => {
  bare = bareFixture();
  repo = gitFixture();
  commit = repo.commit('code', { 'train.py': 'x', 'data/rows.csv': '1,2,3\n'.repeat(10_000) });
  repo.commit('later', { 'train.py': 'y' });
  repo.git('push', '-q', `file://${bare.root}`, 'main');
  server = await gitServer(bare.root, { reader: 'read-secret', writer: 'write-secret' });
  repo.git('remote', 'add', 'origin', server.url);
});
afterEach(async () => {
  await server.close();
  repo.remove();
  bare.remove();
});

const at = new Date('2026-11-22T12:00:00Z');

function tags(password: string, env = gitFixtureEnv) {
  return openTags(repo.root, { env, credentials: { url: server.url, username: 'x-access-token', password } });
}

describe('tags over HTTP', () => {
  it('are made and listed with a token that may write, and the clone stays as it was', async () => {
    const before = [repo.git('show-ref'), repo.git('config', '--local', '--list'), repo.git('count-objects')];
    const own = tags('write-secret');
    expect(await own.create({ name: 'churn@v1.0.0', commit, message: 'first', at })).toBe('created');
    expect(await own.create({ name: 'churn@v1.0.0', commit, message: 'again', at })).toBe('exists');
    expect((await tags('read-secret').list('churn@')).map((tag) => tag.commit)).toEqual([commit]);
    expect([repo.git('show-ref'), repo.git('config', '--local', '--list'), repo.git('count-objects')]).toEqual(before);
    expect(bare.git('fsck', '--strict')).not.toMatch(/error|missing/);
  });

  it('on an old commit bring none of its files here', async () => {
    const trace = `${repo.root}/trace.txt`;
    const own = tags('write-secret', { ...gitFixtureEnv, GIT_TRACE: trace });
    expect(await own.create({ name: 'churn@v1.0.0', commit, message: 'first', at })).toBe('created');
    const fetches = readFileSync(trace, 'utf8').match(/built-in: git fetch .*/gu) ?? [];
    expect(fetches.length).toBeGreaterThan(0);
    expect(fetches.filter((line) => !/--negotiate-only|--filter=(?:tree:0|blob:none)/u.test(line))).toEqual([]);
  });

  it.each([
    ['a token that may only read', 'read-secret', 'contents: write', 'git push of the tag churn@v1.0.0'],
    ['a token that may not even read', 'wrong-secret', 'contents: read', 'git fetch of the tags'],
  ])('say which permission %s lacks, without the token', async (_name, password, needed, call) => {
    const failure: unknown = await tags(password)
      .create({ name: 'churn@v1.0.0', commit, message: 'first', at })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'PermissionError', needed, call });
    expect(JSON.stringify(failure) + String(failure) + String(failure instanceof Error && failure.cause)).not.toMatch(
      /secret|Basic/,
    );
    expect(bare.git('tag')).toBe('');
  });

  it('may be protected by the server', async () => {
    bare.write({ 'hooks/update': '#!/bin/sh\necho protected tag >&2\nexit 1\n' });
    bare.git('config', 'core.hooksPath', `${bare.root}/hooks`);
    chmodSync(`${bare.root}/hooks/update`, 0o755);
    await expect(
      tags('write-secret').create({ name: 'churn@v1.0.0', commit, message: 'first', at }),
    ).rejects.toMatchObject({ name: 'PermissionError', needed: 'contents: write' });
  });

  it('are not there when the server is not, and that is no answer', async () => {
    const own = tags('write-secret');
    await server.close();
    await expect(own.list('churn')).rejects.toMatchObject({ name: 'ServiceError', code: 'WB4101' });
    await expect(own.create({ name: 'churn@v1.0.0', commit, message: 'first', at })).rejects.toMatchObject({
      name: 'ServiceError',
    });
  });
});
