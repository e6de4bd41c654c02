import { writeFileSync } from 'node:fs';
import { type Branches, isOwnCommit, retrainingMessage, retrainingOf } from '@weighbridge/core';
import { bareFixture, type GitFixture, gitFixture, gitFixtureEnv, gitServer } from '@weighbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { openBranches } from './open-branches.ts';

const made: GitFixture[] = [];
afterEach(() => {
  for (const fixture of made.splice(0)) fixture.remove();
});

function keep(fixture: GitFixture): GitFixture {
  made.push(fixture);
  return fixture;
}

/** A working tree with an edit of its own, and its remote. */
function repositories(): { readonly code: GitFixture; readonly remote: GitFixture; readonly from: string } {
  const [code, remote] = [keep(gitFixture()), keep(bareFixture())];
  code.commit('one', {
    'data/train.dvc': 'old\n',
    'fetch.sh': 'x\n',
    'gone.txt': 'x\n',
    '.gitattributes': '*.bin filter=lfs\n',
  });
  code.git('update-index', '--chmod=+x', 'fetch.sh');
  code.git('commit', '-q', '-m', 'mode');
  const from = code.git('rev-parse', 'HEAD');
  code.git('remote', 'add', 'origin', `file://${remote.root}`);
  code.git('push', '-q', 'origin', 'main');
  code.write({ 'data/train.dvc': 'edited\n' });
  return { code, remote, from };
}

const decision = `sha256:${'d'.repeat(64)}` as const;
const name = 'weighbridge/retrain-churn-20261122-0600';

function wish(from: string, bytes = 'new\n'): Parameters<Branches['create']>[0] {
  const at = new Date('2026-11-22T06:00:00Z');
  const files = [
    { path: 'data/train.dvc', bytes: Buffer.from(bytes) },
    { path: 'fetch.sh', bytes: Buffer.from([0xff, 0]) },
    { path: 'gone.txt', bytes: undefined },
    { path: 'new/decision.json', bytes: Buffer.from('{}\n') },
  ];
  return { name, from, files, message: retrainingMessage('churn', decision), at };
}

describe('branches', () => {
  it.each(['a remote', 'no remote'])('are one commit of ours on the given one, where there is %s', async (kind) => {
    const { code, remote, from } = repositories();
    if (kind === 'no remote') code.git('remote', 'remove', 'origin');
    const there = kind === 'no remote' ? code : remote;
    const before = [code.git('status', '--porcelain'), code.git('show-ref', 'HEAD', 'main'), code.git('count-objects')];
    const branches = openBranches(code.root, { env: gitFixtureEnv });
    expect(await branches.tip(name)).toBeUndefined();
    const created = await branches.create(wish(from));
    if (created === 'exists') throw new Error('it was not there');
    expect(there.git('rev-parse', name, `${name}~1`).split('\n')).toEqual([created.commit, from]);
    expect(there.git('diff', '--summary', '--numstat', from, name)).toBe(
      '1\t1\tdata/train.dvc\n-\t-\tfetch.sh\n0\t1\tgone.txt\n1\t0\tnew/decision.json\n' +
        ' delete mode 100644 gone.txt\n create mode 100644 new/decision.json',
    );
    const [words, mine] = [await branches.tip(name), await branches.words(from)];
    expect([words?.commit, words && retrainingOf(words.message)]).toEqual([created.commit, decision]);
    expect(words && isOwnCommit(words.message, words.author)).toBe(true);
    expect(mine && isOwnCommit(mine.message, mine.author)).toBe(false);
    expect(there.git('fsck', '--strict')).not.toMatch(/missing|error/);
    if (kind === 'a remote')
      expect([
        code.git('status', '--porcelain'),
        code.git('show-ref', 'HEAD', 'main'),
        code.git('count-objects'),
      ]).toEqual(before);
  });

  it('that are there already are left as they are', async () => {
    const { code, remote, from } = repositories();
    const branches = openBranches(code.root, { env: gitFixtureEnv });
    const first = await branches.create(wish(from));
    expect(await branches.create(wish(from, 'newer\n'))).toBe('exists');
    expect(first).toEqual({ commit: remote.git('rev-parse', name) });
    expect(remote.git('show', `${name}:data/train.dvc`)).toBe('new');
  });

  it('are made once when two make them at the same time', async () => {
    const { code, remote, from } = repositories();
    const branches = openBranches(code.root, { env: gitFixtureEnv });
    const made = await Promise.all(['a\n', 'b\n', 'c\n'].map((bytes) => branches.create(wish(from, bytes))));
    const commits = made.flatMap((each) => (each === 'exists' ? [] : [each.commit]));
    expect(commits).toEqual([remote.git('rev-parse', name)]);
  });
});

describe('branches refuse', () => {
  it.each([
    ['content that Git LFS keeps', 'data/big.bin', /Git LFS/],
    ['a path into git', '.git/hooks/post-checkout', /no path/],
    ['a path out of the repository', '../x', /no path/],
  ])('%s', async (_name, path, message) => {
    const { code, remote, from } = repositories();
    const branches = openBranches(code.root, { env: gitFixtureEnv });
    const files = [{ path, bytes: Buffer.from('x') }];
    await expect(branches.create({ ...wish(from), files })).rejects.toMatchObject({
      code: 'WB6620',
      message: expect.stringMatching(message),
    });
    expect(remote.git('branch', '--list')).toBe('* main');
  });

  it('a token that may not write, by the name of what it needs', async () => {
    const { code, remote, from } = repositories();
    const server = await gitServer(remote.root, { reader: 'r', writer: 'w' });
    try {
      code.git('remote', 'set-url', 'origin', server.url);
      const as = (password: string) =>
        openBranches(code.root, {
          env: gitFixtureEnv,
          credentials: { url: new URL(server.url).origin, username: 'x', password },
        });
      await expect(as('r').create(wish(from))).rejects.toMatchObject({
        name: 'PermissionError',
        needed: 'contents: write',
      });
      expect(await as('w').create(wish(from))).toMatchObject({ commit: expect.stringMatching(/^\w{40}$/) });
    } finally {
      await server.close();
    }
  });

  it('an option for a name', async () => {
    const { code, from } = repositories();
    writeFileSync(`${code.root}/x`, '');
    await expect(
      openBranches(code.root, { env: gitFixtureEnv }).create({ ...wish(from), name: '--mirror' }),
    ).rejects.toMatchObject({ code: 'WB4004' });
  });
});
