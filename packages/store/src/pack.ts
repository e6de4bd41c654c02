import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Digest, storeErrors } from '@weighbridge/core';
import { type Pack, pack } from 'tar-stream';
import { digestOf } from './copy-file.ts';

/** One entry of an archive. Folders are only written where they are empty. */
interface Packed {
  /** Relative, with forward slashes. */
  readonly name: string;
  readonly type: 'file' | 'directory';
}

/** Fast: weights hardly shrink at any level, and text shrinks most of what it can at the first. */
const level = 1;

/**
 * Writes a folder as a gzipped tar, whole or not at all, and says the archive's digest. Names are sorted, times and
 * owners are zero, so that one zlib writes the same bytes for the same names, contents and executable bits. A link to
 * a file inside the folder is written as that file. Throws UserError WB4307 for other links and for devices, WB4308 for
 * names that not every system takes.
 */
export async function packFolder(folder: string, to: string): Promise<Digest> {
  const root = await realpath(folder);
  const entries = (await entriesOf(root, '')).sort((a, b) => (a.name < b.name ? -1 : 1));
  const temporary = join(dirname(resolve(to)), `.${randomUUID()}.tmp`);
  await mkdir(dirname(resolve(to)), { recursive: true });
  const archive = pack();
  try {
    const written = pipeline(
      archive,
      createGzip({ level }),
      anySystem(),
      createWriteStream(temporary, { flush: true }),
    );
    await Promise.all([addEntries(archive, root, entries), written]);
    const digest = await digestOf(temporary);
    await rename(temporary, to);
    return digest;
  } finally {
    archive.destroy();
    await rm(temporary, { force: true });
  }
}

/** gzip's tenth byte names the system that wrote it; 255 says that it is not known. */
function anySystem(): Transform {
  let at = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (at <= 9 && at + chunk.length > 9) chunk[9 - at] = 255;
      at += chunk.length;
      done(null, chunk);
    },
  });
}

async function entriesOf(root: string, under: string): Promise<Packed[]> {
  const found = await readdir(join(root, under), { withFileTypes: true });
  const entries: Packed[] = [];
  for (const entry of found) {
    const name = under === '' ? entry.name : `${under}/${entry.name}`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u001f:\\]/u.test(entry.name)) throw storeErrors.badOutputName({ path: name });
    if (entry.isDirectory()) entries.push(...(await entriesOf(root, name)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isOwnFile(root, name))))
      entries.push({ name, type: 'file' });
    else throw storeErrors.outputLink({ path: name });
  }
  return found.length === 0 && under !== '' ? [{ name: under, type: 'directory' }] : entries;
}

/** Whether a link leads to a file of the same folder; one that leads nowhere does not. */
async function isOwnFile(root: string, name: string): Promise<boolean> {
  const real = await realpath(join(root, name)).catch(() => undefined);
  if (!real?.startsWith(root + sep)) return false;
  return (await lstat(real)).isFile();
}

async function addEntries(archive: Pack, root: string, entries: readonly Packed[]): Promise<void> {
  const common = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
  for (const { name, type } of entries) {
    if (type === 'directory') {
      archive.entry({ ...common, name: `${name}/`, type, mode: 0o755 });
      continue;
    }
    const path = join(root, name);
    const { size, mode } = await stat(path);
    const entry = archive.entry({ ...common, name, type, size, mode: mode & 0o100 ? 0o755 : 0o644 });
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), entry);
  }
  archive.finalize();
}
