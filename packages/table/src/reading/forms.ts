import type { CodedValues, ColumnUse, ColumnValues, NumberValues, RowValue } from '@weighbridge/core';
import type { Chunk, Connection } from '../connection.ts';
import type { DuckColumn } from '../duck-table.ts';

/** A column as it is asked for, in two steps, so that nothing dear is computed twice. */
export interface ColumnForm {
  /** What is computed of the file's column, each with a name of its own. */
  readonly inner: readonly string[];
  /** What is computed of that, and is the result. */
  readonly outer: readonly string[];
  /** The values of a part of the result; `first` is the place of the first outer expression in it. */
  readonly values: (chunk: Chunk, first: number) => ColumnValues;
}

/** Where a column is read, and a word that names made for it begin with. */
export interface FormPlace {
  readonly connection: Connection;
  readonly relation: string;
  readonly prefix: string;
}

const exactNumbers = ['TINYINT', 'SMALLINT', 'INTEGER', 'FLOAT', 'DOUBLE'];
/** Beyond it a double is not every whole number. */
const largestWhole = Number.MAX_SAFE_INTEGER;
/** So many rows say which labels a column has; what comes up later is carried as text. */
const sampleRows = 100_000;
const mostLabels = 10_000;
/** Up to so many, to search a list is cheaper: DuckDB does it once for each entry of a dictionary in the file. */
const fewLabels = 64;

/** How a column is read for its use. Throws for types whose values the readers of small files may give otherwise. */
export async function formOf(
  place: FormPlace,
  { sql, duckType: type }: DuckColumn,
  use: ColumnUse,
): Promise<ColumnForm> {
  if (exactNumbers.includes(type) || (type === 'BIGINT' && use === 'number')) return numberForm(place, sql);
  if (type === 'BIGINT' && use === 'label') return wholeForm(place, sql);
  if (type !== 'VARCHAR' && type !== 'BOOLEAN' && type !== 'BIGINT')
    throw new Error(`A ${type} column is not read here.`);
  const text = type === 'VARCHAR' ? sql : `${sql}::VARCHAR`;
  if (use === 'number') return textNumberForm(place, text);
  return (use === 'label' ? await labelForm(place, text) : undefined) ?? textForm(place, text);
}

function numberForm({ prefix }: FormPlace, sql: string): ColumnForm {
  return numbersOf([`${sql}::DOUBLE AS ${prefix}_number`], `${prefix}_number`, 'NULL::VARCHAR');
}

/** As a label a number is its digits, so one that a double does not hold stays text. */
function wholeForm({ prefix }: FormPlace, sql: string): ColumnForm {
  const whole = `${prefix}_whole`;
  const isExact = `(${whole} BETWEEN -${largestWhole} AND ${largestWhole})`;
  const exact = `CASE WHEN ${isExact} THEN ${whole}::DOUBLE END`;
  return numbersOf([`${sql} AS ${whole}`], exact, `CASE WHEN NOT ${isExact} THEN ${whole}::VARCHAR END`);
}

/**
 * DuckDB and JavaScript read decimal numbers alike, to the last bit. What only one of them takes (`1_000`, `+-1`, `inf`,
 * `0x10`) is left to JavaScript, which all other readers use.
 */
function textNumberForm({ prefix }: FormPlace, sql: string): ColumnForm {
  const [text, number] = [`${prefix}_text`, `${prefix}_number`];
  const isAlike = `(isfinite(${number}) AND NOT contains(${text}, '_') AND NOT contains(${text}, '+'))`;
  return numbersOf(
    [`${sql} AS ${text}`, `TRY_CAST(${sql} AS DOUBLE) AS ${number}`],
    `CASE WHEN ${isAlike} THEN ${number} END`,
    `CASE WHEN ${isAlike} THEN NULL ELSE ${text} END`,
  );
}

function numbersOf(inner: readonly string[], number: string, other: string): ColumnForm {
  return {
    inner,
    outer: [`coalesce(${number}, 'nan'::DOUBLE)`, other],
    values: (chunk, first): NumberValues => ({ numbers: doubles(chunk, first), other: laterColumn(chunk, first + 1) }),
  };
}

/** Labels as places in a list; undefined when there are none, or too many for one. */
async function labelForm({ connection, relation, prefix }: FormPlace, sql: string): Promise<ColumnForm | undefined> {
  const [text, place, type] = [`${prefix}_text`, `${prefix}_place`, `${prefix}_type`];
  const sample = `SELECT ${sql} AS "label" FROM ${relation} LIMIT ${sampleRows}`;
  const distinct = `SELECT DISTINCT "label" FROM (${sample}) WHERE "label" IS NOT NULL`;
  await connection.run(`CREATE TYPE ${type} AS ENUM (${distinct})`);
  const all = `enum_range(NULL::${type})`;
  const { labels } = await connection.row(`SELECT ${all} AS "labels"`);
  if (!Array.isArray(labels) || labels.length === 0 || labels.length > mostLabels) return undefined;
  const found =
    labels.length <= fewLabels
      ? `list_position(${all}::VARCHAR[], ${sql}) - 1`
      : `enum_code(TRY_CAST(${sql} AS ${type}))`;
  return {
    inner: [`${sql} AS ${text}`, `${found} AS ${place}`],
    outer: [`coalesce(${place}, ${labels.length})::USMALLINT`, `CASE WHEN ${place} IS NULL THEN ${text} END`],
    values: (chunk, first): CodedValues => ({
      codes: words(chunk, first),
      values: labels,
      other: laterColumn(chunk, first + 1),
    }),
  };
}

function textForm({ prefix }: FormPlace, sql: string): ColumnForm {
  const text = `${prefix}_text`;
  return { inner: [`${sql} AS ${text}`], outer: [text], values: (chunk, first) => chunk.column(first) };
}

function doubles(chunk: Chunk, index: number): Float64Array {
  const items = chunk.typed(index);
  if (items instanceof Float64Array) return items;
  throw new Error('The result is not of doubles.');
}

function words(chunk: Chunk, index: number): Uint16Array {
  const items = chunk.typed(index);
  if (items instanceof Uint16Array) return items;
  throw new Error('The result is not of words.');
}

/** Most parts have no other values, and then none are fetched. */
function laterColumn(chunk: Chunk, index: number): RowValue {
  let column: readonly unknown[] | undefined;
  return (row) => {
    column ??= chunk.column(index);
    return column[row];
  };
}
