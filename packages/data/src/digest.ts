import { createHash } from 'node:crypto';
import type { Digest } from '@weighbridge/core';
import { openDataFile } from './open-file.ts';

const rowsPerUpdate = 1 << 14;
/** One buffer, used again for each part: to allocate a new one for each takes as long as to digest it. */
const bytesPerRead = 1 << 22;

/** SHA-256 of a file's bytes. Missing and empty files, and pointers in place of data, are user errors. */
export async function digestFile(path: string): Promise<Digest> {
  const handle = await openDataFile(path);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(Math.min(size || bytesPerRead, bytesPerRead));
    const hash = createHash('sha256');
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return `sha256:${hash.digest('hex')}`;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/**
 * SHA-256 of which rows a file speaks of. With ids: each row as `<length of id>:<id>=<target>`, a line each, sorted
 * by id (UTF-16 order), so that the order of the file does not matter. Without ids: the targets in file order.
 */
export function digestRows(target: Uint8Array, id: readonly string[] | undefined): Digest {
  const hash = createHash('sha256');
  if (!id) hash.update('targets in row order\n').update(target);
  else {
    hash.update('ids and targets\n');
    const order = sortedRows(id);
    for (let from = 0; from < order.length; from += rowsPerUpdate) {
      const rows = order.slice(from, from + rowsPerUpdate);
      hash.update(Array.from(rows, (row) => `${id[row]?.length}:${id[row]}=${target[row]}\n`).join(''), 'utf16le');
    }
  }
  return `sha256:${hash.digest('hex')}`;
}

function sortedRows(id: readonly string[]): Uint32Array {
  const rows = Uint32Array.from(id, (_, row) => row);
  const inOrder = id.every((text, row) => row === 0 || (id[row - 1] ?? '') < text);
  if (inOrder) return rows;
  return rows.sort((a, b) => ((id[a] ?? '') < (id[b] ?? '') ? -1 : 1));
}
