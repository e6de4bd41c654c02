import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { dataErrors } from '@weighbridge/core';
import { openDataFile } from './open-file.ts';

/** Small pieces: what is read from one is dropped before the garbage collector has moved it about. */
const chunkBytes = 1 << 15;
const gigabyte = 1024 ** 3;
/** A small file must not unpack without end. */
const unpackedLimit = 4 * gigabyte;

/** The text of a UTF-8 file in pieces, without a byte order mark; a name that ends in `.gz` is unpacked. */
export async function* readText(path: string, limit: number = unpackedLimit): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of readBytes(path, limit)) {
    const text = decode(path, decoder, bytes);
    if (text) yield text;
  }
  decode(path, decoder);
}

/** A byte order mark is dropped by the decoder; other encodings are refused rather than guessed. */
function decode(path: string, decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw dataErrors.notText({}, { place: { file: path }, cause });
  }
}

async function* readBytes(path: string, limit: number): AsyncGenerator<Uint8Array> {
  const handle = await openDataFile(path);
  const stream = handle.createReadStream({ highWaterMark: chunkBytes });
  if (path.endsWith('.gz')) yield* unpack(path, stream, limit);
  else yield* stream;
}

async function* unpack(path: string, packed: Readable, limit: number): AsyncGenerator<Uint8Array> {
  const place = { file: path };
  const unpacked = createGunzip({ chunkSize: chunkBytes });
  packed.once('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  let size = 0;
  try {
    for await (const bytes of unpacked) {
      size += bytes.length;
      if (size > limit) throw dataErrors.tooLarge({ limit: `${Math.round(limit / gigabyte)} GB` }, { place });
      yield bytes;
    }
  } catch (cause) {
    const zipped = cause instanceof Error && 'code' in cause && /^Z_/.test(String(cause.code));
    throw zipped ? dataErrors.badGzip({}, { place, cause }) : cause;
  } finally {
    packed.destroy();
  }
}
