import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { collectInputs, startWeighing } from '@weighbridge/command';
import type { MachineFacts, Runner } from '@weighbridge/core';
import { type Files, type GitFixture, gitFixture } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atHome, inRun, machine, workplace } from './workplace.ts';

const inJob = inRun(1, { kind: 'push', branch: 'main', forced: false, isDefault: true });

const policy = `version: 1
models:
  churn:
    data:
      train: { path: data/train.csv }
      big: { path: big/year=*/*.csv }
      folder: { path: parts }
    train:
      run: python train.py
      params: params.yml
      image: python:3.11
      ignore: [docs/, '*.md']
      outputs: { model: model/, predictions: predictions.csv }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: accuracy, min: 0.5 }]
`;

/** What is committed, and data that git does not know. */
const committed: Files = {
  'weighbridge.yml': policy,
  '.gitignore': 'big/\nparts/\n',
  'train.py': 'print(1)\n',
  'params.yml': 'depth: 6\n',
  'uv.lock': 'version = 1\n',
  'data/train.csv': 'y,s\n1,0.5\n',
  'docs/a.txt': 'a\n',
};
const outside: Files = {
  'big/year=2025/a.csv': 'x\n1\n',
  'big/year=2026/a.csv': 'x\n2\n',
  'parts/a.csv': 'x\n1\n',
  'parts/b/c.csv': 'x\n2\n',
};

const lax = policy.replace("'*.md']", "'*.md', weighbridge.yml]");

let git: GitFixture;
beforeEach(() => {
  git = gitFixture();
  git.commit('main', committed);
  git.write(outside);
});
afterEach(() => git.remove());

async function keyOf(about: MachineFacts = machine, runner: Runner = inJob): Promise<string> {
  const weighing = await startWeighing({ policy: 'weighbridge.yml' }, workplace({ root: git.root, runner }));
  return (await collectInputs(weighing, about)).key;
}

describe('the key on an unmoved base', () => {
  it('is the same for a change and for its squash, rebase and merge commit', async () => {
    git.git('switch', '-q', '-c', 'feature');
    git.commit('one', { 'train.py': 'print(2)\n' });
    const head = git.commit('two', { 'params.yml': 'depth: 8\n' });
    const key = await keyOf();
    const seen = new Set([head]);
    const after = async (...steps: readonly (readonly string[])[]): Promise<string> => {
      git.git('switch', '-q', '--detach', 'main');
      for (const step of steps) git.git(...step);
      seen.add(git.git('rev-parse', 'HEAD'));
      return keyOf();
    };
    expect(await after(['merge', '-q', '--squash', 'feature'], ['commit', '-q', '-m', 'squashed'])).toBe(key);
    expect(await after(['switch', '-q', '--detach', 'feature'], ['rebase', '-q', '--force-rebase', 'main'])).toBe(key);
    expect(await after(['merge', '-q', '--no-ff', '-m', 'merged', 'feature'])).toBe(key);
    expect(seen.size).toBe(4);
    expect(await after()).not.toBe(key);
  });
});

describe('the key', () => {
  it.each<readonly [string, Files]>([
    ['code', { 'train.py': 'print(2)\n' }],
    ['a file’s name', { 'train.py': null, 'train2.py': 'print(1)\n' }],
    ['params', { 'params.yml': 'depth: 7\n' }],
    ['the lockfile', { 'uv.lock': 'version = 2\n' }],
    ['data in git', { 'data/train.csv': 'y,s\n1,0.6\n' }],
    ['data of a pattern', { 'big/year=2026/a.csv': 'x\n3\n' }],
    ['a name in a pattern', { 'big/year=2026/a.csv': null, 'big/year=2027/a.csv': 'x\n2\n' }],
    ['data of a folder', { 'parts/b/c.csv': 'x\n3\n' }],
    ['a file more in a folder', { 'parts/d.csv': 'x\n1\n' }],
    ['the policy', { 'weighbridge.yml': policy.replace('python:3.11', 'python:3.12') }],
  ])('differs with one change of %s', async (_name, files) => {
    const before = await keyOf();
    git.commit('a change', files);
    expect(await keyOf()).not.toBe(before);
  });

  it.each<readonly [string, Files]>([
    ['an ignored folder', { 'docs/a.txt': 'b\n', 'docs/new.txt': 'c\n' }],
    ['ignored names', { 'README.md': 'b\n', 'deep/er/notes.md': 'c\n' }],
    ['no file', {}],
    ['what lies beside a pattern', { 'big/readme.txt': 'x', 'big/year=2026/.x.csv': 'x' }],
  ])('stays with a commit of %s', async (_name, files) => {
    const before = await keyOf();
    git.commit('a change', files);
    expect(await keyOf()).toBe(before);
  });

  it.each<readonly [string, MachineFacts]>([
    ['the interpreter', { ...machine, interpreter: 'Python 3.12.1' }],
    ['the GPU', { ...machine, gpu: { devices: [{ name: 'NVIDIA A10G' }] } }],
  ])('differs with %s', async (_name, other) => {
    expect(await keyOf(other)).not.toBe(await keyOf());
  });

  it('stays with the number of cores, the memory and the driver', async () => {
    const other = { ...machine, cores: 64, memoryBytes: 1e12, gpu: { driver: '570', devices: [] } };
    expect(await keyOf(other)).toBe(await keyOf());
  });

  it('takes a Git LFS pointer for the data that it names', async () => {
    const pointer = (oid: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 8\n`;
    const before = await keyOf();
    git.write({ 'parts/a.csv': pointer('a'.repeat(64)) });
    expect(await keyOf()).not.toBe(before);
    git.write({ 'parts/a.csv': pointer(createHash('sha256').update('x\n1\n').digest('hex')) });
    expect(await keyOf()).toBe(before);
  });

  it.each<readonly [string, Files, string]>([
    ['is not here', {}, 'WB3001'],
    ['is only a DVC pointer', { 'parts.dvc': 'outs:\n- md5: 1.dir\n  path: parts\n' }, 'WB3001'],
  ])('is refused before a training whose data %s', async (_name, files, code) => {
    rmSync(join(git.root, 'parts'), { recursive: true });
    git.write(files);
    await expect(keyOf()).rejects.toMatchObject({ name: 'UserError', code, place: { file: 'parts' } });
  });
});

describe('a dataset whose name looks like a pattern', () => {
  it('is the file of exactly that name, and what the pattern names where there is none', async () => {
    git.write({ 'g[1].csv': 'literal', 'g1.csv': 'pattern', '{g1,h}.csv': 'braces' });
    git.write({
      'weighbridge.yml': policy.replace('data/train.csv', "'g[1].csv'").replace('parts }', "'{g1,h}.csv' }"),
    });
    const digests = async () => {
      const place = workplace({ root: git.root, runner: atHome });
      const { data } = await collectInputs(await startWeighing({ policy: 'weighbridge.yml' }, place));
      return data.datasets.filter(({ name }) => name !== 'big');
    };
    expect(await digests()).toMatchObject([{ bytes: 7 }, { bytes: 6 }]);
    git.write({ 'g[1].csv': null, '{g1,h}.csv': null });
    expect(await digests()).toMatchObject([
      { bytes: 7, files: 1 },
      { bytes: 7, files: 1 },
    ]);
  });
});

describe('the key of a policy that leaves itself out', () => {
  it.each<readonly [string, Files]>([
    ['the command', { 'weighbridge.yml': lax.replace('run: python train.py', 'run: python train.py --deep') }],
    ['repeats', { 'weighbridge.yml': lax.replace('      params', '      repeat: 2\n      params') }],
    ['an output’s path', { 'weighbridge.yml': lax.replace('model: model/', 'model: other/') }],
  ])('differs with one change of %s', async (_name, files) => {
    git.commit('lax', { 'weighbridge.yml': lax });
    const before = await keyOf();
    git.commit('a comment', { 'weighbridge.yml': `# a comment\n${lax}` });
    expect(await keyOf()).toBe(before);
    git.commit('a change', files);
    expect(await keyOf()).not.toBe(before);
  });
});

describe('the key on a developer’s machine', () => {
  it('is a job’s for the same commit, differs with an edit, and stays when training has written its outputs', async () => {
    const clean = await keyOf();
    expect(await keyOf(machine, atHome)).toBe(clean);
    git.write({ 'model/weights.bin': 'w', 'predictions.csv': 'y,s\n1,0.9\n' });
    expect(await keyOf(machine, atHome)).toBe(clean);
    git.write({ 'train.py': 'print(2)\n' });
    expect(await keyOf(machine, atHome)).not.toBe(clean);
    git.write({ 'train.py': 'print(1)\n', 'helper.py': 'new, in no commit\n' });
    expect(await keyOf(machine, atHome)).not.toBe(clean);
  });
});
