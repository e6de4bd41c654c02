import type { Asked } from '@weighbridge/core';
import { type DuckTable, findColumn } from '../duck-table.ts';
import { cellReader } from './cell.ts';
import type { RuleContext } from './context.ts';
import type { PlannedReference, PlannedRepeats } from './plan.ts';
import { and, type Cell, isWrong, not, or } from './reading.ts';

type Of<R extends Asked['rule']> = Extract<Asked, { readonly rule: R }>;

/** Missing values never repeat; nor do keys with a missing part. */
export function uniqueRule(columns: readonly string[], context: RuleContext, when: string): PlannedRepeats {
  const cells = columns.map((column) => context.cell(column));
  const judged = and(when, ...cells.map(isThere));
  return { ...repeats(cells, context, when), judged, empty: 'false' };
}

/** In a primary key missing parts are equal to each other, and a key without any part is broken by itself. */
export function primaryKeyRule(asked: Of<'primaryKey'>, context: RuleContext, when: string): PlannedRepeats {
  const cells = asked.columns.map((column) => context.cell(column));
  const judged = and(when, ...cells.map((cell) => not(isWrong(cell))));
  return { ...repeats(cells, context, when), judged, empty: and(...cells.map((cell) => cell.missing)) };
}

function repeats(
  cells: readonly Cell[],
  { table }: RuleContext,
  when: string,
): Omit<PlannedRepeats, 'judged' | 'empty'> {
  const [cell] = cells;
  const alone = cells.length === 1 && when === 'true' ? cell : undefined;
  const [reading, ...others] = alone?.readings ?? [];
  const isOrdered = others.length === 0 && reading?.kind !== 'other' && reading?.kind !== 'condition';
  return {
    kind: 'repeats',
    cells,
    keys: cells.map(keyOf),
    shown: shownOf(cells),
    column: alone && findColumn(table, alone.column),
    reading: isOrdered ? reading : undefined,
  };
}

/** Rows whose key has no missing part are judged: the key must be in the other table. */
export function foreignKeyRule(
  asked: Of<'foreignKey'>,
  context: RuleContext,
  when: string,
  other: DuckTable,
): PlannedReference {
  const cells = asked.columns.map((column) => context.cell(column));
  const referred = asked.reference.map((name, index) => {
    const like = context.schema.fields.find((field) => field.name === asked.columns[index]);
    const fields = like ? [{ ...like, name }] : [];
    return cellReader(other, { ...context.schema, fields }).cell(name);
  });
  const alike = cells.map((cell, index) => sameKind(cell, referred[index]));
  const keys = cells.map((cell, index) => asText(keyOf(cell), alike[index]));
  const known = referred.map((cell, index) => `${asText(keyOf(cell), alike[index])} AS "k${index}"`);
  return {
    kind: 'reference',
    keys,
    judged: and(when, ...cells.map(isThere)),
    known: `SELECT DISTINCT ${known.join(', ')} FROM ${other.relation} WHERE ${and(...referred.map(isThere))}`,
    shown: shownOf(cells),
  };
}

/** The cell is there, and reads as one of its types. */
function isThere(cell: Cell): string {
  return or(...cell.readings.map(({ value }) => `${value} IS NOT NULL`));
}

/** Equal for equal cells. Of several ways to read a cell the first that reads it, marked by its kind. */
function keyOf({ readings }: Cell): string {
  const [only, ...others] = readings;
  if (only === undefined) return 'NULL';
  if (others.length === 0 || only.type === 'any') return others.length === 0 ? only.key : anyKey(readings);
  return anyKey(readings);
}

function anyKey(readings: Cell['readings']): string {
  const marked = readings.map(({ kind, key }) => `'${kind} ' || CAST(${key} AS VARCHAR)`);
  return `coalesce(${marked.join(', ')})`;
}

function sameKind(a: Cell, b: Cell | undefined): boolean {
  const kinds = (cell: Cell | undefined): string => cell?.readings.map(({ kind }) => kind).join() ?? '';
  return kinds(a) === kinds(b);
}

/** Keys of two kinds are compared as text. */
function asText(key: string, alike: boolean | undefined): string {
  return alike ? key : `CAST(${key} AS VARCHAR)`;
}

function shownOf(cells: readonly Cell[]): string | undefined {
  return cells.length === 1 ? cells[0]?.shown : undefined;
}
