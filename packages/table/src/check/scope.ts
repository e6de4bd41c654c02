import type { DuckTable } from '../duck-table.ts';
import { name } from '../sql.ts';
import type { Cell, Reading, Steps } from './reading.ts';

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
  const names = new Map<string, Named>();
  /** What is worked out first, of expressions in two steps. */
  const firsts = new Map<string, string>();
  function named(sql: string, definition = (): string => sql): string {
    if (isShort(sql)) return sql;
    const known = names.get(sql);
    if (known !== undefined) return known.name;
    const given = name(`${prefix}${names.size}`);
    names.set(sql, { name: given, sql: definition() });
    return given;
  }
  function inSteps({ first, second }: Steps): string {
    const given = firsts.get(first) ?? name(`${prefix}first${firsts.size}`);
    firsts.set(first, given);
    return second(given);
  }
  function reading(given: Reading): Reading {
    const { steps } = given;
    const value = named(given.value, steps && (() => inSteps(steps)));
    return { ...given, value, key: given.key === given.value ? value : given.key };
  }
  return {
    named,
    cell: (cell) => ({ ...cell, readings: cell.readings.map(reading) }),
    from(relation, uses) {
      const used = usedOf([...names.values()], uses);
      const first = [...firsts].filter(([, given]) => used.some(({ sql }) => sql.includes(given)));
      return withColumns(
        withColumns(
          relation,
          first.map(([sql, given]) => ({ name: given, sql })),
        ),
        used,
      );
    },
  };
}

interface Named {
  readonly name: string;
  readonly sql: string;
}

/** Those that `uses` speaks of, and what they speak of themselves, which was named before them. */
function usedOf(all: readonly Named[], uses: string | undefined): readonly Named[] {
  const used: Named[] = [];
  for (const each of all.toReversed()) {
    const isUsed = uses === undefined || uses.includes(each.name) || used.some(({ sql }) => sql.includes(each.name));
    if (isUsed) used.unshift(each);
  }
  return used;
}

function withColumns(relation: string, columns: readonly Named[]): string {
  const defined = columns.map(({ name, sql }) => `${sql} AS ${name}`);
  return defined.length === 0 ? relation : `(SELECT *, ${defined.join(', ')} FROM ${relation})`;
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
