import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { dataErrors, tableErrors } from '@weighbridge/core';

/** How far a packed file may grow. A small one may always grow to `freeBytes`. */
export interface ExpandLimits {
  readonly ratio: number;
  readonly freeBytes: number;
}

/** What deflate gives for real tables is 3 to 60 times; 1,032 times is the most it can. */
export const expandLimits: ExpandLimits = { ratio: 200, freeBytes: 64 * 1024 * 1024 };

export interface Packed {
  readonly path: string;
  /** How errors name it. */
  readonly name: string;
  readonly packing: 'gz' | 'zst';
}

/**
 * Unpacks a file into another one, in constant memory. One that grows too far, or is cut off, is a user error, and
 * nothing of it stays.
 */
export async function expandFile(packed: Packed, target: string, limits: ExpandLimits = expandLimits): Promise<void> {
  const { size } = await stat(packed.path);
  const most = Math.max(limits.freeBytes, size * limits.ratio);
  try {
    const unpacked = unpacker(packed);
    await pipeline(createReadStream(packed.path), unpacked, bounded(most, packed, limits), createWriteStream(target));
  } catch (cause) {
    await rm(target, { force: true });
    throw expandError(packed, cause);
  }
}

function unpacker({ name, packing }: Packed): Transform {
  if (packing === 'gz') return zlib.createGunzip();
  // Node has it from 22.15.
  if (!('createZstdDecompress' in zlib)) {
    throw tableErrors.zstdNeedsNode({ version: process.versions.node }, { place: { file: name } });
  }
  return zlib.createZstdDecompress();
}

function bounded(most: number, { name }: Packed, { ratio }: ExpandLimits): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes <= most) return done(null, chunk);
      const reached = `${(bytes / 1e6).toFixed(0)} MB`;
      return done(tableErrors.unpacksTooFar({ ratio, reached }, { place: { file: name } }));
    },
  });
}

function expandError({ name, packing }: Packed, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const options = { place: { file: name }, cause };
  if (code === 'ENOSPC') return tableErrors.noRoom({ what: 'disk space for temporary files' }, options);
  if (packing === 'gz' && /^Z_/.test(code)) return dataErrors.badGzip({}, options);
  // A zstd frame that is cut off ends the stream early with Z_BUF_ERROR.
  if (packing === 'zst' && /^(ZSTD_|Z_|ERR_ZLIB)/i.test(code)) return tableErrors.badZstd({}, options);
  return cause;
}

/**
 * Where a file is unpacked to: in a new folder, under its own partition folders (`year=2026`), which DuckDB reads off
 * the path.
 */
export async function expandedPath(
  folder: string,
  index: number,
  file: string,
  partitions: readonly string[],
): Promise<string> {
  const folders = file.split(path.sep).slice(0, -1);
  const kept =
    partitions.length > 0 ? folders.filter((one) => partitions.some((key) => one.startsWith(`${key}=`))) : [];
  const own = path.join(await mkdtemp(path.join(folder, 'unpacked-')), ...kept);
  await mkdir(own, { recursive: true });
  const stem = file.replace(/\.(gz|zst)$/i, '');
  return path.join(own, `${index}${path.extname(stem).toLowerCase()}`);
}
