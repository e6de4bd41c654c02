import { basename } from 'node:path';
import { dataErrors } from '@weighbridge/core';
import { readCsv, readTsv } from './csv.ts';
import { readJsonLines } from './jsonl.ts';
import { readParquet } from './parquet.ts';
import type { ReadColumns } from './table.ts';

const readers: Readonly<Record<string, ReadColumns>> = {
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
export const readColumns: ReadColumns = (path, wanted) => {
  const name = basename(path).toLowerCase();
  const extension = Object.keys(readers).find((ending) => name.endsWith(ending));
  const read = extension === undefined ? undefined : readers[extension];
  if (!read) {
    const found = /\.[^.]+(\.gz)?$/.exec(name)?.[0] ?? '';
    throw dataErrors.unsupportedFormat({ extension: found }, { place: { file: path } });
  }
  return read(path, wanted);
};
