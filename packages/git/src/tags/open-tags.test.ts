import { bareFixture, type GitFixture, gitFixture, gitFixtureEnv } from '@weighbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { openTags } from './open-tags.ts';

const made: GitFixture[] = [];
afterEach(() => {
  for (const fixture of made.splice(0)) fixture.remove();
});

function keep(fixture: GitFixture): GitFixture {
  made.push(fixture);
  return fixture;
}

/** Three commits, here and at a bare remote if there is one; `holder` is where tags are. */
function repository(remote: boolean) {
  const repo = keep(gitFixture());
  const commits = ['one', 'two', 'three'].map((text) => repo.commit(text, { 'model/code.py': text }));
  if (!remote) return { repo, holder: repo, commits };
  const bare = keep(bareFixture());
  repo.git('remote', 'add', 'origin', `file://${bare.root}`);
  repo.git('push', '-q', 'origin', 'main');
  return { repo, holder: bare, commits };
}

const at = new Date('2026-11-22T12:00:00Z');
const options = { env: gitFixtureEnv };

describe.each([true, false])('tags, with a remote: %s,', (remote) => {
  it('are made, listed by their beginning, oldest first', async () => {
    const { repo, commits } = repository(remote);
    const tags = openTags(repo.root, options);
    expect(await tags.list('churn')).toEqual([]);
    const later = new Date(at.getTime() + 60_000);
    const [first = '', , last = ''] = commits;
    const message = 'churn v1.1.0\n\nWeighbridge-Change: 318';
    expect(await tags.create({ name: 'churn@v1.1.0', commit: last, message, at: later })).toBe('created');
    expect(await tags.create({ name: 'churn@v1.0.0', commit: first, message: 'first', at })).toBe('created');
    expect(await tags.create({ name: 'churn#champion!#8', commit: first, message: 'off', at: later })).toBe('created');
    expect(await tags.create({ name: 'a/b=churn@v1.0.0', commit: first, message: 'elsewhere', at })).toBe('created');
    expect(await tags.list('churn@')).toEqual([
      { name: 'churn@v1.0.0', commit: first, message: 'first', at: '2026-11-22T12:00:00.000Z' },
      { name: 'churn@v1.1.0', commit: last, message, at: '2026-11-22T12:01:00.000Z' },
    ]);
    expect((await tags.list('')).map(({ name }) => name)).toEqual([
      'a/b=churn@v1.0.0',
      'churn@v1.0.0',
      'churn#champion!#8',
      'churn@v1.1.0',
    ]);
  });

  it('are left alone when they exist, on whatever commit', async () => {
    const { repo, holder, commits } = repository(remote);
    const [first = '', second = ''] = commits;
    const tags = openTags(repo.root, options);
    const tag = { name: 'churn@v1.0.0', commit: first, message: 'first', at };
    expect(await tags.create(tag)).toBe('created');
    const refs = repo.git('show-ref');
    expect(await tags.create(tag)).toBe('exists');
    expect(await tags.create({ ...tag, commit: second, message: 'other' })).toBe('exists');
    expect(await tags.list('churn')).toHaveLength(1);
    expect(holder.git('rev-parse', 'churn@v1.0.0^{commit}')).toBe(first);
    expect(repo.git('show-ref')).toBe(refs);
  });

  it('are made by one of those who try at once', { timeout: 60_000 }, async () => {
    const { repo, holder, commits } = repository(remote);
    const results = await Promise.all(
      Array.from({ length: 6 }, async (_, writer) => {
        const tags = openTags(repo.root, options);
        return tags.create({ name: 'churn@v1.0.0', commit: commits[1] ?? '', message: `writer ${writer}`, at });
      }),
    );
    const winner = results.indexOf('created');
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
    expect(holder.git('tag', '-l', '--format=%(contents)', 'churn@v1.0.0').trim()).toBe(`writer ${winner}`);
  });

  it('of the same words to the second are one, too', { timeout: 60_000 }, async () => {
    const { repo, commits } = repository(remote);
    const results = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const tags = openTags(repo.root, options);
        return tags.create({ name: 'churn@v1.0.0', commit: commits[1] ?? '', message: 'the same', at });
      }),
    );
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
  });
});

describe.each([true, false])('all tags, with a remote: %s,', (remote) => {
  it('have names, of every kind, and a lightweight one is found taken', async () => {
    const { repo, commits } = repository(remote);
    repo.git('tag', 'churn@v1.0.1');
    repo.git('tag', '-m', 'first', 'churn@v1.0.0', commits[0] ?? '');
    repo.git('tag', '-m', 'below', 'churn@x/y/z', commits[0] ?? '');
    repo.git('tag', '-m', 'elsewhere', 'a/churn@v1.0.0', commits[0] ?? '');
    repo.git('tag', 'churn');
    if (remote) repo.git('push', '-q', '--tags', 'origin');
    const tags = openTags(repo.root, options);
    expect(await tags.names('churn@')).toEqual(['churn@v1.0.0', 'churn@v1.0.1', 'churn@x/y/z']);
    expect(await tags.names('fraud')).toEqual([]);
    expect(await tags.names('')).toHaveLength(5);
    expect((await tags.list('churn@')).map(({ name }) => name)).toEqual(['churn@v1.0.0', 'churn@x/y/z']);
    const tag = { name: 'churn@v1.0.1', commit: commits[0] ?? '', message: 'x', at };
    expect(await tags.create(tag)).toBe('exists');
    await expect(tags.names('--all')).rejects.toMatchObject({ code: 'WB4004' });
  });

  it('are left out where they are larger than a tag of a version can be', async () => {
    const { repo, commits } = repository(remote);
    const tags = openTags(repo.root, options);
    const tag = { commit: commits[0] ?? '', at };
    await tags.create({ ...tag, name: 'churn@v1.0.0', message: 'x'.repeat(65_000) });
    await tags.create({ ...tag, name: 'churn@v1.0.1', message: 'x'.repeat(66_000) });
    expect((await tags.list('churn@')).map(({ name }) => name)).toEqual(['churn@v1.0.0']);
    expect(await tags.names('churn@')).toHaveLength(2);
  });
});

describe('more tags than are read', () => {
  it('are a failure that names their beginning', { timeout: 60_000 }, async () => {
    const { repo, commits } = repository(false);
    const line = (name: string): string => `${commits[0]} refs/tags/${name}`;
    const many = Array.from({ length: 50_001 }, (_, index) => line(`churn@v0.0.${String(index).padStart(5, '0')}`));
    const packed = ['# pack-refs with: peeled fully-peeled sorted ', ...many, line('fraud@v1.0.0')];
    repo.write({ '.git/packed-refs': `${packed.join('\n')}\n` });
    const tags = openTags(repo.root, options);
    const failure = { name: 'ServiceError', code: 'WB6415', message: expect.stringContaining('“churn@”') };
    await expect(tags.list('churn@')).rejects.toMatchObject(failure);
    await expect(tags.names('churn@')).rejects.toMatchObject(failure);
    expect(await tags.names('fraud@')).toEqual(['fraud@v1.0.0']);
  });
});

describe.each([true, false])('tags of people and machines, with a remote: %s,', (remote) => {
  it('are annotated ones on commits; those that people sign and nest are no trouble', async () => {
    const { repo, commits } = repository(remote);
    repo.git('tag', 'churn@light');
    repo.git('tag', '-m', 'of a tree', 'churn@tree', 'HEAD^{tree}');
    repo.git('tag', '-m', 'inner', 'churn@v1.0.0', commits[0] ?? '');
    repo.git('tag', '-m', 'of a tag', 'churn@nested', 'churn@v1.0.0');
    repo.git('tag', '-m', 'said\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----', 'churn@v1.1.0');
    if (remote) repo.git('push', '-q', '--tags', 'origin');
    const tags = openTags(repo.root, options);
    expect((await tags.list('churn')).map(({ name, message }) => [name, message])).toEqual([
      ['churn@v1.0.0', 'inner'],
      ['churn@v1.1.0', 'said'],
    ]);
  });

  it('need no name, key or good will of the user', async () => {
    const { repo, holder, commits } = repository(remote);
    for (const [key, value] of [
      ['tag.gpgSign', 'true'],
      ['push.gpgSign', 'true'],
      ['gpg.program', '/nowhere/gpg'],
      ['user.useConfigOnly', 'true'],
      ['push.followTags', 'true'],
    ] as const)
      repo.git('config', key, value);
    const tags = openTags(repo.root, options);
    const made = await tags.create({ name: 'churn@v1.0.0', commit: commits[0] ?? '', message: '# not a comment', at });
    expect(made).toBe('created');
    expect(holder.git('cat-file', 'tag', 'churn@v1.0.0').split('\n').slice(1)).toEqual([
      'type commit',
      'tag churn@v1.0.0',
      'tagger weighbridge <weighbridge@localhost> 1795348800 +0000',
      '',
      '# not a comment',
    ]);
    expect(holder.git('fsck', '--strict')).not.toMatch(/error/);
  });

  it.each(['--force', 'a b', 'a..b', 'a:b', 'a*', '+a', '^a', 'a~1', 'a@{1}', 'x.lock', 'a/.b', 'a\nb', '/a', 'a/'])(
    'are not called %j',
    async (name) => {
      const { repo, commits } = repository(remote);
      const tags = openTags(repo.root, options);
      const tag = { name, commit: commits[0] ?? '', message: 'x', at };
      await expect(tags.create(tag)).rejects.toMatchObject({ code: 'WB4004' });
      await expect(tags.list(name)).rejects.toMatchObject({ code: 'WB4004' });
    },
  );

  it('are not put on a commit that is not there', async () => {
    const { repo } = repository(remote);
    const commit = remote ? repo.commit('not pushed') : 'f'.repeat(40);
    const tags = openTags(repo.root, options);
    await expect(tags.create({ name: 'churn@v1.0.0', commit, message: 'x', at })).rejects.toMatchObject({
      code: 'WB6402',
    });
  });
});
