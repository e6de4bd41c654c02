import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as duckdb from '@duckdb/node-api';
import type {
  Asked,
  CheckOptions,
  DataRule,
  Field,
  FieldType,
  OpenTable,
  RuleFinding,
  TableSchema,
  WatchEngine,
} from '@weighbridge/core';
import { afterAll, beforeAll } from 'vitest';
import { checkTable } from '../src/check/check.ts';
import type { DuckTable } from '../src/duck-table.ts';
import { duckdbEngine } from '../src/engine.ts';
import { openTable } from '../src/open/open.ts';
import { newSession } from '../src/session.ts';
import { literal } from '../src/sql.ts';

/** A folder of real files, and a database that reads them, for one test file. */
export interface TestTables {
  readonly folder: string;
  /** Writes a file (and its folders) and gives its absolute path. */
  write(name: string, content: string | Uint8Array): string;
  /** Writes what a query of ours gives as Parquet (or what the options say). */
  copy(name: string, select: string, options?: string): Promise<string>;
  open(name: string, schema?: TableSchema): Promise<DuckTable>;
  /** An engine of its own, as commands have it. */
  readonly engine: WatchEngine;
  /** Opens a file with that engine; what it holds is written first, where it is given. */
  opened(name: string, content?: string): Promise<OpenTable>;
  /** Findings of the rules over a file. */
  check(name: string, schema: TableSchema, options?: Partial<CheckOptions>): Promise<readonly RuleFinding[]>;
}

/** Set up before all tests of a file, and removed after them. */
export function testTables(options: { readonly memoryLimitBytes?: number } = {}): TestTables {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-tables-'));
  const session = newSession({ load: () => Promise.resolve(duckdb), tempFolder: folder, threads: 2, ...options });
  const engine = duckdbEngine({ load: () => Promise.resolve(duckdb), tempFolder: folder, threads: 2, ...options });
  let writer: duckdb.DuckDBConnection;
  let instance: duckdb.DuckDBInstance;
  beforeAll(async () => {
    instance = await duckdb.DuckDBInstance.create(':memory:', { threads: '2' });
    writer = await instance.connect();
  });
  afterAll(async () => {
    await session.close();
    await engine.close();
    writer.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  });
  const at = (name: string): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  const open = async (name: string, schema?: TableSchema): Promise<DuckTable> => {
    const source = { path: path.join(folder, name), name };
    const read = schema === undefined ? {} : { schema };
    return await openTable(session.connection, source, { workFolder: folder, allow: session.allow, ...read });
  };
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(at(name), content);
    return at(name);
  };
  return {
    folder,
    open,
    engine,
    async opened(name, content) {
      if (content !== undefined) write(name, content);
      return await engine.open({ path: path.join(folder, name), name });
    },
    write,
    async copy(name, select, copyOptions = 'format parquet') {
      await writer.run(`COPY (${select}) TO ${literal(at(name))} (${copyOptions})`);
      return at(name);
    },
    check: async (name, schema, about) =>
      await checkTable(await open(name, schema), schema, {
        resources: new Map(),
        showValues: false,
        now: new Date('2026-11-22T12:00:00Z'),
        ...about,
      }),
  };
}

const place = { file: 'schema.json', line: 3, column: 5 };

export function field(name: string, types: FieldType | readonly FieldType[], more: Partial<Field> = {}): Field {
  return { name, types: typeof types === 'string' ? [types] : types, reading: {}, place, ...more };
}

/** A schema of fields and what is asked, each a rule of severity error. */
export function schemaOf(
  fields: readonly Field[],
  rules: readonly (Asked | DataRule)[],
  more: Partial<TableSchema> = {},
): TableSchema {
  return {
    dialect: 'frictionless',
    file: 'schema.json',
    fields,
    missingValues: [''],
    primaryKey: [],
    rules: rules.map((rule) => ('asked' in rule ? rule : { asked: rule, severity: 'error', place })),
    ignored: [],
    ...more,
  };
}
