import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Packing, ServiceError } from '@weighbridge/core';
import { type Extract, extract } from 'tar-stream';
import type { ArchiveLimits } from './archive.ts';
import { isMissing } from './copy-file.ts';
import { packFolder } from './pack.ts';
import { isSafePath, quoted } from './safe-path.ts';

/** Outputs as archives. `bytes` of the limits is of what lies in one archive, unpacked. */
export function folderPacking(limits: ArchiveLimits): Packing {
  return {
    pack: packFolder,
    unpack: (file, folder) => unpackFolder(file, folder, limits),
  };
}

/**
 * Unpacks what `packFolder` wrote into a folder that appears whole or not at all; one that is there is replaced. The
 * archive may come from anyone: links, devices, paths upwards, names that come twice, and more files or bytes than the
 * limits are refused with ServiceError, and then nothing has changed.
 */
export async function unpackFolder(file: string, folder: string, limits: ArchiveLimits): Promise<void> {
  const target = resolve(folder);
  const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
  await mkdir(temporary, { recursive: true });
  try {
    await unpackInto(file, temporary, limits);
    await replaceFolder(temporary, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function unpackInto(file: string, folder: string, limits: ArchiveLimits): Promise<void> {
  const tar = extract();
  const reading = pipeline(createReadStream(file), createGunzip(), counted(limits), tar);
  // Its failure is seen below; until then nobody waits for it.
  reading.catch(() => undefined);
  try {
    await writeEntries(tar, folder, limits);
    await reading;
  } catch (cause) {
    tar.destroy();
    if (cause instanceof ServiceError) throw cause;
    if (cause instanceof Error && 'syscall' in cause && !('code' in cause && cause.code === 'EEXIST')) throw cause;
    throw refused(cause instanceof Error ? cause.message : 'it cannot be read', cause);
  }
}

/** Bytes of the archive itself: headers are 512 bytes each, and a bomb may be made of them alone. */
function counted({ files, bytes }: ArchiveLimits): Transform {
  const limit = bytes + (files + 8) * 4096;
  let size = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(refused('it holds more bytes than the limit'));
      else done(null, chunk);
    },
  });
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

async function writeEntries(tar: AsyncIterable<Entry>, folder: string, limits: ArchiveLimits): Promise<void> {
  let left = limits.bytes;
  let files = 0;
  for await (const entry of tar) {
    const { type, size } = entry.header;
    const name = type === 'directory' ? entry.header.name.replace(/\/$/u, '') : entry.header.name;
    files += 1;
    left -= size;
    if (type !== 'file' && type !== 'directory') throw refused(`${quoted(name)} is a link or a device`);
    if (!isSafePath(name)) throw refused(`${quoted(name)} is not a plain relative path`);
    if (files > limits.files) throw refused(`it has more than ${limits.files} files`);
    if (left < 0) throw refused(`${quoted(name)} is larger than the limit`);
    await writeEntry(entry, join(folder, name));
  }
}

/** `wx`: a name that comes twice, or that differs by case where that is the same file, is refused. */
async function writeEntry(entry: Entry, path: string): Promise<void> {
  if (entry.header.type === 'directory') {
    await mkdir(path, { recursive: true });
    entry.resume();
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  const mode = entry.header.mode & 0o100 ? 0o755 : 0o644;
  await pipeline(entry, createWriteStream(path, { flags: 'wx', mode, flush: true }));
}

/** The old folder stands aside until the new one is in its place. */
async function replaceFolder(from: string, to: string): Promise<void> {
  const aside = join(dirname(to), `.${basename(to)}.${randomUUID()}.tmp`);
  const moved = await rename(to, aside).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
  try {
    await rename(from, to);
  } catch (error) {
    if (moved) await rename(aside, to);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

function refused(why: string, cause?: unknown): ServiceError {
  return new ServiceError('WB4201', `The archive was refused: ${why}.`, cause === undefined ? {} : { cause });
}
