import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '@weighbridge/core';

/**
 * Copies a file of any size and digests the bytes on their way. `target` is told the digest and names the final
 * path; the file appears there whole or not at all. Undefined leaves nothing behind.
 */
export async function copyFile(
  from: string,
  folder: string,
  target: (digest: Digest) => string | undefined,
): Promise<Digest> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  const hash = createHash('sha256');
  const digesting = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(createReadStream(from), digesting, createWriteStream(temporary, { flush: true }));
    const digest = `sha256:${hash.digest('hex')}`;
    const path = target(digest);
    if (path !== undefined) {
      await mkdir(dirname(path), { recursive: true });
      await rename(temporary, path);
    }
    return digest;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Digest of a file of any size. */
export async function digestOf(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return `sha256:${hash.digest('hex')}`;
}

/** Whether an error says that a file is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
