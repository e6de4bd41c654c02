import type { Asked, RuleFinding, TableSchema } from '@weighbridge/core';
import { type DuckTable, findColumn } from '../duck-table.ts';
import { wholeFinding } from './plan.ts';

type Of<R extends Asked['rule']> = Extract<Asked, { readonly rule: R }>;

export function fieldFinding({ column }: Of<'field'>, table: DuckTable): RuleFinding {
  return wholeFinding(findColumn(table, column) === undefined, 'columns');
}

/** https://datapackage.org/standard/table-schema/#fieldsMatch */
export function fieldsFinding({ match }: Of<'fields'>, table: DuckTable, schema: TableSchema): RuleFinding {
  const asked = schema.fields.map(({ name }) => name);
  const there = table.columns.map(({ name }) => name);
  const absent = asked.filter((name) => !there.includes(name));
  const more = there.filter((name) => !asked.includes(name));
  const broken = {
    exact: absent.length > 0 || more.length > 0 || (isOrdered(table) && asked.some((name, at) => name !== there[at])),
    equal: absent.length > 0 || more.length > 0,
    subset: absent.length > 0,
    superset: more.length > 0,
    partial: absent.length === asked.length,
  }[match];
  return wholeFinding(broken, 'columns', broken ? difference(absent, more) : undefined);
}

/** The keys of a JSON object have no order, and the first line may lack some. */
function isOrdered({ columns }: DuckTable): boolean {
  return columns.some(({ type }) => type !== 'json');
}

function difference(absent: readonly string[], more: readonly string[]): string {
  const parts = [
    ...(absent.length > 0 ? [`not there: ${some(absent)}`] : []),
    ...(more.length > 0 ? [`not in the schema: ${some(more)}`] : []),
  ];
  return parts.length === 0 ? 'in another order' : parts.join('; ');
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

export function rowCountFinding({ min, max }: Of<'rowCount'>, { rows }: DuckTable): RuleFinding {
  const broken = rows < (min ?? 0) || rows > (max ?? Number.POSITIVE_INFINITY);
  return wholeFinding(broken, 'columns', rows);
}
