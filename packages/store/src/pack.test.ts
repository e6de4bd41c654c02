import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packFolder } from './pack.ts';
import { sha256 } from './sha256.ts';
import { unpackFolder } from './unpack.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wb-pack-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...parts: string[]): string => join(folder, ...parts);
const limits = { files: 5, bytes: 100_000 };

function write(name: string, content: string, under = 'model'): void {
  mkdirSync(dirname(at(under, name)), { recursive: true });
  writeFileSync(at(under, name), content);
}

/** Names, contents and executable bits below a folder. */
function contents(under: string): Record<string, string> {
  const found = readdirSync(at(under), { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const mode = statSync(path).mode & 0o100 ? '*' : '';
      return [path.slice(at(under).length + 1), entry.isDirectory() ? '/' : `${readFileSync(path, 'utf8')}${mode}`];
    }),
  );
}

describe('packFolder', () => {
  it('is unpacked to the same names, contents and executable bits', async () => {
    write('weights.bin', 'x'.repeat(70_000));
    write('größe/a b/c.json', '{}');
    write('serve.sh', 'echo');
    mkdirSync(at('model', 'empty'));
    chmodSync(at('model', 'serve.sh'), 0o700);
    symlinkSync('weights.bin', at('model', 'latest'));
    const digest = await packFolder(at('model'), at('out', 'model.tar.gz'));
    expect(digest).toBe(sha256(readFileSync(at('out', 'model.tar.gz'))));
    expect(readdirSync(at('out'))).toEqual(['model.tar.gz']);
    await unpackFolder(at('out', 'model.tar.gz'), at('back', 'model'), { files: 9, bytes: 1e6 });
    expect(contents('back/model')).toEqual(contents('model'));
    expect(readdirSync(at('back'))).toEqual(['model']);
  });

  it('writes the same bytes whatever the order, the times and the umask', async () => {
    for (const [under, names] of [
      ['one', ['b', 'a/z', 'a-b']],
      ['two', ['a-b', 'a/z', 'b']],
    ] as const) {
      for (const name of names) write(name, name, under);
      utimesSync(at(under, 'b'), under.length, names.indexOf('b') * 1000);
    }
    chmodSync(at('two', 'b'), 0o600);
    expect(await packFolder(at('two'), at('2.tar.gz'))).toBe(await packFolder(at('one'), at('1.tar.gz')));
    write('b', 'c', 'two');
    expect(await packFolder(at('two'), at('2.tar.gz'))).not.toBe(await packFolder(at('one'), at('1.tar.gz')));
  });

  it.each([
    ['a link out of the folder', () => symlinkSync('/etc/hostname', at('model', 'x'))],
    ['a link to a folder', () => symlinkSync('.', at('model', 'x'))],
    ['a link to nothing', () => symlinkSync('nothing', at('model', 'x'))],
  ])('refuses %s and leaves nothing', async (_name, make) => {
    write('a', 'a');
    make();
    await expect(packFolder(at('model'), at('out.tar.gz'))).rejects.toMatchObject({ code: 'WB4307' });
    expect(readdirSync(folder)).toEqual(['model']);
  });

  it('refuses a name that another system would not take', async () => {
    write('a:b', 'a');
    await expect(packFolder(at('model'), at('out.tar.gz'))).rejects.toMatchObject({ code: 'WB4308' });
  });
});

type Entry = readonly [header: Partial<Header> & Pick<Header, 'name'>, content?: string];

async function plant(entries: readonly Entry[]): Promise<string> {
  const tar = pack();
  for (const [header, content = ''] of entries) tar.entry(header, content);
  tar.finalize();
  await pipeline(tar, createGzip(), createWriteStream(at('bad.tar.gz')));
  return at('bad.tar.gz');
}

describe('unpackFolder', () => {
  it.each<readonly [string, readonly Entry[], RegExp]>([
    ['a path upwards', [[{ name: '../x' }, 'x']], /plain relative path/],
    ['a hidden path upwards', [[{ name: 'a/../../x' }, 'x']], /plain relative path/],
    ['an absolute path', [[{ name: '/tmp/wb-x' }, 'x']], /plain relative path/],
    [
      'a symbolic link',
      [[{ name: 'x', type: 'symlink', linkname: '/etc' }], [{ name: 'x/y' }, 'y']],
      /link or a device/,
    ],
    ['a hard link', [[{ name: 'x', type: 'link', linkname: '../model/a' }]], /link or a device/],
    ['a device', [[{ name: 'x', type: 'character-device' }]], /link or a device/],
    [
      'a name that comes twice',
      [
        [{ name: 'x' }, 'x'],
        [{ name: 'x' }, 'y'],
      ],
      /EEXIST/,
    ],
    ['too many files', 'abcdef'.split('').map((name): Entry => [{ name }, name]), /more than 5 files/],
    ['more bytes than allowed', [[{ name: 'x' }, 'x'.repeat(100_001)]], /larger than the limit/],
    ['a bomb', [[{ name: 'x' }, 'x'.repeat(3_000_000)]], /limit/],
  ])('refuses %s, and leaves what was there', async (_name, entries, why) => {
    write('a', 'before');
    const file = await plant(entries);
    await expect(unpackFolder(file, at('model'), limits)).rejects.toThrow(why);
    await expect(unpackFolder(file, at('model'), limits)).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB4201',
    });
    expect([contents('model'), readdirSync(folder).sort()]).toEqual([{ a: 'before' }, ['bad.tar.gz', 'model']]);
    expect(existsSync('/tmp/wb-x')).toBe(false);
  });

  it.each([
    ['half an archive', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['no archive', () => Buffer.from('<html>')],
    ['nothing', () => Buffer.alloc(0)],
  ])('refuses %s', async (_name, damage) => {
    write('a', 'x'.repeat(9999));
    await packFolder(at('model'), at('model.tar.gz'));
    writeFileSync(at('model.tar.gz'), damage(readFileSync(at('model.tar.gz'))));
    await expect(unpackFolder(at('model.tar.gz'), at('back'), limits)).rejects.toMatchObject({ code: 'WB4201' });
    expect(readdirSync(folder).sort()).toEqual(['model', 'model.tar.gz']);
  });

  it('puts a whole folder in the place of another', async () => {
    write('a', 'new');
    await packFolder(at('model'), at('model.tar.gz'));
    write('old', 'old', 'back');
    await unpackFolder(at('model.tar.gz'), at('back'), limits);
    expect(contents('back')).toEqual({ a: 'new' });
  });
});
