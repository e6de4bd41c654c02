import { basename, dirname } from 'node:path';
import { openCommitFile } from '@weighbridge/git';
import { bareFixture, type GitFixture, type GitServer, gitFixture, gitFixtureEnv, gitHost } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let bare: GitFixture;
let repo: GitFixture;
let server: GitServer;
let other: GitServer;
/** Passwords that each server was shown. */
let shown: { readonly own: Set<string>; readonly other: Set<string> };
beforeEach(async () => {
  bare = bareFixture();
  repo = gitFixture();
  repo.commit('manifests', { 'values.yaml': 'version: v1.0.0\n' });
  repo.git('push', '-q', `file://${bare.root}`, 'main');
  shown = { own: new Set(), other: new Set() };
  const host = (seen: Set<string>, writer: string) =>
    gitHost(dirname(bare.root), ({ password, writes }) => {
      if (password !== undefined) seen.add(password);
      if (password === undefined) return 401;
      return writes && password !== writer ? 403 : 200;
    });
  server = await host(shown.own, 'job-secret');
  other = await host(shown.other, 'gitops-secret');
});
afterEach(async () => {
  await server.close();
  await other.close();
  repo.remove();
  bare.remove();
});

function commit(at: GitServer, token?: string) {
  const credentials = { url: server.url, username: 'x-access-token', password: 'job-secret' };
  const commitFile = openCommitFile(repo.root, { env: gitFixtureEnv, credentials, token });
  const repository = `${at.url}/${basename(bare.root)}`;
  return commitFile({
    repository,
    branch: 'main',
    path: 'values.yaml',
    change: (text) => text.replace('v1.0.0', 'v1.1.0'),
    message: 'v1.1.0',
    at: new Date('2026-11-22T12:00:00Z'),
  });
}

describe('a manifest over HTTP', () => {
  it('on the job’s own host is changed with the job’s token', async () => {
    expect(await commit(server)).toBe(bare.git('rev-parse', 'main'));
  });

  it('on another host is changed with the token for it; the job’s own never goes there', async () => {
    expect(await commit(other, 'gitops-secret')).toBe(bare.git('rev-parse', 'main'));
    expect([...shown.other]).toEqual(['gitops-secret']);
    expect([...shown.own]).toEqual([]);
  });

  it('on another host without a token for it is not reached, and the job’s own is not tried', async () => {
    const failure: unknown = await commit(other).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'PermissionError',
      needed: 'contents: read',
      call: 'git fetch of values.yaml',
    });
    expect([...shown.other]).toEqual([]);
  });

  it('says which permission is missing, and repeats no token', async () => {
    const failure: unknown = await commit(other, 'read-secret').catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'PermissionError',
      needed: 'contents: write',
      call: 'git push of values.yaml',
    });
    const cause = failure instanceof Error ? failure.cause : undefined;
    expect(`${JSON.stringify(failure)} ${String(failure)} ${String(cause)}`).not.toMatch(/secret|Basic/);
  });

  it('in a repository that is not there is the user’s to change', async () => {
    const commitFile = openCommitFile(repo.root, { env: gitFixtureEnv, token: 'gitops-secret' });
    const wish = { branch: 'main', path: 'values.yaml', change: () => 'x', message: 'x', at: new Date(0) };
    await expect(commitFile({ ...wish, repository: `${other.url}/nothing.git` })).rejects.toMatchObject({
      code: 'WB6405',
    });
  });

  it('when the server is away is a failure of the service', async () => {
    await other.close();
    await expect(commit(other, 'gitops-secret')).rejects.toMatchObject({ name: 'ServiceError', code: 'WB4101' });
  });
});
