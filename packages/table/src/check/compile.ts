import {
  type CheckOptions,
  comparedTypes,
  type DataRule,
  type FieldType,
  schemaErrors,
  type TableSchema,
} from '@weighbridge/core';
import { type DuckTable, duckTable, findColumn } from '../duck-table.ts';
import { cellReader } from './cell.ts';
import type { Constant, NotJudged, RuleContext } from './context.ts';
import { conditionSql } from './expression.ts';
import { columnsOf } from './expression-columns.ts';
import { foreignKeyRule, primaryKeyRule, uniqueRule } from './key-rules.ts';
import { aggregateRule, freshnessRule, rowCountRule } from './measures.ts';
import { namedByField, notJudged, type PlannedRule } from './plan.ts';
import { and } from './reading.ts';
import { holdsAll, rowRule } from './row-rule.ts';
import type { Scope } from './scope.ts';
import { fieldFinding, fieldsFinding, rowCountFinding } from './whole-rules.ts';

/** What must turn out to be readable before anything is judged: each literal, with the rule that has it. */
export interface ConstantCheck extends Constant {
  readonly sql: string;
  readonly rule: DataRule;
}

export interface Compiled {
  readonly rules: readonly PlannedRule[];
  readonly constants: readonly ConstantCheck[];
}

/** The rules of a schema as SQL over a table, in their order. */
export function compileRules(table: DuckTable, schema: TableSchema, options: CheckOptions, scope: Scope): Compiled {
  const reader = cellReader(table, schema);
  const constants: ConstantCheck[] = [];
  const told = namedByField(schema);
  const rules = schema.rules.map((rule) => {
    const cell: RuleContext['cell'] = (column, types) => scope.cell(reader.cell(column, types));
    const context: RuleContext = {
      table,
      schema,
      place: rule.place,
      cell,
      condition: (expression) =>
        conditionSql(expression, { place: rule.place, cell: (column) => cell(column, comparedAs(column, schema)) }),
      constant(sql, about) {
        constants.push({ ...about, sql, rule });
        return sql;
      },
    };
    const absent = absentColumn(rule, table, told);
    return absent ?? planned(compileRule(rule, context, options));
  });
  return { rules, constants };
}

/** The types as which an expression reads a column, where the schema describes it. */
function comparedAs(column: string, { fields }: TableSchema): readonly FieldType[] | undefined {
  const field = fields.find(({ name }) => name === column);
  return field && comparedTypes(field);
}

function planned(rule: PlannedRule | NotJudged): PlannedRule {
  return 'notJudged' in rule ? { kind: 'settled', finding: notJudged(rule.notJudged) } : rule;
}

/** A rule about a column that the table lacks is not judged, but those that ask for its presence. */
function absentColumn(rule: DataRule, table: DuckTable, told: ReadonlySet<string>): PlannedRule | undefined {
  const absent = columnsOf(rule, told).find((name) => findColumn(table, name) === undefined);
  if (absent === undefined) return undefined;
  return { kind: 'settled', finding: notJudged(`the column "${absent}" is not in the table`) };
}

function compileRule(rule: DataRule, context: RuleContext, options: CheckOptions): PlannedRule | NotJudged {
  const { asked } = rule;
  const { table, schema } = context;
  const when = whenSql(rule, context);
  if (typeof when !== 'string') return when;
  switch (asked.rule) {
    case 'field':
      return { kind: 'settled', finding: fieldFinding(asked, table) };
    case 'fields':
      return { kind: 'settled', finding: fieldsFinding(asked, table, schema) };
    case 'rowCount':
      return when === 'true' ? { kind: 'settled', finding: rowCountFinding(asked, table) } : rowCountRule(asked, when);
    case 'unique':
      return uniqueRule([asked.column], context, when);
    case 'uniqueKeys':
      return uniqueRule(asked.columns, context, when);
    case 'primaryKey':
      return primaryKeyRule(asked, context, when);
    case 'foreignKey':
      return foreignKeyRule(asked, context, when, otherTable(asked.resource, table, options));
    case 'aggregate':
      return aggregateRule(asked, context, when);
    case 'freshness':
      return freshnessRule(asked, context, when, options.now);
    default:
      return plannedRows(rule, context, when);
  }
}

function plannedRows({ asked }: DataRule, context: RuleContext, when: string): PlannedRule | NotJudged {
  const rule = rowRule(asked, context);
  if (rule === undefined) throw new Error(`No engine judges the rule ${asked.rule}.`);
  if ('notJudged' in rule) return rule;
  const judged = and(when, rule.judged);
  const shown = rule.column === undefined ? undefined : context.cell(rule.column).shown;
  const alone = rule.column !== undefined && when === 'true';
  return {
    kind: 'rows',
    judged,
    broken: and(when, rule.broken),
    shown,
    distinct: asked.rule === 'enum',
    column: alone ? findColumn(context.table, rule.column) : undefined,
    doubt: alone ? rule.doubt : undefined,
  };
}

/** Rows that a rule speaks of: an unknown condition leaves a row out. */
function whenSql({ when, whenHolds }: DataRule, context: RuleContext): string | NotJudged {
  const holds = whenHolds === undefined ? 'true' : holdsAll(whenHolds, context);
  if (typeof holds !== 'string') return holds;
  return and(when === undefined ? 'true' : `coalesce(${context.condition(when)}, false)`, holds);
}

function otherTable(resource: string, table: DuckTable, { resources }: CheckOptions): DuckTable {
  if (resource === '') return table;
  const other = resources.get(resource);
  if (other === undefined) throw new Error(`The table "${resource}" of a foreign key was not opened.`);
  return duckTable(other);
}

/** The error for a literal that does not read as its column's type. */
export function constantError({ rule, keyword, value, type }: ConstantCheck): Error {
  return schemaErrors.unreadableBound({ keyword, value: String(value), type }, { place: rule.place });
}
