import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { dataErrors, type TableSchema, type TableSource } from '@weighbridge/core';
import { readOnce } from '../check/read-once.ts';
import type { Connection } from '../connection.ts';
import type { DuckTable } from '../duck-table.ts';
import { name } from '../sql.ts';
import { openCsv } from './csv.ts';
import { type ExpandLimits, expandedPath, expandFile, expandLimits } from './expand.ts';
import { type FoundFiles, fileName, findFiles } from './find-files.ts';
import { fileFormat } from './format.ts';
import { openJsonl } from './jsonl.ts';
import { literalPath, type Opened, type OpenedFile, type ReadToEnd } from './opened.ts';
import { openParquet } from './parquet.ts';
import { explained } from './reading-error.ts';
import { refuseFile } from './refuse-file.ts';

export interface OpenOptions {
  /** A folder for what is unpacked. Nobody else writes into it. */
  readonly workFolder: string;
  /** Told of the files before they are read, for a connection that may read what it was told of. */
  readonly allow?: (files: readonly string[]) => Promise<void>;
  readonly limits?: ExpandLimits;
  /** How the cells are to be read, and what will be asked of them. */
  readonly schema?: TableSchema;
}

/** Opens a table: finds its files, refuses what is none, unpacks what is packed, and reads text once to the end. */
export async function openTable(connection: Connection, source: TableSource, options: OpenOptions): Promise<DuckTable> {
  const found = await findFiles(source);
  const { files, bytes } = await readyFiles(source, found, options);
  await options.allow?.(files.flatMap(({ path }) => [path, literalPath(path)]));
  const own = explained(connection, source.name);
  const { schema } = options;
  const about = {
    source,
    bytes,
    files: files.length,
    ...(found.unread === undefined ? {} : { unread: found.unread }),
    connection: own,
    settled: new Map(),
    numbers: new Map(),
    categories: new Map(),
    format: found.format.format,
    paths: files.map(({ path }) => path),
    ...(schema === undefined ? {} : { schema }),
  };
  const readToEnd: ReadToEnd | undefined = schema && ((unread) => readOnce({ ...about, ...rowsOf(unread) }, schema));
  const opened = await readFiles(own, files, found, readToEnd);
  if (opened.rows === 0) throw dataErrors.noRows({}, { place: { file: source.name } });
  return { ...about, ...rowsOf(opened) };
}

type OfRows = Pick<DuckTable, 'columns' | 'rows' | 'answers' | 'relation' | 'numbered' | 'at' | 'rowName'>;

function rowsOf(opened: Opened): OfRows {
  const { columns, rows, relation, numbered, at, answers } = opened;
  const rowName = freeName(opened);
  return {
    columns,
    rows,
    relation,
    numbered: numbered(rowName),
    ...(at === undefined ? {} : { at: (numbers: readonly number[]) => at(rowName, numbers) }),
    ...(answers === undefined ? {} : { answers }),
    rowName,
  };
}

async function readFiles(
  connection: Connection,
  files: readonly OpenedFile[],
  { format, partitions }: FoundFiles,
  readToEnd: ReadToEnd | undefined,
): Promise<Opened> {
  switch (format.format) {
    case 'csv':
      return await openCsv(connection, files, format.delimiter, partitions, readToEnd);
    case 'jsonl':
      return await openJsonl(connection, files, partitions);
    case 'parquet':
      return await openParquet(connection, files, partitions);
  }
}

interface ReadyFiles {
  readonly files: readonly OpenedFile[];
  /** As they lie in the source, packed or not. */
  readonly bytes: number;
}

async function readyFiles(source: TableSource, found: FoundFiles, options: OpenOptions): Promise<ReadyFiles> {
  const files: OpenedFile[] = [];
  let bytes = 0;
  for (const path of found.paths) {
    const named = fileName(source, path);
    bytes += await refuseFile(path, named);
    const target = async (): Promise<string> =>
      await expandedPath(options.workFolder, files.length, path, found.partitions);
    files.push(await readyFile({ path, name: named }, found, target, options));
  }
  return { files, bytes };
}

/** The file itself, or what it is unpacked to; a byte order mark is taken off JSON lines, where DuckDB minds it. */
async function readyFile(
  file: OpenedFile,
  { format }: FoundFiles,
  target: () => Promise<string>,
  options: OpenOptions,
): Promise<OpenedFile> {
  // In one folder some files may be packed and others not.
  const packing = fileFormat(file.path)?.packing;
  const marked = packing === undefined && format.format === 'jsonl' && (await hasMark(file.path));
  if (packing === undefined && !marked) return file;
  const path = await target();
  if (packing === undefined) await pipeline(createReadStream(file.path, { start: 3 }), createWriteStream(path));
  else await expandFile({ ...file, packing }, path, options.limits ?? expandLimits);
  return { path, name: file.name };
}

async function hasMark(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    return bytesRead === 3 && buffer.toString('hex') === 'efbbbf';
  } finally {
    await handle.close();
  }
}

/** A name that no column has, however DuckDB folds case. */
function freeName({ columns }: Opened): string {
  const taken = new Set(columns.map(({ sql }) => sql.toLowerCase()));
  let free = 'row';
  while (taken.has(name(free).toLowerCase())) free += '_';
  return name(free);
}
