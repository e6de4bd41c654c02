import type { TableSchema } from '@weighbridge/core';
import { compileRules } from '../check/compile.ts';
import { columnsOf } from '../check/expression-columns.ts';
import { newScope } from '../check/scope.ts';
import type { DuckTable } from '../duck-table.ts';

/** The rows that break one rule, where each row does by itself. */
export interface Offenders {
  /** Index into `schema.rules`. */
  readonly rule: number;
  /** A condition over `from`. */
  readonly broken: string;
  readonly from: string;
  /** Columns that the rule itself speaks of, which explain nothing. */
  readonly columns: readonly string[];
}

/** The most rules that are explained: the first ones. */
const mostRules = 20;

/** Of the broken rules those that look at single rows; repeats and what is missing elsewhere are left out. */
export function offendersOf(table: DuckTable, schema: TableSchema, broken: readonly number[]): readonly Offenders[] {
  const asked = broken.flatMap((index) => {
    const rule = schema.rules[index];
    return rule && rule.asked.rule !== 'foreignKey' ? [{ index, rule }] : [];
  });
  const scope = newScope(table);
  const options = { resources: new Map(), showValues: false, now: new Date(0) };
  const { rules } = compileRules(table, { ...schema, rules: asked.map(({ rule }) => rule) }, options, scope);
  const from = scope.from(table.relation);
  const rows = rules.flatMap((planned, at) => {
    const { index, rule } = asked[at] ?? {};
    if (planned.kind !== 'rows' || index === undefined || rule === undefined) return [];
    return [{ rule: index, broken: planned.broken, from, columns: columnsOf(rule, new Set(namesIn(rule.asked))) }];
  });
  return rows.slice(0, mostRules);
}

/** Of `required` the column counts as spoken of, whether or not another rule asks for its presence. */
function namesIn(asked: TableSchema['rules'][number]['asked']): readonly string[] {
  if ('columns' in asked) return asked.columns;
  return 'column' in asked && asked.column !== undefined ? [asked.column] : [];
}
