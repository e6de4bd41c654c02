import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadLargeColumns } from '@weighbridge/core';
import { type PredictionColumns, readPredictions } from '@weighbridge/data';
import { columnReader, libraryOptions, loadDuckdb } from '@weighbridge/table';
import { afterAll, expect } from 'vitest';

/** Files of one test file, read by both readers. */
export interface BothReaders {
  readonly folder: string;
  write(name: string, content: string | Uint8Array): string;
  /** Writes what a query gives as Parquet of several row groups. */
  copy(name: string, select: string): Promise<string>;
  /** Expects equal predictions or equal errors. Whether the reader of large files read to the end, and what it gave. */
  expectSame(file: string, columns: PredictionColumns): Promise<{ readonly reached: boolean; readonly found: object }>;
}

/** Set up before the tests of a file, and removed after them. */
export async function bothReaders(): Promise<BothReaders> {
  const folder = mkdtempSync(join(tmpdir(), 'large-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const place = { env: {}, workingFolder: process.cwd(), home: folder, onProgress: () => undefined };
  const duckdb = await loadDuckdb(libraryOptions(place));
  const reader = columnReader({ load: () => Promise.resolve(duckdb), tempFolder: folder });
  const writer = await (await duckdb.DuckDBInstance.create(':memory:')).connect();
  return {
    folder,
    write(name, content) {
      const file = join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    async copy(name, select) {
      const file = join(folder, name);
      await writer.run(`COPY (${select}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 3000)`);
      return file;
    },
    async expectSame(file, columns) {
      let reached = false;
      const readLarge: ReadLargeColumns = async function* (path, wanted) {
        yield* reader(path, wanted);
        reached = true;
      };
      const found = await outcome(readPredictions(file, columns, { readLarge, largeFrom: 0 }));
      expect(found).toEqual(await outcome(readPredictions(file, columns)));
      return { reached, found };
    },
  };
}

function outcome(reading: Promise<object>): Promise<object> {
  return reading.catch((error: unknown) => ({ error: String(error) }));
}
