import { dataErrors } from '@weighbridge/core';
import { findColumns } from './columns.ts';
import { parseJson } from './parse-json.ts';
import type { Batch, ReadColumns } from './table.ts';
import { readText } from './text-file.ts';

type Row = Readonly<Record<string, unknown>>;

/** Reads one JSON object per line (JSON Lines, NDJSON); empty lines are skipped. */
export const readJsonLines: ReadColumns = (path, wanted) => readObjects(path, wanted);

async function* readObjects(path: string, wanted: readonly string[]): AsyncGenerator<Batch> {
  let rowsBefore = 0;
  for await (const lines of readLines(path)) {
    const rows = lines.map((line, index) => parseLine(path, line, rowsBefore + index + 1));
    if (rows.length === 0) continue;
    if (rowsBefore === 0) findColumns(path, [...new Set(rows.flatMap((row) => Object.keys(row)))], wanted);
    yield { rows: rows.length, columns: wanted.map((column) => rows.map((row) => row[column])) };
    rowsBefore += rows.length;
  }
}

function parseLine(path: string, line: string, row: number): Row {
  const value = parseJson(line);
  if (!isRow(value)) throw dataErrors.badJsonLine({ row }, { place: { file: path } });
  return value;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function* readLines(path: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const text of readText(path)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield lines.filter(isFilled);
  }
  yield [rest].filter(isFilled);
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}
