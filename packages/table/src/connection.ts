import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { machineShare } from './machine.ts';
import { type Plain, type Row, toPlain } from './plain.ts';
import { list, literal } from './sql.ts';

/** DuckDB's client library, as `loadDuckdb` gives it. */
export type Duckdb = typeof import('@duckdb/node-api');

/** A value for `$1`, `$2`, … of a statement. */
export type Parameter = null | boolean | number | bigint | string;

export interface ConnectionOptions {
  /** Default: all processors of this machine. */
  readonly threads?: number;
  /** Above it, what can be is spilled to disk. Default: half of the machine's (or container's) memory. */
  readonly memoryLimitBytes?: number;
  /** An existing folder. What is spilled goes into one of its own in there, removed by `close`. */
  readonly tempFolder: string;
  /** Files (absolute) that statements may read. */
  readonly allowedFiles?: readonly string[];
  /** Folders (absolute) under which statements may read and write. */
  readonly allowedFolders?: readonly string[];
}

/** A part of a result: at most 2,048 rows. Valid until the next one is asked for. */
export interface Chunk {
  readonly rows: number;
  /** The values of one column of the result, from 0. */
  column(index: number): readonly Plain[];
  /** Those of a DOUBLE (or smaller number) column, with NaN for null. */
  numbers(index: number): Float64Array;
  /** The same of a DOUBLE or USMALLINT column without a null, not one by one and not copied. */
  typed(index: number): Float64Array | Uint16Array;
  /** Copies the finite ones of such a column to `into`, from `at` on. The index behind the last finite one. */
  copyFinite(index: number, into: Float64Array, at: number): number;
}

/** One connection to a database in memory. One statement at a time: await each before the next. */
export interface Connection {
  run(sql: string, parameters?: readonly Parameter[]): Promise<void>;
  /** All rows of a small result. */
  rows(sql: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
  /** The first row. Throws where there is none. */
  row(sql: string, parameters?: readonly Parameter[]): Promise<Row>;
  /** A result of any size, part by part, in constant memory. */
  chunks(sql: string, parameters?: readonly Parameter[]): AsyncIterable<Chunk>;
  /** Ends the database and removes what it spilled. */
  close(): Promise<void>;
}

/**
 * Opens a database in memory that can read the allowed files and folders and nothing else: no other file, no network, no
 * extension, no write but to those folders and its own spilling; and no statement can change that, as the configuration is
 * locked.
 */
export async function openConnection(duckdb: Duckdb, options: ConnectionOptions): Promise<Connection> {
  const spill = await mkdtemp(path.join(options.tempFolder, 'weighbridge-duckdb-'));
  try {
    const instance = await duckdb.DuckDBInstance.create(':memory:', configuration(options, spill));
    const connection = await instance.connect();
    await lockDown(connection, options);
    return { ...statements(duckdb, connection), close: () => close(connection, instance, spill) };
  } catch (cause) {
    await rm(spill, { recursive: true, force: true });
    throw cause;
  }
}

function configuration(options: ConnectionOptions, spill: string): Record<string, string> {
  const machine = machineShare();
  return {
    threads: String(options.threads ?? machine.threads),
    memory_limit: `${options.memoryLimitBytes ?? machine.memoryLimitBytes}B`,
    temp_directory: spill,
    autoload_known_extensions: 'false',
    autoinstall_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
  };
}

async function lockDown(connection: DuckDBConnection, options: ConnectionOptions): Promise<void> {
  const files = (options.allowedFiles ?? []).map((file) => literal(path.resolve(file)));
  const folders = (options.allowedFolders ?? []).map((folder) => literal(path.join(path.resolve(folder), path.sep)));
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET parquet_metadata_cache = true');
  await connection.run(`SET allowed_paths = ${list(files)}`);
  await connection.run(`SET allowed_directories = ${list(folders)}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

function statements(duckdb: Duckdb, connection: DuckDBConnection): Omit<Connection, 'close'> {
  async function rows(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    const result = await connection.run(sql, ...bound(duckdb, parameters));
    const names = result.deduplicatedColumnNames();
    const found = await result.convertRows<Plain>(toPlain);
    // A column may have any name, that of an object's prototype too.
    return found.map((values) => Object.fromEntries(names.map((name, at) => [name, values[at] ?? null])));
  }
  async function row(sql: string, parameters: readonly Parameter[] = []): Promise<Row> {
    const [first] = await rows(sql, parameters);
    if (first === undefined) throw new Error('The statement gave no row.');
    return first;
  }
  async function run(sql: string, parameters: readonly Parameter[] = []): Promise<void> {
    await connection.run(sql, ...bound(duckdb, parameters));
  }
  async function* chunks(sql: string, parameters: readonly Parameter[] = []): AsyncGenerator<Chunk> {
    const result = await connection.stream(sql, ...bound(duckdb, parameters));
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunkView(chunk);
    }
  }
  return { run, rows, row, chunks };
}

/** Numbers that are no safe integer are bound as doubles: the library would take 1e300 for a 64-bit integer. */
function bound(duckdb: Duckdb, parameters: readonly Parameter[]): [DuckDBValue[]?, DuckDBType[]?] {
  if (parameters.length === 0) return [];
  const types = parameters.map((value) => parameterType(duckdb, value));
  return [parameters.map((value, index) => (types[index] === duckdb.BIGINT ? BigInt(Number(value)) : value)), types];
}

function parameterType(duckdb: Duckdb, value: Parameter): DuckDBType {
  if (value === null) return duckdb.SQLNULL;
  if (typeof value === 'boolean') return duckdb.BOOLEAN;
  if (typeof value === 'string') return duckdb.VARCHAR;
  if (typeof value === 'bigint') return duckdb.HUGEINT;
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? duckdb.BIGINT : duckdb.DOUBLE;
}

function chunkView(chunk: DuckDBDataChunk): Chunk {
  const rows = chunk.rowCount;
  return {
    rows,
    column: (index) => chunk.convertColumnValues<Plain>(index, toPlain),
    numbers(index) {
      const vector = chunk.getColumnVector(index);
      const values = new Float64Array(rows);
      for (let at = 0; at < rows; at += 1) values[at] = Number(vector.getItem(at) ?? Number.NaN);
      return values;
    },
    typed: (index) => itemsOf(chunk.getColumnVector(index)),
    copyFinite(index, into, at) {
      const items = itemsOf(chunk.getColumnVector(index));
      return areFinite(items, rows) ? copied(items, rows, into, at) : finiteCopied(items, rows, into, at);
    },
  };
}

type Items = Float64Array | Uint16Array;

function areFinite(items: Items, rows: number): boolean {
  let sum = 0;
  // 0 of a finite number, NaN of others.
  for (let row = 0; row < rows; row += 1) sum += (items[row] ?? Number.NaN) * 0;
  return sum === 0;
}

/** -0 becomes 0. */
function copied(items: Items, rows: number, into: Float64Array, at: number): number {
  for (let row = 0; row < rows; row += 1) into[at + row] = (items[row] ?? Number.NaN) + 0;
  return at + rows;
}

function finiteCopied(items: Items, rows: number, into: Float64Array, at: number): number {
  let next = at;
  for (let row = 0; row < rows; row += 1) {
    const value = (items[row] ?? Number.NaN) + 0;
    if (!Number.isFinite(value)) continue;
    into[next] = value;
    next += 1;
  }
  return next;
}

/** The client gives items one by one only; what it holds them in is the same array since its first release. */
function itemsOf(vector: object): Items {
  const items = 'items' in vector ? vector.items : undefined;
  if (items instanceof Float64Array || items instanceof Uint16Array) return items;
  throw new Error('The vector holds its items in another way.');
}

async function close(connection: DuckDBConnection, instance: DuckDBInstance, spill: string): Promise<void> {
  connection.closeSync();
  instance.closeSync();
  await rm(spill, { recursive: true, force: true });
}
