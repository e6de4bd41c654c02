import type { Tolerance } from '../check/model.ts';
import { closest } from '../error/closest.ts';
import { schemaErrors } from '../error/schema-errors.ts';
import { percentPattern } from '../policy/grammar.ts';
import { listed, shortened } from '../policy/source.ts';
import { describe, entriesOf, isObject, placeOf, type SchemaNode, wordAt } from './node.ts';
import type { Weight } from './reading.ts';

/** Keys of ours beside the dialect's own, on a field and on a check. */
export const weightKeywords: readonly string[] = ['severity', 'tolerance'];

/**
 * Reads `severity` (`error` or `warning`) and `tolerance`: a share (`0.5%`) or a count (`5`) for all rules of a field, or
 * one for each (`{ required: 0.5% }`). `rules` are the names it can have; none where there is one rule only.
 */
export function weightOf(keywords: ReadonlyMap<string, SchemaNode>, rules: readonly string[]): Weight {
  const severity = keywords.get('severity');
  const tolerance = keywords.get('tolerance');
  return {
    severity: severity === undefined ? 'error' : wordAt(severity, ['error', 'warning']),
    tolerance: tolerance === undefined ? () => undefined : tolerances(tolerance, rules),
  };
}

function tolerances(node: SchemaNode, rules: readonly string[]): Weight['tolerance'] {
  if (!isObject(node.value) || rules.length === 0) {
    const all = toleranceAt(node);
    return (rule) => (wholeRules.has(rule) ? undefined : all);
  }
  const byRule = new Map<string, Tolerance>();
  for (const [rule, value] of entriesOf(node)) {
    if (!rules.includes(rule)) {
      const where = 'a tolerance';
      const near = closest(rule, rules);
      throw schemaErrors.unknownKeyword(
        { name: shortened(rule), where, near, known: listed(rules) },
        { place: placeOf(value, 'key') },
      );
    }
    byRule.set(rule, toleranceAt(value));
  }
  return (rule) => byRule.get(rule);
}

/** Rules over the whole table, which hold or do not. */
const wholeRules: ReadonlySet<string> = new Set(['field', 'fields', 'rowCount', 'aggregate', 'freshness']);

function toleranceAt(node: SchemaNode): Tolerance {
  const { value } = node;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return { count: value };
  const percent = typeof value === 'string' ? percentPattern.exec(value)?.[1] : undefined;
  const share = Number(percent ?? Number.NaN) / 100;
  if (share <= 1) return { share };
  throw schemaErrors.tolerance({ found: describe(value) }, { place: placeOf(node) });
}
