import { zipFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import { readArchive } from './archive.ts';

const limits = { files: 3, bytes: 1000 };
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe('readArchive', () => {
  it('reads files and skips folders', async () => {
    const files = await readArchive(
      zipFixture([{ name: 'a/' }, { name: 'a/section.json', content: '{}' }, { name: 'größe', content: 'x' }]),
    );
    expect([...files.keys()]).toEqual(['a/section.json', 'größe']);
    expect(text(files.get('a/section.json'))).toBe('{}');
  });

  it.each([
    ['a path upwards', [{ name: '../x' }], /invalid relative path|relative/],
    ['a hidden path upwards', [{ name: 'a/../../x' }], /relative/],
    ['an absolute path', [{ name: '/etc/x' }], /absolute/],
    ['a drive', [{ name: 'C:/x' }], /absolute/],
    ['a stream of Windows', [{ name: 'xy:z' }], /plain relative path/],
    ['a backslash', [{ name: 'a\\..\\x' }], /invalid characters|plain/],
    ['an empty part', [{ name: 'a//x' }], /plain relative path/],
    ['a control character', [{ name: 'a\nb' }], /plain relative path/],
    ['a symbolic link', [{ name: 'x', content: '/etc/passwd', mode: 0o120777 }], /link or a device/],
    ['an encrypted file', [{ name: 'x', encrypted: true }], /encrypted/],
    ['a name that comes twice', [{ name: 'x' }, { name: 'x' }], /comes twice/],
    ['too many files', [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }], /4 files, 3 are allowed/],
    ['a file over the limit', [{ name: 'x', content: 'x'.repeat(1001) }], /larger than the limit/],
    [
      'files over the limit together',
      [
        { name: 'x', content: 'x'.repeat(600) },
        { name: 'y', content: 'y'.repeat(600) },
      ],
      /"y" is larger/,
    ],
    [
      'a bomb that lies about its size',
      [{ name: 'x', content: 'x'.repeat(5_000_000), saidSize: 10 }],
      /too many bytes/,
    ],
    ['a file shorter than it says', [{ name: 'x', content: 'x', saidSize: 10 }], /not enough bytes/],
  ])('refuses %s', async (_name, entries, why) => {
    await expect(readArchive(zipFixture(entries), limits)).rejects.toThrow(why);
    await expect(readArchive(zipFixture(entries), limits)).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB4201',
    });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['no archive', new TextEncoder().encode('<html>not found</html>'.repeat(9))],
    ['half an archive', zipFixture([{ name: 'x', content: 'x'.repeat(99) }]).subarray(0, 60)],
  ])('refuses %s', async (_name, bytes) => {
    await expect(readArchive(bytes, limits)).rejects.toMatchObject({ name: 'ServiceError', code: 'WB4201' });
  });

  it('refuses a damaged file', async () => {
    const bytes = zipFixture([{ name: 'x', content: 'some text that is long enough' }]);
    const damaged = bytes.map((byte, index) => (index === 40 ? byte ^ 0xff : byte));
    await expect(readArchive(damaged)).rejects.toMatchObject({ code: 'WB4201' });
  });
});
