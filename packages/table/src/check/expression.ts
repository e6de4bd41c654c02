import { type Expression, schemaErrors } from '@weighbridge/core';
import { literal } from '../sql.ts';
import { callSql } from './function-sql.ts';
import type { Compiler, ExpressionContext, Part } from './part.ts';
import type { Cell, ValueKind } from './reading.ts';
import { numberSql } from './scalar-sql.ts';

/** A condition as SQL that is true, false, or NULL where an operand is missing or of the wrong type. */
export function conditionSql(expression: Expression, context: ExpressionContext): string {
  return compile(expression, 'condition', context).sql;
}

function compile(part: Expression, wanted: ValueKind | 'unknown', context: ExpressionContext): Part {
  switch (part.kind) {
    case 'literal':
      return literalPart(part.value);
    case 'column':
      return columnPart(context.cell(part.name), wanted);
    case 'not':
      return { kind: 'condition', sql: `NOT (${needed(part.operand, 'condition', context)})` };
    case 'negative':
      return negativePart(part.operand, context);
    case 'missing':
      return { kind: 'condition', sql: missingSql(part.operand, part.negated, context) };
    case 'in': {
      const [operand = '', ...values] = alike([part.operand, ...part.values], context).map(({ sql }) => sql);
      return { kind: 'condition', sql: `(${operand}) ${part.negated ? 'NOT IN' : 'IN'} (${values.join(', ')})` };
    }
    case 'binary':
      return binaryPart(part, context);
    case 'call':
      return callSql(part, compiler(context));
  }
}

function literalPart(value: string | number | boolean): Part {
  if (typeof value === 'string') return { kind: 'text', sql: literal(value) };
  return typeof value === 'number'
    ? { kind: 'number', sql: numberSql(value), isExact: true }
    : { kind: 'condition', sql: String(value) };
}

/** The reading of the wanted kind; where none is wanted, the only one there is. */
function columnPart({ readings }: Cell, wanted: ValueKind | 'unknown'): Part {
  const [only, ...others] = readings;
  const fitting = readings.find(({ kind }) => kind === wanted);
  if (fitting) return { kind: fitting.kind, sql: fitting.value, isExact: !fitting.mayBeNaN };
  if (only === undefined) return { kind: 'unknown', sql: 'NULL' };
  // Of a column that may be anything the kind is not known, so that the other operand can tell.
  return { kind: others.length > 0 ? 'unknown' : only.kind, sql: only.value, isExact: !only.mayBeNaN };
}

/** Types without a sign wrap around, and others overflow, where they are negated as they are. */
function negativePart(operand: Expression, context: ExpressionContext): Part {
  const sql = needed(operand, 'number', context);
  if (operand.kind === 'literal') return { kind: 'number', sql: `-(${sql})`, isExact: true };
  return { kind: 'number', sql: `-CAST(${sql} AS DOUBLE)` };
}

/** A cell that is there but of the wrong type is not missing. */
function missingSql(operand: Expression, negated: boolean, context: ExpressionContext): string {
  if (operand.kind === 'column') {
    const cell = context.cell(operand.name);
    const missing = cell.isNull === 'false' ? cell.missing : `(${cell.missing} OR ${cell.isNull})`;
    return negated ? `NOT (${missing})` : `(${missing})`;
  }
  return `(${compile(operand, 'unknown', context).sql}) IS ${negated ? 'NOT ' : ''}NULL`;
}

function compiler(context: ExpressionContext): Compiler {
  return {
    part: (part, wanted) => compile(part, wanted, context),
    needed: (part, kind) => needed(part, kind, context),
    alike: (parts) => alike(parts, context),
  };
}

function needed(part: Expression, kind: ValueKind, context: ExpressionContext): string {
  const found = compile(part, kind, context);
  if (found.kind !== kind && found.kind !== 'unknown') throw kindError(found.kind, kind, context);
  return found.sql;
}

function alike(parts: readonly Expression[], context: ExpressionContext): readonly Part[] {
  const first = parts.map((part) => compile(part, 'unknown', context));
  const kind = first.find((part) => part.kind !== 'unknown')?.kind ?? 'unknown';
  return parts.map((part) => {
    const found = compile(part, kind, context);
    if (found.kind !== kind && found.kind !== 'unknown') throw kindError(found.kind, kind, context);
    return found;
  });
}

const names: Readonly<Record<ValueKind | 'unknown', string>> = {
  condition: 'a condition',
  number: 'a number',
  text: 'a text',
  date: 'a date',
  time: 'a time',
  other: 'an object or an array',
  unknown: 'a value',
};

function kindError(found: ValueKind | 'unknown', wanted: ValueKind | 'unknown', { place }: ExpressionContext): Error {
  return schemaErrors.operandKind({ what: 'an operand', wanted: names[wanted], found: names[found] }, { place });
}

function binaryPart({ operator, left, right }: Expression & { kind: 'binary' }, context: ExpressionContext): Part {
  switch (operator) {
    case 'implies':
    case 'and':
    case 'or': {
      const [a, b] = [needed(left, 'condition', context), needed(right, 'condition', context)];
      const sql = operator === 'implies' ? `(NOT (${a})) OR (${b})` : `(${a}) ${operator.toUpperCase()} (${b})`;
      return { kind: 'condition', sql };
    }
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return {
        kind: 'number',
        sql: arithmetic(operator, needed(left, 'number', context), needed(right, 'number', context)),
      };
    default: {
      const [a, b] = alike([left, right], context);
      return { kind: 'condition', sql: a && b ? comparison(operator, a, b) : 'NULL' };
    }
  }
}

/** NaN is not below, above or equal to anything; to DuckDB it is above all numbers, and equal to itself. */
function comparison(operator: '=' | '!=' | '<' | '<=' | '>' | '>=', a: Part, b: Part): string {
  const plain = `(${a.sql}) ${operator === '!=' ? '<>' : operator} (${b.sql})`;
  const unordered = [
    ...(a.kind === 'number' && !a.isExact ? [`isnan(${a.sql}) AND (${b.sql}) IS NOT NULL`] : []),
    ...(b.kind === 'number' && !b.isExact ? [`isnan(${b.sql}) AND (${a.sql}) IS NOT NULL`] : []),
  ];
  return unordered.length === 0
    ? plain
    : `CASE WHEN ${unordered.join(' OR ')} THEN ${operator === '!='} ELSE ${plain} END`;
}

/** In doubles, which do not overflow; what is divided by zero is unknown. */
function arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: string, right: string): string {
  const a = `CAST(${left} AS DOUBLE)`;
  const b = `CAST(${right} AS DOUBLE)`;
  return operator === '/' || operator === '%' ? `(${a} ${operator} nullif(${b}, 0))` : `(${a} ${operator} ${b})`;
}
