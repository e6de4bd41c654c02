import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareFixture, type GitFixture, gitFixture, gitFixtureEnv } from '@weighbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { gitRepository, openRepository } from './repository.ts';

const made: GitFixture[] = [];
afterEach(() => {
  for (const fixture of made.splice(0)) fixture.remove();
});

function keep(fixture: GitFixture): GitFixture {
  made.push(fixture);
  return fixture;
}

/** main: a ─ b ─ c, feature off b: d, and the forge's test merge of both. */
function story() {
  const repo = keep(gitFixture());
  const a = repo.commit('a', { 'a.txt': 'one\n' });
  const b = repo.commit('b', { 'data/x.csv': '1\n' });
  repo.git('switch', '-q', '-c', 'feature');
  const d = repo.commit('d', { 'a.txt': 'one\ntwo\n' });
  repo.git('switch', '-q', 'main');
  const c = repo.commit('c', { 'c.txt': 'c\n' });
  repo.git('switch', '-q', '--detach', 'main');
  const m = repo.merge('feature');
  repo.git('update-ref', 'refs/pull/1/merge', m);
  repo.git('switch', '-q', 'main');
  return { repo, a, b, c, d, m };
}

const open = (fixture: GitFixture) => gitRepository(fixture.root, { env: gitFixtureEnv });

describe('gitRepository in a whole clone', () => {
  it('knows commits', async () => {
    const { repo, a, b, c, d, m } = story();
    const git = open(repo);
    expect(await git.head()).toBe(c);
    expect(await git.resolve('feature')).toBe(d);
    expect(await git.resolve(d.slice(0, 9))).toBe(d);
    expect(await git.resolve('nothing')).toBeUndefined();
    expect(await git.parents(m)).toEqual([c, d]);
    expect(await git.parents(a)).toEqual([]);
    expect(await git.parents('0'.repeat(40))).toBeUndefined();
    expect(await git.mergeBase(c, d)).toBe(b);
    expect(await git.isAncestor(a, d)).toBe(true);
    expect(await git.isAncestor(c, d)).toBe(false);
    expect(await git.isAncestor('0'.repeat(40), d)).toBe(false);
    expect(await git.isShallow()).toBe(false);
    const ancestors = await git.ancestors(m, 3);
    expect(ancestors.map(({ sha }) => sha)).toEqual([m, c, b]);
    expect(new Date(ancestors[0]?.at ?? '').getUTCFullYear()).toBe(2026);
  });

  it('takes no name as an option', async () => {
    const { repo } = story();
    const git = open(repo);
    for (const name of ['--all', '-n1', 'main..feature', 'main:a.txt', '@{u}', 'a b', ''])
      expect(await git.resolve(name)).toBeUndefined();
    expect(await git.has('--help')).toBe(false);
    expect(await git.fetch('--upload-pack=touch x', 1)).toBe(false);
    await expect(git.file('--help', 'a.txt')).rejects.toThrow(TypeError);
  });

  it('reads files, trees and differences', async () => {
    const { repo, b, d } = story();
    const git = open(repo);
    expect(new TextDecoder().decode(await git.file(d, 'a.txt'))).toBe('one\ntwo\n');
    expect(await git.file(d, 'nothing')).toBeUndefined();
    expect(await git.file(d, 'data')).toBeUndefined();
    expect((await git.tree(d)).map(({ path }) => path)).toEqual(['a.txt', 'data/x.csv']);
    expect(await git.diff(b, d)).toEqual([{ path: 'a.txt', added: 1, removed: 0 }]);
  });
});

describe('gitRepository on odd and uncommitted files', () => {
  it('keeps odd names as they are', async () => {
    const repo = keep(gitFixture());
    const odd = ['übung.txt', 'a"b', 'tab\there', 'new\nline', '-rf', '*.md', ' lead'];
    const from = repo.commit('none');
    const to = repo.commit('odd', Object.fromEntries(odd.map((path) => [path, 'x\n'])));
    const git = open(repo);
    expect((await git.tree(to)).map(({ path }) => path).sort()).toEqual([...odd].sort());
    expect((await git.diff(from, to)).map(({ path }) => path).sort()).toEqual([...odd].sort());
    for (const path of odd) expect(new TextDecoder().decode(await git.file(to, path))).toBe('x\n');
  });

  it('sees an edit of the same length in the same second as the commit', async () => {
    const repo = keep(gitFixture());
    repo.commit('a', { 'a.txt': 'one\n' });
    repo.write({ 'a.txt': 'two\n' });
    await sleep(1100);
    const [file] = await open(repo).tree(undefined);
    expect(file?.blob).toBe(repo.git('hash-object', 'a.txt'));
  });

  it('sees the working tree with changes, new files and deletions, and leaves the staging alone', async () => {
    const { repo, c } = story();
    repo.write({
      '.gitignore': 'ignored\n',
      ignored: 'x',
      'new/file': 'a\nb\n',
      'a.txt': 'zero\none\n',
      'c.txt': null,
      bin: 'a\0b',
    });
    const objects = () => repo.git('count-objects', '-v');
    const before = [repo.git('status', '--porcelain'), objects()];
    const git = open(repo);
    expect((await git.tree(undefined)).map(({ path }) => path)).toEqual([
      '.gitignore',
      'a.txt',
      'bin',
      'data/x.csv',
      'new/file',
    ]);
    expect(await git.diff(c, undefined)).toEqual([
      { path: '.gitignore', added: 1, removed: 0 },
      { path: 'a.txt', added: 1, removed: 0 },
      { path: 'bin' },
      { path: 'c.txt', added: 0, removed: 1 },
      { path: 'new/file', added: 2, removed: 0 },
    ]);
    expect([repo.git('status', '--porcelain'), objects()]).toEqual(before);
    const committed = repo.commit('now');
    expect(await git.tree(undefined)).toEqual(await git.tree(committed));
  });

  it('works before the first commit', async () => {
    const repo = keep(gitFixture());
    repo.write({ 'a.txt': 'x' });
    expect(await open(repo).head()).toBeUndefined();
    expect((await open(repo).tree(undefined)).map(({ path }) => path)).toEqual(['a.txt']);
  });
});

describe('gitRepository in a shallow clone', () => {
  it('says what it cannot know, and learns it by fetching', async () => {
    const { repo, a, b, c, d, m } = story();
    repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = keep(repo.clone('--depth=1', '--no-single-branch'));
    const git = open(clone);
    expect(await git.isShallow()).toBe(true);
    expect(await git.parents(c)).toEqual([b]);
    expect(await git.has(b)).toBe(false);
    expect(await git.mergeBase(c, d)).toBeUndefined();
    expect(await git.isAncestor(a, c)).toBeUndefined();
    expect((await git.ancestors(c, 9)).map(({ sha }) => sha)).toEqual([c]);
    expect(await git.fetch(m, 1)).toBe(true);
    expect(await git.parents(m)).toEqual([c, d]);
    expect(await git.fetch(c, 5)).toBe(true);
    expect(await git.fetch(d, 5)).toBe(true);
    expect(await git.mergeBase(c, d)).toBe(b);
    expect(await git.isAncestor(a, c)).toBe(true);
    expect(await git.fetch('1'.repeat(40), 5)).toBe(false);
  });

  it('does not take an older common ancestor for the merge-base', async () => {
    // old ─ base ─ … long … ─ feature, and base ─ main; feature also merged a side branch that left at old.
    const repo = keep(gitFixture());
    const old = repo.commit('old');
    repo.git('branch', 'side');
    const base = repo.commit('base');
    repo.git('switch', '-q', '-c', 'feature');
    for (const n of [1, 2, 3, 4, 5, 6]) repo.commit(`long ${n}`);
    repo.git('switch', '-q', 'side');
    repo.commit('side');
    repo.git('switch', '-q', 'feature');
    const feature = repo.merge('side');
    repo.git('switch', '-q', 'main');
    const main = repo.commit('main');
    repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = keep(repo.clone('--depth=4', '--no-single-branch'));
    expect(clone.git('merge-base', main, feature)).toBe(old);
    const git = open(clone);
    expect(await git.mergeBase(main, feature)).toBeUndefined();
    await git.fetch(feature, 20);
    expect(await git.mergeBase(main, feature)).toBe(base);
  });

  it('never cuts a whole clone', async () => {
    const { repo, m } = story();
    repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = keep(repo.clone('--single-branch'));
    const git = open(clone);
    expect(await git.fetch(m, 1)).toBe(true);
    expect(await git.isShallow()).toBe(false);
    expect((await git.ancestors(m, 9)).length).toBe(4);
  });

  it('fetches nothing without a remote, or from one that is away', async () => {
    const { repo, c, m } = story();
    expect(await open(repo).fetch(m, 1)).toBe(false);
    const clone = keep(repo.clone('--depth=1'));
    clone.git('remote', 'set-url', 'origin', 'file:///nowhere/at/all');
    expect(await open(clone).fetch(c, 5)).toBe(false);
  });
});

describe('openRepository', () => {
  it('finds the top folder, and nothing outside a repository', async () => {
    const { repo } = story();
    const found = await openRepository(join(repo.root, 'data'), { env: gitFixtureEnv });
    expect(found?.root).toBe(repo.root);
    expect(await openRepository(mkdtempSync(join(tmpdir(), 'wb-none-')), { env: gitFixtureEnv })).toBeUndefined();
    expect(await openRepository(keep(bareFixture()).root, { env: gitFixtureEnv })).toBeUndefined();
  });

  it('ignores variables of a hook', async () => {
    const { repo } = story();
    const env = { ...gitFixtureEnv, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' };
    expect((await openRepository(repo.root, { env }))?.root).toBe(repo.root);
  });

  it('says that git is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wb-empty-'));
    await expect(openRepository(folder, { env: { PATH: folder } })).rejects.toThrow(/WB4001|was not found/);
  });

  it.runIf(process.getuid?.() === 0)(
    'opens a checkout that belongs to somebody else, changing no configuration',
    async () => {
      const { repo, c } = story();
      mkdirSync(join(repo.root, 'sub'));
      for (const path of [repo.root, join(repo.root, '.git')]) chownSync(path, 12345, 12345);
      chmodSync(repo.root, 0o755);
      expect(lstatSync(repo.root).uid).toBe(12345);
      expect(() => repo.git('rev-parse', 'HEAD')).toThrow(/dubious ownership/);
      const found = await openRepository(join(repo.root, 'sub'), { env: gitFixtureEnv });
      expect(await found?.head()).toBe(c);
    },
  );
});
