import type { DuckTable } from '../duck-table.ts';
import { name } from '../sql.ts';
import type { Cell, Reading } from './reading.ts';

/**
 * Gives long expressions names, so that one pass works each of them out once for a row, however many rules speak of it.
 * SQL made with the names runs over `from`.
 */
export interface Scope {
  /** A name for an expression over the table's columns; short ones stand for themselves. */
  named(sql: string): string;
  cell(cell: Cell): Cell;
  /** What stands after FROM: the relation's own columns and the named expressions (only those that `uses` speaks of). */
  from(relation: string, uses?: string): string;
}

export function newScope(table: DuckTable): Scope {
  const prefix = freePrefix(table);
  const names = new Map<string, string>();
  function named(sql: string): string {
    if (isShort(sql)) return sql;
    const known = names.get(sql);
    if (known !== undefined) return known;
    const given = name(`${prefix}${names.size}`);
    names.set(sql, given);
    return given;
  }
  function reading(given: Reading): Reading {
    const value = named(given.value);
    return { ...given, value, key: given.key === given.value ? value : given.key };
  }
  return {
    named,
    cell: (cell) => ({ ...cell, readings: cell.readings.map(reading) }),
    from(relation, uses) {
      const used = [...names].filter(([, given]) => uses === undefined || uses.includes(given));
      const defined = used.map(([sql, given]) => `${sql} AS ${given}`);
      return defined.length === 0 ? relation : `(SELECT *, ${defined.join(', ')} FROM ${relation})`;
    },
  };
}

/** A plain name, or a constant. */
function isShort(sql: string): boolean {
  return /^("([^"]|"")*"|\w+|CAST\(NULL AS \w+\))$/.test(sql);
}

function freePrefix({ columns }: DuckTable): string {
  let prefix = 'x';
  while (columns.some(({ sql }) => sql.toLowerCase().startsWith(`"${prefix}`))) prefix += '_';
  return prefix;
}
