import { open, rename, rm, writeFile } from 'node:fs/promises';
import type { Coded, Predictions } from '@weighbridge/core';
import { type AsyncBuffer, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteBuffer } from 'hyparquet-writer';

const slicePrefix = 'slice:';

/** Writes the columns that pair two models, as they are given, to a Parquet file: whole or not at all. */
export async function writeKept(path: string, predictions: Predictions): Promise<void> {
  const { target, score, weight, id, group, slices } = predictions;
  const columnData = [
    { name: 'target', data: Array.from(target), type: 'INT32' as const },
    { name: 'score', data: score, type: 'DOUBLE' as const },
    ...(weight ? [{ name: 'weight', data: weight, type: 'DOUBLE' as const }] : []),
    ...(id ? [{ name: 'id', data: [...id], type: 'STRING' as const }] : []),
    ...(group ? [{ name: 'group', data: spread(group), type: 'STRING' as const }] : []),
    ...slices.map((slice) => ({
      name: slicePrefix + slice.column,
      data: spread(slice),
      type: 'STRING' as const,
    })),
  ];
  const temporary = `${path}.tmp`;
  try {
    await writeFile(temporary, new Uint8Array(parquetWriteBuffer({ columnData })));
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

function spread({ codes, values }: Coded): (string | null)[] {
  return Array.from(codes, (code) => values[code] ?? null);
}

/** Reads what `writeKept` wrote. Whoever fetched the file has already checked its digest. */
export async function readKept(path: string): Promise<Predictions> {
  const rows = await readRows(path);
  const columns = Object.keys(rows[0] ?? {});
  const has = (name: string): boolean => columns.includes(name);
  return {
    target: Uint8Array.from(rows, (row) => Number(row['target'])),
    score: Float64Array.from(rows, (row) => Number(row['score'])),
    ...(has('weight') ? { weight: Float64Array.from(rows, (row) => Number(row['weight'])) } : {}),
    ...(has('id') ? { id: rows.map((row) => String(row['id'])) } : {}),
    ...(has('group') ? { group: coded('group', rows, 'group') } : {}),
    slices: columns
      .filter((name) => name.startsWith(slicePrefix))
      .map((name) => coded(name.slice(slicePrefix.length), rows, name)),
  };
}

async function readRows(path: string): Promise<Record<string, unknown>[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer: AsyncBuffer = {
      byteLength: size,
      async slice(start, end = size) {
        const bytes = new Uint8Array(end - start);
        await file.read(bytes, 0, bytes.length, start);
        return bytes.buffer;
      },
    };
    return await parquetReadObjects({ file: buffer, compressors });
  } finally {
    await file.close();
  }
}

function coded(column: string, rows: readonly Record<string, unknown>[], name: string): Coded {
  const known = new Map<string | null, number>();
  const codes = Int32Array.from(rows, (row) => {
    const raw = row[name];
    const value = raw === null || raw === undefined ? null : String(raw);
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    return code;
  });
  return { column, codes, values: [...known.keys()] };
}
