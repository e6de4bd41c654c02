import { crc32 } from 'node:zlib';
import { ServiceError } from '@weighbridge/core';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { isSafePath, quoted } from './safe-path.ts';

/** What an archive may hold. Sizes are of the contents, not of the compressed bytes. */
export interface ArchiveLimits {
  readonly files: number;
  readonly bytes: number;
}

/** Enough for records and kept predictions of one run. */
export const defaultLimits: ArchiveLimits = { files: 100, bytes: 256 * 1024 * 1024 };

/**
 * The files of a zip archive by path, nothing written. The archive may come from anyone, so it is refused whole, with
 * ServiceError, when a path is absolute, leaves the folder or comes twice, when an entry is a link or encrypted, when
 * it has too many files, or when it holds more bytes than the limit or than it says.
 */
export async function readArchive(
  bytes: Uint8Array,
  limits: ArchiveLimits = defaultLimits,
): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      strictFileNames: true,
    });
    return await readEntries(zip, limits);
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    // yauzl checks names, sizes and structure by itself, and says in its message what it found.
    throw refused(cause instanceof Error ? cause.message : 'it cannot be read', cause);
  }
}

async function readEntries(zip: ZipFile, limits: ArchiveLimits): Promise<ReadonlyMap<string, Uint8Array>> {
  if (zip.entryCount > limits.files) throw refused(`it has ${zip.entryCount} files, ${limits.files} are allowed`);
  const found = new Map<string, Uint8Array>();
  let left = limits.bytes;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    checkEntry(entry, found, left);
    const content = await contentOf(zip, entry, left);
    left -= content.length;
    found.set(entry.fileName, content);
  }
  return found;
}

function checkEntry(entry: Entry, found: ReadonlyMap<string, Uint8Array>, left: number): void {
  const { fileName, uncompressedSize } = entry;
  if (found.has(fileName)) throw refused(`${quoted(fileName)} comes twice`);
  if (entry.isEncrypted()) throw refused(`${quoted(fileName)} is encrypted`);
  if (!isRegular(entry)) throw refused(`${quoted(fileName)} is a link or a device`);
  if (!isSafePath(fileName)) throw refused(`${quoted(fileName)} is not a plain relative path`);
  if (uncompressedSize > left) throw refused(`${quoted(fileName)} is larger than the limit`);
}

/** The Unix file type stands in the upper half of the attributes; zero says that no type was given. */
function isRegular({ externalFileAttributes }: Entry): boolean {
  const type = (externalFileAttributes >>> 16) & 0o170000;
  return type === 0 || type === 0o100000;
}

/** yauzl ends the stream with an error when more bytes come than the entry says; ours is the limit on all entries. */
async function contentOf(zip: ZipFile, entry: Entry, left: number): Promise<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a zip stream gives bytes');
    size += chunk.length;
    if (size > left) throw refused(`${quoted(entry.fileName)} is larger than the limit`);
    chunks.push(chunk);
  }
  const content = Buffer.concat(chunks);
  // yauzl checks the size and leaves the sum to us.
  if (crc32(content) !== entry.crc32) throw refused(`${quoted(entry.fileName)} is damaged`);
  return content;
}

function refused(why: string, cause?: unknown): ServiceError {
  return new ServiceError('WB4201', `The archive was refused: ${why}.`, cause === undefined ? {} : { cause });
}
