import type { Asked, DataRule, Field, FieldType, TableSchema, Tolerance } from '../check/model.ts';
import { clean } from '../report/escape.ts';
import { count, counted, minus } from '../report/number.ts';

const typeWords: Readonly<Record<FieldType, string>> = {
  any: 'any value',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  datetime: 'a date and time',
  time: 'a time',
  year: 'a year',
  yearmonth: 'a month',
  object: 'an object',
  array: 'a list',
  null: 'empty',
};

const aggregateWords: Readonly<Record<Extract<Asked, { rule: 'aggregate' }>['aggregate'], string>> = {
  mean: 'mean',
  median: 'median',
  sum: 'sum',
  min: 'smallest value',
  max: 'largest value',
  stddev: 'standard deviation',
  distinct: 'number of distinct values',
  nullShare: 'share of empty rows',
};

/** What follows a rule that lets some rows pass. `ruleText` is the rule without it. */
const exception = ', but for at most ';

/** A rule in words, with its tolerance: "at most 0.5% empty", "one of 7 values", "at least 0". No data values. */
export function expectedText(rule: DataRule, fields: readonly Field[]): string {
  const { asked, tolerance } = rule;
  const where = rule.when || rule.whenHolds ? ', where its condition holds' : '';
  if (asked.rule === 'required') {
    return `${tolerance ? `at most ${toleranceText(tolerance)} empty` : 'never empty'}${where}`;
  }
  const text = askedText(asked, fields) + where;
  return tolerance && !isWhole(asked) ? `${text}${exception}${toleranceText(tolerance)}` : text;
}

/** `expectedText` without its tolerance. */
export function ruleText(expected: string): string {
  const [text = ''] = expected.split(exception);
  return text;
}

/** Rules over the table or a column as a whole: they hold or they do not, and no row breaks them. */
export function isWhole(asked: Asked): boolean {
  return isWholeRule(asked.rule);
}

/** The same by the name of the rule. */
export function isWholeRule(rule: string): boolean {
  return ['field', 'fields', 'freshness', 'rowCount', 'aggregate'].includes(rule);
}

/** `0.5%`, `5 rows`. */
export function toleranceText(tolerance: Tolerance): string {
  return 'share' in tolerance ? shareText(tolerance.share) : counted(tolerance.count, 'row');
}

/** A share as a percentage with the digits that it was written with. */
function shareText(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

/** Which columns a rule speaks of. */
export function columnsOf(asked: Asked): readonly string[] {
  if (asked.rule === 'expression') return expressionColumns(asked.expression);
  if (asked.rule === 'dependentRequired') return [asked.column, ...asked.columns];
  if ('columns' in asked) return asked.columns;
  return 'column' in asked && asked.column !== undefined ? [asked.column] : [];
}

type Expression = Extract<Asked, { rule: 'expression' }>['expression'];

function expressionColumns(expression: Expression): readonly string[] {
  const found = (each: Expression): readonly string[] => {
    switch (each.kind) {
      case 'literal':
        return [];
      case 'column':
        return [each.name];
      case 'binary':
        return [...found(each.left), ...found(each.right)];
      case 'call':
        return each.arguments.flatMap(found);
      case 'in':
        return [...found(each.operand), ...each.values.flatMap(found)];
      default:
        return found(each.operand);
    }
  };
  return [...new Set(found(expression))];
}

function askedText(asked: Asked, fields: TableSchema['fields']): string {
  switch (asked.rule) {
    case 'field':
      return 'in the table';
    case 'fields':
      return fieldsText(asked.match);
    case 'type':
      return typeText(asked.types ?? fields.find(({ name }) => name === asked.column)?.types ?? []);
    case 'required':
      return 'never empty';
    case 'unique':
    case 'primaryKey':
    case 'uniqueKeys':
      return 'unique';
    case 'foreignKey':
      return `in ${asked.resource === '' ? 'the same table' : clean(asked.resource, 32)}`;
    case 'enum':
      return asked.values.length === 1 ? 'one given value' : `one of ${count(asked.values.length)} values`;
    case 'multipleOf':
      return `a multiple of ${valueText(asked.value)}`;
    case 'pattern':
      return asked.whole ? 'matches its pattern' : 'holds its pattern';
    default:
      return boundText(asked) ?? wholeText(asked);
  }
}

function boundText(asked: Asked): string | undefined {
  switch (asked.rule) {
    case 'minimum':
      return `at least ${valueText(asked.value)}`;
    case 'maximum':
      return `at most ${valueText(asked.value)}`;
    case 'exclusiveMinimum':
      return `above ${valueText(asked.value)}`;
    case 'exclusiveMaximum':
      return `below ${valueText(asked.value)}`;
    case 'minLength':
      return `text of at least ${counted(asked.value, 'character')}`;
    case 'maxLength':
      return `text of at most ${counted(asked.value, 'character')}`;
    case 'minProperties':
      return `values in at least ${counted(asked.value, 'column')}`;
    case 'maxProperties':
      return `values in at most ${counted(asked.value, 'column')}`;
    default:
      return undefined;
  }
}

function wholeText(asked: Asked): string {
  switch (asked.rule) {
    case 'freshness':
      return `newest value at most ${clean(asked.written, 32)} old`;
    case 'expression':
      return clean(asked.written);
    case 'rowCount':
      return `${rangeText(asked, count)} rows`;
    case 'aggregate': {
      const text = asked.aggregate === 'nullShare' ? shareText : valueText;
      return `${aggregateWords[asked.aggregate]} ${rangeText(asked, text)}`;
    }
    case 'dependentRequired':
      return `only together with ${asked.columns.map((name) => clean(name, 32)).join(', ')}`;
    case 'anyOf':
      return `one of ${count(asked.branches.length)} alternatives, or more`;
    case 'oneOf':
      return `exactly one of ${count(asked.branches.length)} alternatives`;
    case 'allOf':
      return `all of ${count(asked.branches.length)} groups of rules`;
    case 'not':
      return 'not what `not` describes';
    default:
      return 'not there';
  }
}

function fieldsText(match: Extract<Asked, { rule: 'fields' }>['match']): string {
  switch (match) {
    case 'exact':
      return 'the columns of the schema, in its order';
    case 'equal':
      return 'the columns of the schema, in any order';
    case 'subset':
      return 'all columns of the schema, others too';
    case 'superset':
      return 'no columns but those of the schema';
    case 'partial':
      return 'at least one column of the schema';
  }
}

function typeText(types: readonly FieldType[]): string {
  return types.length === 0 ? 'its type' : types.map((type) => typeWords[type]).join(' or ');
}

function rangeText(
  { min, max }: { readonly min?: number; readonly max?: number },
  text: (value: number) => string,
): string {
  if (min !== undefined && max !== undefined) return `between ${text(min)} and ${text(max)}`;
  return min === undefined ? `at most ${text(max ?? 0)}` : `at least ${text(min)}`;
}

/** A bound of the schema as it would be written. */
function valueText(value: number | string): string {
  return typeof value === 'number' ? String(value).replace('-', minus) : clean(value, 32);
}
