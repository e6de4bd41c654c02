import { basename } from 'node:path';
import { dataErrors } from '@weighbridge/core';
import type { Batch, ReadColumns } from './table.ts';

type LoadReader = () => Promise<ReadColumns>;

const readCsv: LoadReader = async () => (await import('./csv.ts')).readCsv;
const readTsv: LoadReader = async () => (await import('./csv.ts')).readTsv;
const readJsonLines: LoadReader = async () => (await import('./jsonl.ts')).readJsonLines;
const readParquet: LoadReader = async () => (await import('./parquet.ts')).readParquet;

/** Readers by extension, each loaded only when a file asks for it. */
const readers: Readonly<Record<string, LoadReader>> = {
  '.csv': readCsv,
  '.tsv': readTsv,
  '.jsonl': readJsonLines,
  '.ndjson': readJsonLines,
  '.parquet': readParquet,
  '.csv.gz': readCsv,
  '.tsv.gz': readTsv,
  '.jsonl.gz': readJsonLines,
  '.ndjson.gz': readJsonLines,
};

/** Reads the wanted columns of a table in the format that its extension names. */
export async function* readColumns(path: string, wanted: readonly string[]): AsyncGenerator<Batch> {
  const name = basename(path).toLowerCase();
  const extension = Object.keys(readers).find((ending) => name.endsWith(ending));
  const load = extension === undefined ? undefined : readers[extension];
  if (!load) {
    const found = /\.[^.]+(\.gz)?$/.exec(name)?.[0] ?? '';
    throw dataErrors.unsupportedFormat({ extension: found }, { place: { file: path } });
  }
  const read = await load();
  yield* read(path, wanted);
}
