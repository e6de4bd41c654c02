import { UserError, watchErrors } from '@weighbridge/core';
import { shownText } from '../compare/comparable.ts';
import type { DuckColumn, DuckTable } from '../duck-table.ts';
import { physicalType } from '../open/physical-type.ts';
import { name } from '../sql.ts';
import { derivedTable } from './derived.ts';
import { type KeptRows, keepRows } from './kept-rows.ts';
import { readQuery, refused } from './read-query.ts';

/**
 * The rows of a query over a table that it knows as `current`, by the columns' own names. It is run once. Throws UserError
 * WB6601 for what is not one SELECT over that table, and WB6602 for one that fails.
 */
export async function selectRows(table: DuckTable, query: string, folder: () => Promise<string>): Promise<DuckTable> {
  const text = await readQuery(table.connection, query);
  const columns = table.columns.map((column) => `${givenValue(table, column)} AS ${name(column.name)}`);
  const given = `SELECT ${columns.join(', ')} FROM ${table.relation}`;
  const kept = await run(table, `WITH current AS (${given}) SELECT * FROM (\n${text}\n)`, await folder());
  const { rows } = await table.connection.row(`SELECT count(*) AS "rows" FROM ${kept.relation}`);
  return derivedTable(table, {
    relation: kept.relation,
    numbered: kept.numbered(table.rowName),
    rows: Number(rows),
    columns: await resultColumns(table, kept),
    format: 'parquet',
    paths: [kept.file],
  });
}

/** What a query sees: a text of JSON lines without its quotes, null as NULL. */
function givenValue(table: DuckTable, column: DuckColumn): string {
  if (column.type !== 'json') return column.sql;
  return `CASE WHEN ${column.sql} <> 'null' THEN ${shownText(table, column)} END`;
}

async function run({ connection }: DuckTable, select: string, folder: string): Promise<KeptRows> {
  try {
    return await keepRows(connection, folder, select);
  } catch (error) {
    throw queryError(error) ?? error;
  }
}

/** What DuckDB says of a query, as far as it speaks of the query and not of values. */
function queryError(error: unknown): Error | undefined {
  if (!(error instanceof Error) || error instanceof UserError) return undefined;
  const [line = ''] = error.message.split('\n');
  if (/^Permission Error/.test(line)) return refused('it reads a file or an address');
  if (/^Parser Error/.test(line)) return refused('it is not one SELECT');
  if (/^(Binder|Catalog) Error/.test(line)) return watchErrors.failedQuery({ said: sentence(line) });
  if (/^(Conversion|Invalid Input|Out of Range) Error/.test(line)) {
    return watchErrors.failedQuery({ said: 'a value is not of the kind that is asked for.' });
  }
  if (/^Not implemented Error/i.test(line)) {
    return watchErrors.failedQuery({ said: 'a column of its result is of a kind that no table has.' });
  }
  return undefined;
}

function sentence(line: string): string {
  const short = line.length > 120 ? `${line.slice(0, 119)}…` : line;
  return /[.?!…]$/.test(short) ? short : `${short}.`;
}

/** Text that came from files of text is text whose kind nobody knows, as before. */
async function resultColumns(
  { connection, format }: DuckTable,
  { relation }: KeptRows,
): Promise<readonly DuckColumn[]> {
  const described = await connection.rows(`DESCRIBE SELECT * FROM ${relation}`);
  return described.map((row) => {
    const column = String(row['column_name']);
    const duckType = String(row['column_type']);
    const isOpen = format !== 'parquet' && duckType === 'VARCHAR';
    return { name: column, sql: name(column), duckType, type: isOpen ? 'text' : physicalType(duckType) };
  });
}
