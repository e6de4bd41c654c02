import { symlinkSync, writeFileSync } from 'node:fs';
import type { FileCommit } from '@weighbridge/core';
import { bareFixture, type GitFixture, gitFixture, gitFixtureEnv } from '@weighbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { openCommitFile } from './commit-file.ts';

const made: GitFixture[] = [];
afterEach(() => {
  for (const fixture of made.splice(0)) fixture.remove();
});

function keep(fixture: GitFixture): GitFixture {
  made.push(fixture);
  return fixture;
}

const values = '# deployed by us\nversion: v1.0.0\n';

/** A code repository with its remote, and another repository with manifests. */
function repositories() {
  const [code, own, other] = [keep(gitFixture()), keep(bareFixture()), keep(bareFixture())];
  code.commit('code', { 'deploy/values.yaml': values });
  code.git('remote', 'add', 'origin', `file://${own.root}`);
  code.git('push', '-q', 'origin', 'main');
  const manifests = keep(gitFixture());
  manifests.commit('manifests', { 'values.yaml': values, 'other.yaml': 'x\n', 'run.sh': 'x\n' });
  manifests.git('update-index', '--chmod=+x', 'run.sh');
  manifests.git('commit', '-q', '-m', 'mode');
  manifests.git('push', '-q', `file://${other.root}`, 'main');
  return { code, own, other };
}

const options = { env: gitFixtureEnv };

function wish(repository: string | undefined, more: Partial<FileCommit> = {}): FileCommit {
  return {
    repository,
    branch: 'main',
    path: repository === undefined ? 'deploy/values.yaml' : 'values.yaml',
    change: (text) => text.replace(/v\d+\.\d+\.\d+/u, 'v1.1.0'),
    message: 'churn v1.1.0 is champion',
    at: new Date('2026-11-22T12:00:00Z'),
    ...more,
  };
}

describe('commitFile', () => {
  it('changes a file of another repository by one commit, and nothing else', async () => {
    const { code, other } = repositories();
    const before = [code.git('show-ref'), code.git('config', '--local', '--list'), other.git('rev-parse', 'main')];
    const commit = await openCommitFile(code.root, options)(wish(`file://${other.root}`));
    expect(other.git('rev-parse', 'main')).toBe(commit);
    expect(other.git('show', '--stat', '--format=%an|%ad|%s', '--date=iso-strict', 'main')).toMatch(
      /^weighbridge\|2026-11-22T12:00:00\+00:00\|churn v1\.1\.0 is champion\n\n values\.yaml \| 2 \+-\n 1 file/,
    );
    expect(other.git('show', 'main:values.yaml')).toBe('# deployed by us\nversion: v1.1.0');
    expect([code.git('show-ref'), code.git('config', '--local', '--list'), other.git('rev-parse', 'main~1')]).toEqual(
      before,
    );
    expect(other.git('fsck', '--strict')).not.toMatch(/missing|error/);
  });

  it('changes a file of this repository at its remote', async () => {
    const { code, own } = repositories();
    const commitFile = openCommitFile(code.root, options);
    const commit = await commitFile(wish(undefined));
    expect(own.git('rev-parse', 'main')).toBe(commit);
    expect(own.git('show', 'main:deploy/values.yaml')).toContain('v1.1.0');
    expect(await commitFile(wish(undefined))).toBeUndefined();
    expect(await commitFile(wish(undefined, { change: () => undefined }))).toBeUndefined();
    expect(own.git('rev-list', '--count', 'main')).toBe('2');
  });

  it('keeps a file executable, and its bytes', async () => {
    const { code, other } = repositories();
    const commitFile = openCommitFile(code.root, options);
    await commitFile(wish(`file://${other.root}`, { path: 'run.sh', change: () => '\uFEFFy\r\nno end' }));
    expect(other.git('ls-tree', 'main', 'run.sh')).toMatch(/^100755/);
    expect(await commitFile(wish(`file://${other.root}`, { path: 'run.sh', change: (text) => `${text}\n` }))).toMatch(
      /^\w{40}$/,
    );
    expect(other.git('cat-file', 'blob', 'main:run.sh')).toBe('\uFEFFy\r\nno end');
  });
});

describe('commitFile among others', () => {
  it('asks for the change anew when somebody pushed meanwhile', async () => {
    const { code, other } = repositories();
    const seen: string[] = [];
    const commit = await openCommitFile(
      code.root,
      options,
    )(
      wish(`file://${other.root}`, {
        change: (text) => {
          seen.push(text);
          if (seen.length === 1) {
            const elsewhere = keep(other.clone());
            elsewhere.commit('theirs', { 'values.yaml': `${values}replicas: 3\n` });
            elsewhere.git('push', '-q', 'origin', 'main');
          }
          return text.replace('v1.0.0', 'v1.1.0');
        },
      }),
    );
    expect(seen).toEqual([values, `${values}replicas: 3\n`]);
    expect(other.git('show', `${commit}:values.yaml`)).toBe('# deployed by us\nversion: v1.1.0\nreplicas: 3');
  });

  it('of several at once, each gets its line in', { timeout: 60_000 }, async () => {
    const { code, other } = repositories();
    const writers = ['a', 'b', 'c', 'd'];
    await Promise.all(
      writers.map(async (writer) =>
        openCommitFile(code.root, options)(wish(`file://${other.root}`, { change: (text) => `${text}${writer}: 1\n` })),
      ),
    );
    expect(other.git('show', 'main:values.yaml').split('\n').slice(2).sort()).toEqual(
      writers.map((name) => `${name}: 1`),
    );
  });
});

describe('commitFile refuses', () => {
  it.each([
    ['a branch that is not there', { branch: 'mian' }, 'WB6406', /has no branch “mian”/],
    ['a file that is not there', { path: 'apps/values.yaml' }, 'WB6407', /apps\/values.yaml .* it is not there/],
    ['a folder', { path: 'deploy' }, 'WB6407', /not a file/],
    ['a path out of the repository', { path: '../values.yaml' }, 'WB6407', /no path/],
    ['a path into git', { path: '.git/config' }, 'WB6407', /no path/],
    ['an option for a branch', { branch: '--force' }, 'WB4004', /not a name/],
    ['an option for an address', { repository: '--upload-pack=x' }, 'WB6404', /no address/],
    ['a program for an address', { repository: 'ext::sh -c x' }, 'WB6404', /./],
    ['a program without spaces', { repository: 'ext::x' }, 'WB6404', /program/],
    ['a password in the address', { repository: 'https://me:secret@host/x' }, 'WB6404', /password/],
    ['a repository that is not there', { repository: '/nowhere/at/all' }, 'WB6405', /not there/],
  ])('%s', async (_name, more, code, message) => {
    const { code: here } = repositories();
    const failure: unknown = await openCommitFile(
      here.root,
      options,
    )(wish(undefined, more)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'UserError', code, message: expect.stringMatching(message) });
    expect(String(failure)).not.toMatch(/secret/);
  });

  it('a link, and what is no text', async () => {
    const { code } = repositories();
    code.git('config', 'core.symlinks', 'true');
    symlinkSync('deploy/values.yaml', `${code.root}/link.yaml`);
    writeFileSync(`${code.root}/bytes.yaml`, Buffer.from([0xff, 0xfe]));
    code.commit('odd');
    code.git('push', '-q', 'origin', 'main');
    const commitFile = openCommitFile(code.root, options);
    await expect(commitFile(wish(undefined, { path: 'link.yaml' }))).rejects.toMatchObject({ code: 'WB6407' });
    await expect(commitFile(wish(undefined, { path: 'bytes.yaml' }))).rejects.toThrow(/UTF-8/);
  });

  it('the branch that is checked out here, where there is no remote', async () => {
    const alone = keep(gitFixture());
    alone.commit('code', { 'deploy/values.yaml': values });
    alone.git('branch', 'deployed');
    const commitFile = openCommitFile(alone.root, options);
    await expect(commitFile(wish(undefined))).rejects.toMatchObject({ code: 'WB6408' });
    const commit = await commitFile(wish(undefined, { branch: 'deployed' }));
    expect(alone.git('rev-parse', 'deployed')).toBe(commit);
  });
});
