import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../../src/scan/bytes.ts';
import { walkPickle } from '../../src/scan/pickle/walk.ts';
import { bytesOf, readCorpus, refusals, scan } from './corpus.ts';

const corpus = readCorpus();
const hostile = Object.entries(corpus.hostile).map(([name, data]) => ({ name, bytes: bytesOf(data) }));

describe('pickles of this machine’s Python', () => {
  it('are read to their end, with the imports that CPython makes', () => {
    for (const { data, protocol, imports } of corpus.harmless) {
      const bytes = bytesOf(data);
      const walk = walkPickle(bytesInMemory(bytes));
      expect(walk).toMatchObject({ end: bytes.length });
      // Below protocol 3 the unpickler maps the old names that are written.
      if (protocol >= 3) expect([...walk.imports.keys()].sort()).toEqual(imports);
      expect(walk.imports.size).toBe(imports.length);
      expect(refusals(scan(bytes))).toEqual([]);
    }
  });

  it.each(hostile)('$name is refused, whatever the file is called', ({ name, bytes }) => {
    // A frame that breaks off ends Python's reader before the first instruction: only a pickle by its name is refused.
    const harmless = /^broken off .* protocol [45]$/u.test(name);
    const others = harmless ? [] : ['weights.bin', 'notes.txt', 'model.onnx', 'model'];
    for (const path of ['model.pkl', 'model.joblib', ...others]) {
      expect(refusals(scan(bytes, path))).not.toEqual([]);
    }
  });

  it.each(hostile)('$name is refused though everything is allowed by a star', ({ bytes }) => {
    const allow = [
      '*',
      '.*',
      'os.*',
      'posix.*',
      'builtins.*',
      '__builtin__.*',
      'subprocess.*',
      'pickle.*',
      '_pickle.*',
    ];
    expect(refusals(scan(bytes, 'model.pkl', { allow }))).not.toEqual([]);
  });

  it('a full name lets even a dangerous import in', () => {
    const bytes = bytesOf(corpus.hostile['os.system, protocol 4'] ?? '');
    expect(
      refusals(scan(bytes, 'model.pkl', { allow: [`${process.platform === 'win32' ? 'nt' : 'posix'}.system`] })),
    ).toEqual([]);
  });

  it('a file that unpacks to too much is refused, and so is a compression that is not known', () => {
    const bytes = gzipSync(Buffer.alloc(1e6));
    expect(refusals(scan(bytes, 'm.joblib', { most: 1e5 }))).toEqual(['unpacks to more than can be scanned']);
    expect(refusals(scan(Buffer.from('BZh91AY'), 'm.joblib'))).toEqual([
      'is compressed by bz2, which cannot be scanned',
    ]);
  });
});

describe('zip archives', () => {
  const good = Buffer.from(bytesOf(corpus.zip));

  it('pass when they hold nothing that runs', () => {
    expect(scan(good, 'model.pt')).toEqual([]);
  });

  it('with two files of one name are refused', () => {
    expect(refusals(scan(bytesOf(corpus.twice), 'model.pt'))).toEqual([
      'is an archive that holds two files of one name',
    ]);
  });

  /** Changes a field of the last file's directory record, or of its own header, at an offset within it. */
  function altered(signature: string, offset: number, value: number): Buffer {
    const bytes = Buffer.from(good);
    const at = bytes.lastIndexOf(Buffer.from(signature, 'latin1'));
    bytes.writeUInt8(bytes.readUInt8(at + offset) ^ value, at + offset);
    return bytes;
  }

  it.each([
    ['encrypted in the directory', 'PK\x01\x02', 8],
    ['encrypted in its own header', 'PK\x03\x04', 6],
    ['of another method in the directory', 'PK\x01\x02', 10],
    ['of another method in its own header', 'PK\x03\x04', 8],
    ['with another checksum in the directory', 'PK\x01\x02', 16],
    ['with another checksum in its own header', 'PK\x03\x04', 14],
    ['of another size in the directory', 'PK\x01\x02', 24],
    ['of another size in its own header', 'PK\x03\x04', 22],
    ['elsewhere by the directory', 'PK\x01\x02', 42],
    ['of another name in its own header', 'PK\x03\x04', 30],
    ['with another start of the directory', 'PK\x05\x06', 16],
    ['with another count of files', 'PK\x05\x06', 10],
    ['with a comment', 'PK\x05\x06', 20],
  ])('%s are refused', (_name, signature, offset) => {
    expect(refusals(scan(altered(signature, offset, 1), 'model.pt'))).not.toEqual([]);
  });

  it('with one checksum for both places that is wrong are refused', () => {
    const bytes = altered('PK\x01\x02', 16, 1);
    const at = bytes.lastIndexOf(Buffer.from('PK\x03\x04', 'latin1'));
    bytes.writeUInt8(bytes.readUInt8(at + 14) ^ 1, at + 14);
    expect(refusals(scan(bytes, 'model.pt'))).toEqual(['is not what its checksum says']);
  });

  it('with bytes before, between or behind are refused', () => {
    expect(refusals(scan(Buffer.concat([good.subarray(0, 40), good]), 'model.pt'))).not.toEqual([]);
    expect(refusals(scan(Buffer.concat([good, Buffer.from('x')]), 'model.pt'))).not.toEqual([]);
  });
});
