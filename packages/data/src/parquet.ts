import type { FileHandle } from 'node:fs/promises';
import * as zlib from 'node:zlib';
import { dataErrors, UserError } from '@weighbridge/core';
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
} from 'hyparquet';
import { decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';
import { snappyUncompressor } from 'hysnappy';
import { findColumns } from './columns.ts';
import { openDataFile } from './open-file.ts';
import type { Batch, ReadColumns } from './table.ts';

/** Node's own decompressors where there are any: they take a third of the time. */
const decompressors: Compressors = {
  SNAPPY: snappyUncompressor(),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
  GZIP: (input) => zlib.gunzipSync(input),
  BROTLI: (input) => zlib.brotliDecompressSync(input),
  ZSTD: (input) => ('zstdDecompressSync' in zlib ? zlib.zstdDecompressSync(input) : decompressZstd(input)),
};

/** Reads Parquet, one column of one row group at a time, and only the wanted columns. */
export const readParquet: ReadColumns = (path, wanted) => readGroups(path, wanted);

/** The names of a Parquet file's columns. */
export async function parquetColumns(path: string): Promise<string[]> {
  const handle = await openDataFile(path);
  try {
    const { metadata } = await openParquet(path, handle);
    return columnsOf(metadata);
  } finally {
    await handle.close();
  }
}

function columnsOf(metadata: FileMetaData): string[] {
  return parquetSchema(metadata).children.map(({ element }) => element.name);
}

interface OpenParquet {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
}

async function openParquet(path: string, handle: FileHandle): Promise<OpenParquet> {
  await requireMagic(path, handle);
  const file = await bufferOf(handle);
  return { file, metadata: await explain(path, () => parquetMetadataAsync(file)) };
}

async function* readGroups(path: string, wanted: readonly string[]): AsyncGenerator<Batch> {
  const handle = await openDataFile(path);
  try {
    const { file, metadata } = await openParquet(path, handle);
    findColumns(path, columnsOf(metadata), wanted);
    requireCodecs(path, metadata, wanted);
    const scan = await explain(path, () =>
      parquetScan({ file, metadata, columns: [...new Set(wanted)], compressors: decompressors }),
    );
    for (const { rowStart, rowEnd } of scan.ranges) {
      const columns: ArrayLike<unknown>[] = [];
      for (const column of wanted)
        columns.push(await explain(path, () => scan.readColumn({ column, rowStart, rowEnd })));
      yield { rows: rowEnd - rowStart, columns };
    }
  } finally {
    await handle.close();
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(end - start);
      await handle.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
}

async function requireMagic(path: string, handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const magicAt = async (position: number): Promise<string> => {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, position);
    return buffer.toString('latin1');
  };
  const place = { file: path };
  const start = await magicAt(0);
  if (start === 'PARE') throw dataErrors.notParquet({ what: 'it is encrypted' }, { place });
  if (start !== 'PAR1') throw dataErrors.notParquet({ what: 'it does not begin like one' }, { place });
  if (size < 12 || (await magicAt(size - 4)) !== 'PAR1') {
    throw dataErrors.notParquet({ what: 'the end of the file is missing' }, { place });
  }
}

function requireCodecs(path: string, metadata: FileMetaData, wanted: readonly string[]): void {
  for (const { meta_data } of metadata.row_groups.flatMap(({ columns }) => columns)) {
    if (!(meta_data && wanted.includes(meta_data.path_in_schema[0] ?? ''))) continue;
    const { codec } = meta_data;
    if (codec === 'UNCOMPRESSED' || decompressors[codec]) continue;
    throw dataErrors.unsupportedCompression({ codec }, { place: { file: path } });
  }
}

/** Whatever the decoder throws on damaged bytes becomes one user error; its own words are kept as the cause. */
async function explain<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw dataErrors.notParquet({ what: 'its contents are damaged' }, { place: { file: path }, cause });
  }
}
