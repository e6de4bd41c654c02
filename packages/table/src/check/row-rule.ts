import type { Asked } from '@weighbridge/core';
import { enumRule, lengthRule, multipleRule, patternRule, rangeRule, requiredRule, typeRule } from './column-rules.ts';
import type { NotJudged, RowRule, RuleContext } from './context.ts';
import { and, not, or } from './reading.ts';

/** A rule that each row holds or breaks by itself, as conditions in SQL; undefined for one over the whole table. */
export function rowRule(asked: Asked, context: RuleContext): RowRule | NotJudged | undefined {
  switch (asked.rule) {
    case 'type':
      return typeRule(asked, context);
    case 'required':
      return requiredRule(asked, context);
    case 'enum':
      return enumRule(asked, context);
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return rangeRule(asked, context);
    case 'multipleOf':
      return multipleRule(asked, context);
    case 'minLength':
    case 'maxLength':
      return lengthRule(asked, context);
    case 'pattern':
      return patternRule(asked, context);
    case 'expression':
      return expressionRule(context.condition(asked.expression));
    case 'minProperties':
    case 'maxProperties':
      return countRule(asked, context);
    case 'dependentRequired':
      return dependentRule(asked, context);
    case 'never':
      return neverRule(asked, context);
    case 'anyOf':
    case 'oneOf':
    case 'not':
    case 'allOf':
      return groupRule(asked, context);
    case 'field':
    case 'fields':
    case 'unique':
    case 'primaryKey':
    case 'uniqueKeys':
    case 'foreignKey':
    case 'freshness':
    case 'rowCount':
    case 'aggregate':
      return undefined;
  }
}

/** An unknown breaks nothing. */
function expressionRule(condition: string): RowRule {
  return { judged: `(${condition}) IS NOT NULL`, broken: `coalesce(NOT (${condition}), false)` };
}

function countRule(asked: Asked & { rule: 'minProperties' | 'maxProperties' }, context: RuleContext): RowRule {
  const there = context.table.columns.map(({ sql }) => `CAST(${sql} IS NOT NULL AS INTEGER)`);
  const compare = asked.rule === 'minProperties' ? '<' : '>';
  return { judged: 'true', broken: `${there.join(' + ') || '0'} ${compare} ${asked.value}` };
}

function dependentRule(asked: Asked & { rule: 'dependentRequired' }, context: RuleContext): RowRule {
  const judged = not(context.cell(asked.column).missing);
  const absent = asked.columns.map((column) => context.cell(column).missing);
  return { judged, broken: and(judged, or(...absent)) };
}

function neverRule({ column }: Asked & { rule: 'never' }, context: RuleContext): RowRule {
  if (column === undefined) return { judged: 'true', broken: 'true' };
  const there = not(context.cell(column).missing);
  return { judged: there, broken: there, column };
}

function groupRule(
  asked: Asked & { rule: 'anyOf' | 'oneOf' | 'not' | 'allOf' },
  context: RuleContext,
): RowRule | NotJudged {
  const branches = asked.branches.map((branch) => holdsAll(branch, context));
  const conditions = branches.flatMap((branch) => (typeof branch === 'string' ? [branch] : []));
  const unjudged = branches.find((branch) => typeof branch !== 'string');
  if (unjudged !== undefined) return unjudged;
  return { judged: 'true', broken: groupBroken(asked.rule, conditions) };
}

function groupBroken(rule: 'anyOf' | 'oneOf' | 'not' | 'allOf', holds: readonly string[]): string {
  if (rule === 'anyOf') return not(or(...holds));
  if (rule === 'allOf') return not(and(...holds));
  if (rule === 'not') return or(...holds);
  return `${holds.map((one) => `CAST(${one} AS INTEGER)`).join(' + ') || '0'} <> 1`;
}

/** The condition that a row holds all of the rules. A rule that says nothing about a type holds, as in JSON Schema. */
export function holdsAll(rules: readonly Asked[], context: RuleContext): string | NotJudged {
  const conditions: string[] = [];
  for (const asked of rules) {
    const rule = rowRule(asked, context);
    if (rule === undefined) return { notJudged: `a branch asks for ${asked.rule}, which is about all rows` };
    if (!('notJudged' in rule)) conditions.push(not(rule.broken));
  }
  return and(...conditions);
}
