import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeTar, type TarEntry } from '../../test/tgz.ts';
import { readPackage } from './tar.ts';

const wanted = new Map([['a.so', 3]]);
const good: TarEntry = { path: 'package/a.so', text: 'abc' };

describe('an npm tarball', () => {
  it('gives the wanted files', () => {
    const tar = makeTar([
      { path: 'package/', text: '', type: '5' },
      { path: 'PaxHeader/x', text: '10 a=bcd\n', type: 'x' },
      { path: 'package/README.md', text: 'x'.repeat(600) },
      good,
    ]);
    expect(readPackage(tar, wanted).get('a.so')?.toString()).toBe('abc');
  });

  it.each([
    ['a path that leads out', [good, { path: 'package/../../evil', text: 'x' }], 'outside'],
    ['an absolute path', [good, { path: '/etc/passwd', text: 'x' }], 'outside'],
    ['another top folder', [good, { path: 'elsewhere/a', text: 'x' }], 'outside'],
    ['a path for Windows', [good, { path: 'package/..\\evil', text: 'x' }], 'outside'],
    ['a link', [good, { path: 'package/link', text: '', type: '2' }], 'neither a file nor a folder'],
    ['a hard link', [good, { path: 'package/link', text: '', type: '1' }], 'neither a file nor a folder'],
    ['another size', [{ ...good, text: 'abcd' }], 'has 4 bytes'],
    ['a file twice', [good, good], 'twice'],
    ['a file that is missing', [], 'a.so is not in it'],
  ])('is refused for %s', (_what, entries, why) => {
    expect(() => readPackage(makeTar(entries), wanted)).toThrow(why);
  });

  it('is refused when it is cut or changed anywhere that counts', () => {
    const tar = makeTar([good]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1024 + 511 }), (length) => {
        expect(() => readPackage(tar.subarray(0, length), wanted)).toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 511 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(tar);
        other[at] = (other[at] ?? 0) ^ change;
        const isText = at >= 148 && at < 156;
        if (!isText) expect(() => readPackage(other, wanted)).toThrow();
      }),
    );
  });
});
