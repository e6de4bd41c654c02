import type { DataRule, TableSchema } from '@weighbridge/core';
import type { DuckTable } from '../duck-table.ts';
import { compileRules } from './compile.ts';
import { newScope } from './scope.ts';

/** Rows that break rules, as SQL. */
export interface Offenders {
  /** What stands after FROM: every column of the table, and what the conditions speak of. */
  readonly from: string;
  /** By the rule's index in `schema.rules`: true for a row that breaks it, never NULL. */
  readonly conditions: ReadonlyMap<number, string>;
}

/**
 * The broken rows of those rules that each row breaks by itself: not of keys, nor of what is asked of the whole table. Of
 * many rules the first `most`.
 */
export function offenders(
  table: DuckTable,
  schema: TableSchema,
  broken: readonly number[],
  most = Number.POSITIVE_INFINITY,
): Offenders {
  const scope = newScope(table);
  const conditions = new Map<number, string>();
  for (const index of broken) {
    const rule = schema.rules[index];
    if (conditions.size === most) break;
    if (rule === undefined || !ofRows.has(rule.asked.rule)) continue;
    const options = { resources: new Map(), showValues: false, now: new Date(0) };
    const [planned] = compileRules(table, { ...schema, rules: [rule] }, options, scope).rules;
    if (planned?.kind === 'rows') conditions.set(index, planned.broken);
  }
  return { from: scope.from(table.relation), conditions };
}

const ofRows: ReadonlySet<DataRule['asked']['rule']> = new Set([
  'type',
  'required',
  'enum',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'expression',
  'dependentRequired',
  'anyOf',
  'oneOf',
  'not',
  'allOf',
  'never',
  'minProperties',
  'maxProperties',
]);
