import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../record/evaluation.ts';
import type { ManifestFile } from '../record/version.ts';
import { diffManifests, makeManifest, manifestBytes, manifestDigest, manifestText, readManifest } from './manifest.ts';
import { dvcEntries, lfsEntry } from './pointers.ts';

const sha256 = (bytes: Uint8Array): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const digestOf = (text: string): Digest => sha256(new TextEncoder().encode(text));
const file = (path: string, text = path): ManifestFile => ({
  path,
  bytes: text.length,
  digest: digestOf(text),
  from: 'bytes',
});
const md5 = '0cc175b9c0f1b6a831c399e269772661';

describe('a manifest', () => {
  it('does not depend on the order in which files were found, and is read back', () => {
    const one = makeManifest({
      model: 'churn',
      files: [file('b'), file('a/z'), file('a.b')],
      datasets: [{ ...file('d.csv'), name: 'train' }],
    });
    const other = makeManifest({
      model: 'churn',
      files: [file('a.b'), file('b'), file('a/z')],
      datasets: [{ ...file('d.csv'), name: 'train' }],
    });
    expect(manifestDigest(one, sha256)).toBe(manifestDigest(other, sha256));
    expect(manifestDigest(one, sha256)).toBe(digestOf(manifestText(one)));
    expect(one.files.map(({ path }) => path)).toEqual(['a.b', 'a/z', 'b']);
    expect(readManifest(manifestText(one))).toEqual(one);
    expect(manifestBytes(one)).toBe(7);
  });

  it.each(['../a', '/a', 'a/../b', './a', 'a//b', 'C:\\a', 'a\\b', '', 'a/', 'a\nb', '..'])(
    'refuses the path %j',
    (path) => {
      expect(() => makeManifest({ model: 'churn', files: [file(path)] })).toThrow(/leads out of the repository/u);
      expect(() => makeManifest({ model: 'churn', files: [], datasets: [{ ...file(path), name: 'train' }] })).toThrow(
        /leads out/u,
      );
    },
  );

  it('refuses one path twice, and too many files', () => {
    expect(() => makeManifest({ model: 'churn', files: [file('a'), file('b'), file('a', 'x')] })).toThrow(
      /listed twice/u,
    );
    const many = Array.from({ length: 100_001 }, (_, index) => ({ ...file('x'), path: `f/${index}` }));
    expect(() => makeManifest({ model: 'churn', files: many })).toThrow(/100,000/u);
  });

  it('is not read from anything but its own text', () => {
    const text = manifestText(makeManifest({ model: 'churn', files: [file('a')] }));
    const texts = [
      `${text} `,
      text.replace('"path":"a"', '"path":"../a"'),
      text.replace('sha256:', 'sha512:'),
      '{',
      'null',
    ];
    expect(texts.map(readManifest)).toEqual(texts.map(() => undefined));
  });

  it('tells what was added, removed and changed', () => {
    const diff = diffManifests([file('a'), file('b'), file('c')], [file('b'), file('c', 'other'), file('d')]);
    expect(diff).toEqual({
      added: [file('d')],
      removed: [file('a')],
      changed: [{ was: file('c'), now: file('c', 'other') }],
      unchanged: 1,
    });
  });
});

describe('pointers', () => {
  it('of DVC name files and folders without their bytes', () => {
    const outs = [{ md5, size: 5e9, hash: 'md5', path: 'train.csv' }];
    expect(dvcEntries('data/train.csv.dvc', { outs })).toEqual([
      { path: 'data/train.csv', bytes: 5e9, digest: `md5:${md5}`, from: 'dvc' },
    ]);
    expect(dvcEntries('model.dvc', { outs: [{ md5: `${md5}.dir`, path: 'model' }] })).toEqual([
      { path: 'model', digest: `md5:${md5}.dir`, from: 'dvc' },
    ]);
    expect(dvcEntries('a/b/x.dvc', { wdir: '../c', outs: [{ md5, path: '../d.csv' }] })).toMatchObject([
      { path: 'a/d.csv' },
    ]);
  });

  it.each([
    ['data/x.dvc', { outs: [{ md5, path: '../../x' }] }],
    ['x.dvc', { outs: [{ md5, path: '/etc/passwd' }] }],
    ['x.dvc', { outs: [{ md5, path: 's3://bucket/x' }] }],
    ['x.dvc', { outs: [{ md5, path: 'C:\\x' }] }],
    ['x.dvc', { wdir: '..', outs: [{ md5, path: 'x' }] }],
    ['x.dvc', { wdir: '/tmp', outs: [{ md5, path: 'x' }] }],
    ['x.dvc', { outs: [{ md5, path: '.' }] }],
  ])('of DVC in %s that lead out are refused: %j', (path, parsed) => {
    expect(() => dvcEntries(path, parsed)).toThrow(/leads out/u);
  });

  it.each([undefined, null, 'text', {}, { outs: [] }, { outs: [{ path: 'x' }] }, { outs: [{ path: 'x', md5: 'zz' }] }])(
    'of DVC that say nothing are refused: %j',
    (parsed) => {
      expect(() => dvcEntries('x.dvc', parsed)).toThrow(/cannot be read as a DVC pointer/u);
    },
  );

  it('of Git LFS name content and size', () => {
    const hex = 'a'.repeat(64);
    const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${hex}\nsize 5000000000\n`;
    expect(lfsEntry('m.bin', new TextEncoder().encode(text))).toEqual({
      path: 'm.bin',
      bytes: 5e9,
      digest: `sha256:${hex}`,
      from: 'lfs',
    });
    expect(lfsEntry('m.bin', new TextEncoder().encode('content'))).toBeUndefined();
  });
});
