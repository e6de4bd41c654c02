import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Digest } from '@weighbridge/core';

/** SHA-256 of bytes or UTF-8 text, as the record writes digests. */
export function sha256(content: string | Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** A file's text; undefined when it is not there. Any other failure is thrown. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  const bytes = await readBytesIfThere(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** A file's bytes; undefined when it is not there. Any other failure is thrown. */
export async function readBytesIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

/** The value of a JSON text; undefined when it is not JSON, for a schema to refuse. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever asks has a schema, which names what it wants instead.
    return undefined;
  }
}
