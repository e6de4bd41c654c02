import { describe, expect, it } from 'vitest';
import { type ChangedInputs, describeChanged } from './describe.ts';
import { flattenParams } from './flatten.ts';
import { lockfilePackages } from './lockfile.ts';

const nothing: ChangedInputs = {
  data: [],
  files: [],
  notCode: [],
  params: { was: {}, now: {} },
  lockfiles: [],
  interpreter: { was: undefined, now: undefined },
  policy: [],
  unknown: [],
};
const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;

describe('describeChanged', () => {
  it('finds nothing where nothing moved', () => {
    const changed = describeChanged({
      ...nothing,
      data: [{ dataset: 'train', path: 'a.csv', was: digestOf('1'), now: digestOf('1') }],
      lockfiles: [{ path: 'uv.lock', was: 'x', now: 'x' }],
      interpreter: { was: 'Python 3.11.9', now: 'Python 3.11.9' },
    });
    expect(changed).toEqual({ data: [], code: [], params: [], environment: [], policy: [], unknown: [] });
  });

  it('counts as code only what is not data, params, policy or an output', () => {
    const files = ['train.py', 'data/a.csv', 'params.yml', 'model/x.bin', 'modelling.py'].map((path) => ({
      path,
      added: 1,
      removed: 2,
    }));
    const { code } = describeChanged({ ...nothing, files, notCode: ['data/a.csv', 'params.yml', 'model'] });
    expect(code.map(({ path }) => path)).toEqual(['train.py', 'modelling.py']);
  });

  it('names datasets that came, went and moved', () => {
    const { data } = describeChanged({
      ...nothing,
      data: [
        { dataset: 'train', path: 'a', was: digestOf('1'), now: digestOf('2') },
        { dataset: 'evaluation', path: 'b', was: undefined, now: digestOf('3') },
      ],
    });
    expect(data).toEqual([
      { dataset: 'train', path: 'a', was: digestOf('1'), now: digestOf('2') },
      { dataset: 'evaluation', path: 'b', now: digestOf('3') },
    ]);
  });

  it('diffs params by key', () => {
    const was = flattenParams({ model: { depth: 6, rate: 0.1 }, seeds: [1, 2], old: true });
    const now = flattenParams({ model: { depth: 8, rate: 0.1 }, seeds: [1, 3], constructor: 'x' });
    expect(describeChanged({ ...nothing, params: { was, now } }).params).toEqual([
      { key: 'constructor', now: 'x' },
      { key: 'model.depth', was: '6', now: '8' },
      { key: 'old', was: 'true' },
      { key: 'seeds', was: '[1,2]', now: '[1,3]' },
    ]);
  });

  it('names packages of a lockfile, or the file when no version differs', () => {
    const { environment } = describeChanged({
      ...nothing,
      interpreter: { was: 'Python 3.11.9', now: 'Python 3.12.1' },
      lockfiles: [
        {
          path: 'requirements.txt',
          was: 'scikit-learn==1.8.0\nnumpy==2.0.0',
          now: 'scikit-learn==1.9.1\nnumpy==2.0.0',
        },
        { path: 'environment.nix', was: 'a', now: 'b' },
        {
          path: 'uv.lock',
          was: '[[package]]\nname = "a"\nversion = "1"\n',
          now: '# note\n[[package]]\nname = "a"\nversion = "1"\n',
        },
      ],
    });
    expect(environment).toEqual([
      { key: 'interpreter', was: 'Python 3.11.9', now: 'Python 3.12.1' },
      { key: 'scikit-learn', was: '1.8.0', now: '1.9.1' },
      { key: 'environment.nix' },
      { key: 'uv.lock' },
    ]);
  });
});

describe('lockfilePackages', () => {
  it.each([
    [
      'requirements.txt',
      '-r base.txt\nNumPy==2.0.0 ; python_version > "3.9"\npandas[parquet] >= 2 # why\ntorch\n',
      { numpy: '2.0.0', pandas: '>= 2', torch: 'any' },
    ],
    ['requirements.lock', 'six==1.16.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n', { six: '1.16.0' }],
    [
      'poetry.lock',
      '[[package]]\nname = "A_b"\nversion = "1.2"\n[package.dependencies]\nversion = "9"\n[[package]]\nname = "c"\nversion = "3"\n',
      { 'a-b': '1.2', c: '3' },
    ],
    [
      'conda-lock.yml',
      'package:\n- name: numpy\n  version: 1.26.4\n  platform: linux-64\n- name: numpy\n  version: 1.26.4\n  platform: osx-64\n',
      { numpy: '1.26.4' },
    ],
    [
      'package-lock.json',
      '{"packages":{"":{"version":"1"},"node_modules/a":{"version":"2"},"node_modules/b/node_modules/a":{"version":"1"}}}',
      { a: '1, 2' },
    ],
  ])('reads %s', (path, text, packages) => {
    expect(lockfilePackages(path, text)).toEqual(packages);
  });

  it.each([
    ['package-lock.json', '{'],
    ['pixi.lock', 'x'],
  ])('does not guess at %s', (path, text) => {
    expect(lockfilePackages(path, text)).toBeUndefined();
  });
});
