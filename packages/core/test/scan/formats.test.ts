import { describe, expect, it } from 'vitest';
import { tarOf, zipOf } from './archives.ts';
import { global, join, text } from './assembler.ts';
import { refusals, scan } from './corpus.ts';

const evil = join(global('os', 'system'), text('true'), 0x85, 'R.');

function npy(descr: string, data: Uint8Array, version = 1): Uint8Array {
  const header = Buffer.from(`{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }\n`);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return join('\x93NUMPY', version, 0, length, header, data);
}

const unsafe: readonly (readonly [string, string, Uint8Array])[] = [
  ['config.json of .keras', 'm.keras', zipOf({ 'config.json': '{"config": {"layers": [{"class_name": "Lambda"}]}}' })],
  ['.h5', 'm.h5', join('\x89HDF\r\n\x1a\n', Buffer.alloc(2_000_000), '{"class_name": "Lambda"}')],
  ['saved_model.pb', 'm/saved_model.pb', Buffer.from('..EagerPyFunc..')],
  ['a program in an archive', 'm.pt', zipOf({ 'code/run.py': 'x' })],
  ['a library in an archive', 'm.pt', zipOf({ weights: '\x7fELF' })],
  ['a path out of a zip', 'm.pt', zipOf({ '../evil.txt': 'x' })],
  ['an absolute path in a zip', 'm.pt', zipOf({ '/etc/x': 'x' })],
  ['a path of Windows in a zip', 'm.pt', zipOf({ 'a\\..\\x': 'x' })],
  ['a path out of a tar', 'm.nemo', tarOf([{ name: '../x', data: 'x' }])],
  ['a link in a tar', 'm.nemo', tarOf([{ name: 'x', data: '', type: '2' }])],
  ['a pickle in a tar', 'm.nemo', tarOf([{ name: './weights.ckpt', data: evil }])],
  [
    'a long name in a tar',
    'm.nemo',
    tarOf([
      { name: 'x', data: '30 path=../../../etc/passwd.d/\n', type: 'x' },
      { name: 'x', data: 'x' },
    ]),
  ],
  [
    'two sizes in a tar',
    'm.nemo',
    tarOf([
      { name: 'x', data: '13 size=1000\n', type: 'x' },
      { name: 'x', data: 'x' },
    ]),
  ],
  [
    'a zip in a zip in a zip in a zip in a zip',
    'm.zip',
    [1, 2, 3, 4].reduce((inner) => zipOf({ a: inner }), zipOf({ a: 'x' })),
  ],
];

const harmless: readonly (readonly [string, string, Uint8Array])[] = [
  ['config.json of .keras', 'm.keras', zipOf({ 'config.json': '{"config": {"layers": [{"class_name": "Dense"}]}}' })],
  [
    'a tar',
    'm.nemo',
    tarOf([
      { name: './', data: '', type: '5' },
      { name: './model.yaml', data: 'x: 1' },
    ]),
  ],
  ['CSV', 'country.csv', Buffer.from('country\ncity\nDE\nBerlin\n')],
  ['CSV of one column', 'churn.csv', Buffer.from('churn\n0\n1\n')],
  ['text', 'model.txt', Buffer.from('tree\nversion=v4\nnum_class=1\n')],
  ['JSON', 'model.json', Buffer.from('{"learner": {}}')],
  ['GGUF', 'm.gguf', Buffer.from('GGUF\x03\0\0\0')],
  ['safetensors', 'm.safetensors', join('\x40\0\0\0\0\0\0\0{"a":{}}')],
  ['nothing', 'empty', new Uint8Array(0)],
];

describe('formats', () => {
  it.each([1, 2, 3])('an array of objects (.npy, version %i) is a pickle', (version) => {
    expect(refusals(scan(npy("'|O'", evil, version), 'a.npy'))).toEqual(['os.system']);
    expect(refusals(scan(npy("[('a', '<f8'), ('b', 'O')]", evil, version), 'a.npy'))).toEqual(['os.system']);
    expect(scan(npy("'<f8'", evil, version), 'a.npy')).toEqual([]);
  });

  it.each(unsafe)('refuses %s', (_name, path, bytes) => {
    expect(refusals(scan(bytes, path))).toHaveLength(1);
  });

  it.each(harmless)('has nothing to say of %s', (_name, path, bytes) => {
    expect(scan(bytes, path)).toEqual([]);
  });

  it('lets a program in an archive in by its path', () => {
    const bytes = zipOf({ 'code/run.py': 'x' });
    expect(refusals(scan(bytes, 'm.pt', { allow: ['m.pt!/code/*'] }))).toEqual([]);
    expect(refusals(scan(bytes, 'm.pt', { allow: ['*'] }))).toEqual(['is a program by its name']);
  });
});
