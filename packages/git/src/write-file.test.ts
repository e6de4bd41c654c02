import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GitFixture, gitFixture, gitFixtureEnv } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitRepository } from './repository.ts';

const content = 'id,y\n1,0\n';
const oid = createHash('sha256').update(content).digest('hex');
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;

let repo: GitFixture;
let folder = '';
let commit = '';
beforeEach(() => {
  repo = gitFixture();
  folder = mkdtempSync(join(tmpdir(), 'weighbridge-write-'));
  commit = repo.commit('data', { 'data/a.csv': content, 'data/large.csv': pointer });
});
afterEach(() => {
  repo.remove();
  rmSync(folder, { recursive: true });
});

const write = (path: string) =>
  gitRepository(repo.root, { env: gitFixtureEnv }).write(commit, path, join(folder, 'out.csv'));
const out = () => join(folder, 'out.csv');

describe('write', () => {
  it('streams a file of a commit', async () => {
    expect(await write('data/a.csv')).toBe('written');
    expect(readFileSync(out(), 'utf8')).toBe(content);
  });

  it('says that a file or a folder is no file there', async () => {
    expect(await write('data/b.csv')).toBe('absent');
    expect(await write('data')).toBe('absent');
    expect(existsSync(out())).toBe(false);
  });

  it('says that the content of a pointer is not here', async () => {
    expect(await write('data/large.csv')).toBe('pointer');
    expect(existsSync(out())).toBe(false);
  });

  it('follows a pointer to the content in this clone', async () => {
    const objects = join(repo.root, '.git/lfs/objects', oid.slice(0, 2), oid.slice(2, 4));
    mkdirSync(objects, { recursive: true });
    writeFileSync(join(objects, oid), content);
    expect(await write('data/large.csv')).toBe('written');
    expect(readFileSync(out(), 'utf8')).toBe(content);
  });
});
