import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import zlib from 'node:zlib';
import {
  type ByteSource,
  type Inflate,
  isRefused,
  type ScanFinding,
  scanFile,
  storeErrors,
  versionErrors,
} from '@weighbridge/core';

/** What the scan of an output found; `imports` counts the known and allowed ones. */
export interface OutputScan {
  readonly files: number;
  readonly findings: readonly ScanFinding[];
}

/**
 * Scans one output, a file or a folder, for what loading it can run. Reads files in pieces and unpacks in memory, at most
 * 512 MB a file. Throws UserError for an output that is not there, and for links.
 */
export async function scanOutput(root: string, path: string, allow: readonly string[]): Promise<OutputScan> {
  const start = await realpath(join(root, path)).catch((cause: unknown) => {
    throw versionErrors.noSuchOutput({ path }, { cause });
  });
  const files = (await stat(start)).isFile() ? [start] : await filesBelow(start);
  const findings = files.flatMap((file) => {
    const name = start === file ? path : `${path.replace(/\/$/u, '')}/${relative(start, file).replaceAll(sep, '/')}`;
    return withFile(file, (bytes) => scanFile({ path: name, bytes }, { allow, unpack }));
  });
  return { files: files.length, findings };
}

/** Throws UserError WB6301 for the first refusal of a scan, with how many more there are. */
export function refuseUnsafe({ findings }: OutputScan): void {
  const refusals = findings.filter((finding) => isRefused([finding]));
  const [first] = refusals;
  if (first === undefined) return;
  const { path, reason, offset, import: name } = first;
  throw versionErrors.unsafeFile({ path, reason, offset, name, more: refusals.length - 1 });
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(path)));
    else if (entry.isFile()) files.push(path);
    else throw storeErrors.outputLink({ path: entry.name });
  }
  return files.sort();
}

function withFile<T>(path: string, use: (bytes: ByteSource) => T): T {
  const handle = openSync(path, 'r');
  try {
    return use({ size: fstatSync(handle).size, read: (offset, length) => readAt(handle, offset, length) });
  } finally {
    closeSync(handle);
  }
}

function readAt(handle: number, offset: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, fstatSync(handle).size - offset)));
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(handle, bytes, filled, bytes.length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

const unpackers = {
  deflate: zlib.inflateRawSync,
  zlib: zlib.inflateSync,
  gzip: zlib.gunzipSync,
  zstd: zlib.zstdDecompressSync,
};

/** Unpacks what this Node can: deflate, zlib, gzip, zstd. */
export const unpack: Inflate = (compression, bytes, most) => {
  if (compression === 'bz2' || compression === 'xz' || compression === 'lz4') return { kind: 'unsupported' };
  try {
    // With `info`, the engine tells how many of the packed bytes it used; the types do not know that form.
    const result: unknown = unpackers[compression](bytes, { maxOutputLength: most, info: true });
    return withInfo(result);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { kind: code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'broken' };
  }
};

function withInfo(result: unknown): ReturnType<Inflate> {
  if (typeof result !== 'object' || result === null || !('buffer' in result && 'engine' in result)) {
    throw new TypeError('zlib gave no info');
  }
  const { buffer, engine } = result;
  const consumed =
    typeof engine === 'object' && engine !== null && 'bytesWritten' in engine ? engine.bytesWritten : undefined;
  if (!(buffer instanceof Uint8Array && typeof consumed === 'number')) throw new TypeError('zlib gave no info');
  return { kind: 'unpacked', bytes: buffer, consumed };
}
