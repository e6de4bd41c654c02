import { dataErrors } from '@weighbridge/core';
import Papa from 'papaparse';
import { findColumns } from './columns.ts';
import type { Batch, ReadColumns } from './table.ts';
import { readText } from './text-file.ts';

/** Reads comma-separated values (RFC 4180: quotes, CRLF or LF, a header; empty lines are skipped). */
export const readCsv: ReadColumns = (path, wanted) => readDelimited(path, wanted, ',');

/** The same with tabs between the fields. */
export const readTsv: ReadColumns = (path, wanted) => readDelimited(path, wanted, '\t');

/** More text than this without the end of a row is a quote that was never closed. */
const longestRow = 1 << 24;

interface Header {
  readonly width: number;
  /** Where the wanted columns are. */
  readonly indexes: readonly number[];
}

async function* readDelimited(path: string, wanted: readonly string[], delimiter: string): AsyncGenerator<Batch> {
  let header: Header | undefined;
  let rowsBefore = 0;
  for await (const rows of readRows(path, delimiter)) {
    const names = header ? undefined : rows.shift();
    if (names) header = { width: names.length, indexes: findColumns(path, names, wanted) };
    if (!header || rows.length === 0) continue;
    yield batchOf(path, rows, header, rowsBefore);
    rowsBefore += rows.length;
  }
  if (!header) throw dataErrors.emptyFile({}, { place: { file: path } });
}

function batchOf(path: string, rows: readonly (readonly string[])[], header: Header, rowsBefore: number): Batch {
  const ragged = rows.findIndex((row) => row.length !== header.width);
  if (ragged !== -1) {
    const found = rows[ragged]?.length ?? 0;
    throw dataErrors.raggedRow(
      { row: rowsBefore + ragged + 1, found, expected: header.width },
      { place: { file: path } },
    );
  }
  return { rows: rows.length, columns: header.indexes.map((index) => rows.map((row) => row[index])) };
}

/** Rows of fields, header included, as many at a time as whole rows are in a piece of text. */
async function* readRows(path: string, delimiter: string): AsyncGenerator<string[][]> {
  let rest = '';
  let rowsBefore = 0;
  let parser: Papa.Parser | undefined;
  for await (const text of readText(path)) {
    rest += text;
    const newline = parser ? undefined : newlineOf(rest);
    if (newline) parser = new Papa.Parser({ delimiter, newline });
    if (!parser) continue;
    const parsed = parse(path, parser, rest, false, rowsBefore);
    rest = rest.slice(parsed.end);
    if (rest.length > longestRow)
      throw dataErrors.badQuote({ row: rowsBefore + parsed.rows.length }, { place: { file: path } });
    rowsBefore += parsed.rows.length;
    yield parsed.rows;
  }
  parser ??= new Papa.Parser({ delimiter, newline: '\n' });
  yield parse(path, parser, rest, true, rowsBefore).rows;
}

/** The end of the first line; undefined while it is not there. Line breaks inside quotes do not count. */
function newlineOf(text: string): '\n' | '\r\n' | undefined {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    if (text[i] === '\n' && !quoted) return text[i - 1] === '\r' ? '\r\n' : '\n';
  }
  return undefined;
}

interface Parsed {
  readonly rows: string[][];
  /** How much of the text was used up. */
  readonly end: number;
}

function parse(path: string, parser: Papa.Parser, text: string, last: boolean, rowsBefore: number): Parsed {
  const { data, errors, meta }: Papa.ParseResult<string[]> = parser.parse(text, 0, !last);
  // The row that the piece cuts through comes again with the next piece.
  const error = errors.find(({ row }) => last || (row ?? 0) < data.length);
  if (error) {
    const row = rowsBefore + data.slice(0, error.row).filter(isNotEmpty).length;
    throw dataErrors.badQuote({ row }, { place: { file: path } });
  }
  return { rows: data.filter(isNotEmpty), end: last ? text.length : meta.cursor };
}

function isNotEmpty(row: readonly string[]): boolean {
  return row.length > 1 || row[0] !== '';
}
