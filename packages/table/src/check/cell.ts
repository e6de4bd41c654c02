import type { Field, FieldType, Scalar, TableSchema } from '@weighbridge/core';
import { type DuckColumn, type DuckTable, findColumn } from '../duck-table.ts';
import { literal } from '../sql.ts';
import { readJson } from './read-json.ts';
import { jsonLengths, textLength, textType } from './read-text.ts';
import { readTyped } from './read-typed.ts';
import { type Cell, type HowToRead, not, or, type Reading } from './reading.ts';
import { numberSql } from './scalar-sql.ts';
import { textSteps } from './text-steps.ts';

/** How a schema reads a table's columns. */
export interface CellReader {
  /** The cell of a column; `types` instead of the field's own. */
  cell(column: string, types?: readonly FieldType[]): Cell;
}

/** Reads cells as the schema's fields say. A column that no field describes is `any`. */
export function cellReader(
  table: DuckTable,
  schema: Pick<TableSchema, 'dialect' | 'fields' | 'missingValues'>,
): CellReader {
  const fields = new Map(schema.fields.map((field) => [field.name, field]));
  return {
    cell(name, types) {
      const field = fields.get(name);
      const column = findColumn(table, name);
      const asked = types ?? field?.types ?? ['any'];
      return column ? readCell(column, asked, field, schema) : absentCell(name);
    },
  };
}

type Missing = Pick<TableSchema, 'dialect' | 'missingValues'>;

function readCell(column: DuckColumn, types: readonly FieldType[], field: Field | undefined, schema: Missing): Cell {
  const how = { dialect: schema.dialect, reading: field?.reading ?? {} };
  const texts = field?.missingValues ?? schema.missingValues;
  const withoutNull = types.filter((type) => type !== 'null');
  const takesNull = withoutNull.length < types.length || types.includes('any');
  if (column.type === 'text') return textCell(column, withoutNull, how, texts);
  if (column.type === 'json') return jsonCell(column, withoutNull, how, texts, takesNull);
  return typedCell(column, withoutNull, how, withoutNull.length < types.length);
}

/** Cells of a column that is not there. */
function absentCell(column: string): Cell {
  return { column, there: false, missing: 'true', readings: [], isNull: 'false', shown: 'NULL' };
}

/** An empty cell is NULL in DuckDB; whether it is missing is the schema's word. */
function textCell(column: DuckColumn, types: readonly FieldType[], how: HowToRead, texts: readonly string[]): Cell {
  const { sql } = column;
  const others = texts.filter((text) => text !== '').map(literal);
  const isOther = others.length > 0 ? `${sql} IN (${others.join(', ')})` : 'false';
  const emptyIsMissing = texts.includes('');
  const missing = emptyIsMissing ? or(`${sql} IS NULL`, isOther) : `coalesce(${isOther}, false)`;
  const present = emptyIsMissing ? sql : `coalesce(${sql}, '')`;
  const t = others.length > 0 ? `CASE WHEN ${not(missing)} THEN ${present} END` : present;
  const readings = textReadings(types, t, how);
  return {
    column: column.name,
    there: true,
    missing: others.length > 0 ? `coalesce(${missing}, false)` : missing,
    readings,
    isNull: 'false',
    shown: sql,
  };
}

function textReadings(types: readonly FieldType[], t: string, how: HowToRead): readonly Reading[] {
  const all = types.flatMap((type): FieldType[] => (type === 'any' ? ['any', 'number', 'date'] : [type]));
  return all.map((type) => {
    const { kind, read } = textType(type);
    const value = read(how)(t);
    const mayBeNaN = type === 'number';
    const steps = textSteps(type, how, t);
    const length = lengthOf(kind, type);
    const known = { type, kind, value, mayBeNaN, key: value, length, literal: textLiteral(type, how) };
    return steps === undefined ? known : { ...known, steps };
  });
}

function lengthOf(kind: Reading['kind'], type: FieldType): Reading['length'] {
  return kind === 'text' ? textLength : jsonLengths.get(type);
}

/** A value of the schema is read as the cells of the column are. */
function textLiteral(type: FieldType, how: HowToRead): (value: Scalar) => string | undefined {
  const { kind, read } = textType(type);
  return (value) => {
    if (value === null || kind === 'other') return undefined;
    if (kind === 'number' && typeof value === 'number') return numberSql(value);
    if (kind === 'condition' && typeof value === 'boolean') return String(value);
    return read(how)(literal(String(value)));
  };
}

function jsonCell(
  column: DuckColumn,
  types: readonly FieldType[],
  how: HowToRead,
  texts: readonly string[],
  takesNull: boolean,
): Cell {
  const { sql } = column;
  const shown = `CASE WHEN starts_with(${sql}, '"') THEN ${sql} ->> '$' ELSE ${sql} END`;
  if (how.dialect === 'json-schema') {
    const isNull = takesNull ? `coalesce(${sql} = 'null', false)` : 'false';
    return {
      column: column.name,
      there: true,
      missing: `${sql} IS NULL`,
      readings: readJson(types, sql, how),
      isNull,
      shown,
    };
  }
  const missingTexts = ['null', ...texts.flatMap((text) => [JSON.stringify(text), text])].map(literal);
  const missing = `coalesce(${sql} IN (${missingTexts.join(', ')}), true)`;
  const present = `CASE WHEN NOT ${missing} THEN ${sql} END`;
  return { column: column.name, there: true, missing, readings: readJson(types, present, how), isNull: 'false', shown };
}

/** A NULL is an absent cell, or, where the types take it, a null that is there. */
function typedCell(column: DuckColumn, types: readonly FieldType[], how: HowToRead, takesNull: boolean): Cell {
  const isNone = `${column.sql} IS NULL`;
  return {
    column: column.name,
    there: true,
    missing: takesNull ? 'false' : isNone,
    readings: readTyped(types, column, how),
    isNull: takesNull ? isNone : 'false',
    // The outermost moments of a file are no dates that could be shown.
    shown: `${column.type === 'datetime' ? 'TRY' : ''}(CAST(${column.sql} AS VARCHAR))`,
  };
}
