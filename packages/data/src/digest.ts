import { createHash } from 'node:crypto';
import type { Digest } from '@weighbridge/core';
import { openDataFile } from './open-file.ts';

const rowsPerUpdate = 1 << 14;

/** SHA-256 of a file's bytes. Missing and empty files, and pointers in place of data, are user errors. */
export async function digestFile(path: string): Promise<Digest> {
  const handle = await openDataFile(path);
  const hash = createHash('sha256');
  for await (const bytes of handle.createReadStream({ highWaterMark: 1 << 20 })) hash.update(bytes);
  return `sha256:${hash.digest('hex')}`;
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
