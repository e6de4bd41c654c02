import { watchErrors } from '@weighbridge/core';
import { type DuckColumn, type DuckTable, findColumn } from '../duck-table.ts';

/** So many names of columns stand in an error. */
const mostNames = 20;

/** A table made of the rows of another one. What was known of that one's files says nothing of it. */
export function derivedTable(
  table: DuckTable,
  change: Pick<DuckTable, 'relation' | 'numbered' | 'rows'> & Partial<Pick<DuckTable, 'columns' | 'format' | 'paths'>>,
): DuckTable {
  const { at: _at, answers: _answers, columns, ...rest } = table;
  const given = change.columns ?? columns;
  return {
    ...rest,
    ...change,
    columns: given.map(withoutLeaf),
    settled: new Map(),
    numbers: new Map(),
    categories: new Map(),
  };
}

function withoutLeaf({ name, sql, type, duckType }: DuckColumn): DuckColumn {
  return { name, sql, type, duckType };
}

/** The column of that name. Throws UserError WB6643, which names those that are there. */
export function watchedColumn(table: DuckTable, column: string): DuckColumn {
  const found = findColumn(table, column);
  if (!found) throw watchErrors.noColumn({ column, where: table.source.name, columns: columnNames(table) });
  return found;
}

/** Names of the first columns, for errors. */
export function columnNames({ columns }: DuckTable): string {
  const names = columns.slice(0, mostNames).map(({ name }) => name);
  return [...names, ...(columns.length > mostNames ? ['…'] : [])].join(', ');
}
