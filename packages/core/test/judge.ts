import type { Asked, DataRule, FieldType, Scalar, TableSchema } from '../src/check/model.ts';

/** A JSON object of scalars. A key that is not there is a missing value; a null is a value. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Rules of a JSON Schema that a row breaks: the model read by the letter, one row at a time, without an engine. It shows
 * that the reader means what the schema says; expressions and rules over many rows are not for it.
 */
export function brokenBy(row: Row, { rules }: TableSchema): readonly DataRule[] {
  return rules.filter(({ asked, whenHolds = [] }) => whenHolds.every((each) => holds(each, row)) && !holds(asked, row));
}

function holds(asked: Asked, row: Row): boolean {
  switch (asked.rule) {
    case 'field':
    case 'required':
      return Object.hasOwn(row, asked.column);
    case 'never':
      return asked.column !== undefined && !Object.hasOwn(row, asked.column);
    case 'dependentRequired':
      return !Object.hasOwn(row, asked.column) || asked.columns.every((column) => Object.hasOwn(row, column));
    case 'minProperties':
      return Object.keys(row).length >= asked.value;
    case 'maxProperties':
      return Object.keys(row).length <= asked.value;
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
    case 'not':
      return joins(
        asked.rule,
        asked.branches.map((branch) => branch.every((each) => holds(each, row))),
      );
    default:
      return 'column' in asked && Object.hasOwn(row, asked.column) ? valueHolds(asked, row[asked.column]) : true;
  }
}

function joins(rule: 'anyOf' | 'oneOf' | 'allOf' | 'not', branches: readonly boolean[]): boolean {
  const count = branches.filter(Boolean).length;
  if (rule === 'anyOf') return count > 0;
  if (rule === 'oneOf') return count === 1;
  return rule === 'not' ? count < branches.length : count === branches.length;
}

function valueHolds(asked: Asked, value: unknown): boolean {
  switch (asked.rule) {
    case 'type':
      return (asked.types ?? []).some((type) => isOf(type, value));
    case 'enum':
      return asked.values.some((each: Scalar) => each === value);
    case 'minLength':
      return typeof value !== 'string' || [...value].length >= asked.value;
    case 'maxLength':
      return typeof value !== 'string' || [...value].length <= asked.value;
    case 'pattern':
      return typeof value !== 'string' || new RegExp(asJavaScript(asked.pattern), 'u').test(value);
    case 'multipleOf':
      return typeof value !== 'number' || Number.isInteger(Number((value / asked.value).toPrecision(15)));
    default:
      return typeof value !== 'number' || inBounds(asked, value);
  }
}

function inBounds(asked: Asked, value: number): boolean {
  switch (asked.rule) {
    case 'minimum':
      return value >= Number(asked.value);
    case 'maximum':
      return value <= Number(asked.value);
    case 'exclusiveMinimum':
      return value > Number(asked.value);
    case 'exclusiveMaximum':
      return value < Number(asked.value);
    default:
      throw new Error(`The judge does not know the rule ${asked.rule}.`);
  }
}

function isOf(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

/** RE2's writing in JavaScript's, with its flag `u`. */
function asJavaScript(pattern: string): string {
  const scripts = pattern.replaceAll(/\\([pP])\{(\w{3,})\}/g, '\\$1{Script=$2}');
  return scripts.replaceAll('\\x{', '\\u{').replaceAll('\\A', '^').replaceAll('\\z', '$');
}
