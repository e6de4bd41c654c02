import { rm } from 'node:fs/promises';
import { dataErrors, type LabelColumns, labelReader } from '@weighbridge/core';
import { type DuckTable, duckTable } from '../duck-table.ts';
import { rowsWhere } from '../leakage/overlap.ts';
import { literal } from '../sql.ts';
import { watchedColumn } from './derived.ts';
import { type KeptRows, keepRows } from './kept-rows.ts';
import { textForm, withoutPoint } from './text-form.ts';

/** More different labels than these are read no further: two are what a binary task has. */
const mostLabels = 1000;
/** The first rows that an error names. */
const mostRows = 5;

/** A column by which rows and labels are joined, as text. */
export interface JoinColumn {
  readonly table: DuckTable;
  readonly column: string;
}

/**
 * Two columns' values as text by which they are equal: CSV `7` is the integer 7, and `07` is not. Where one side is numbers,
 * the text `7.0` of the other is 7 as well, as programs write whole numbers so once one of them was missing.
 */
export function joinText(own: JoinColumn, other: JoinColumn): string {
  const column = watchedColumn(own.table, own.column);
  const text = textForm(own.table, column);
  const isText = column.type === 'text' || column.type === 'string';
  return isText && isNumbers(other) ? withoutPoint(text) : text;
}

function isNumbers({ table, column }: JoinColumn): boolean {
  const { type } = watchedColumn(table, column);
  return type === 'integer' || type === 'number';
}

/**
 * One row for each join value `k` that has a label: `c` is 0 or 1, `n` how many labels it has, `odd` whether they contradict
 * each other. Throws UserError as `evaluate` does for labels that a binary task cannot have.
 */
export async function settleLabels(rows: JoinColumn, labels: LabelColumns, folder: string): Promise<KeptRows> {
  const table = duckTable(labels.table);
  const key = joinText({ table, column: labels.join }, rows);
  const label = textForm(table, watchedColumn(table, labels.target));
  const { connection, relation } = table;
  const each = `SELECT ${key} AS k, ${label} AS l FROM ${relation}`;
  const counted = await keepRows(
    connection,
    folder,
    `SELECT k, l, count(*) AS n FROM (${each}) WHERE k IS NOT NULL AND l IS NOT NULL GROUP BY k, l`,
  );
  try {
    const kinds = await readKinds(table, labels, { label, counted });
    const classes = `SELECT k, ${classOf(kinds)} AS c, n FROM ${counted.relation}`;
    const settled = `SELECT k, max(c) AS c, sum(n)::BIGINT AS n, min(c) <> max(c) AS odd
      FROM (${classes}) WHERE c IS NOT NULL GROUP BY k`;
    return await keepRows(connection, folder, settled);
  } finally {
    await rm(counted.file, { force: true });
  }
}

/** The label texts of each class. */
type Kinds = Readonly<Record<0 | 1, readonly string[]>>;

async function readKinds(
  table: DuckTable,
  { target, positive }: LabelColumns,
  { label, counted }: { readonly label: string; readonly counted: KeptRows },
): Promise<Kinds> {
  const found = await table.connection.rows(
    `SELECT DISTINCT l FROM ${counted.relation} ORDER BY l LIMIT ${mostLabels + 1}`,
  );
  const reader = labelReader(positive);
  const texts = found.map(({ l }) => String(l));
  const place = { file: table.source.name };
  const unknown = texts.filter((text) => reader.read(text) === 'unknown');
  if (unknown.length > 0) {
    const { count, rows } = await rowsWhere(table, `${label} IN (${unknown.map(literal).join(', ')})`);
    throw dataErrors.unknownLabel({ column: target, count, rows: rows.slice(0, mostRows) }, { place });
  }
  if (positive !== undefined && reader.otherLabels() > 1) {
    throw dataErrors.tooManyLabels({ column: target, positive }, { place });
  }
  const ofClass = (wanted: 0 | 1): readonly string[] => texts.filter((text) => reader.read(text) === wanted);
  return { 0: ofClass(0), 1: ofClass(1) };
}

function classOf(kinds: Kinds): string {
  const isOne = (texts: readonly string[]): string =>
    texts.length === 0 ? 'false' : `l IN (${texts.map(literal).join(', ')})`;
  return `CASE WHEN ${isOne(kinds[1])} THEN 1 WHEN ${isOne(kinds[0])} THEN 0 END`;
}
