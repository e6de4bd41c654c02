import type { Asked, Scalar } from '@weighbridge/core';
import { findColumn } from '../duck-table.ts';
import { list, literal } from '../sql.ts';
import type { NotJudged, RowRule, RuleContext } from './context.ts';
import { and, type Cell, isWrong, not, or, type Reading } from './reading.ts';
import { numberSql } from './scalar-sql.ts';

type Of<R extends Asked['rule']> = Extract<Asked, { readonly rule: R }>;

const noOrder: NotJudged = { notJudged: 'the column is of a type without an order' };
const noLength: NotJudged = { notJudged: 'the column is of a type without a length' };

export function typeRule(asked: Of<'type'>, context: RuleContext): RowRule {
  const cell = context.cell(asked.column, asked.types);
  return { judged: not(cell.missing), broken: isWrong(cell), column: asked.column };
}

export function requiredRule(asked: Of<'required'>, context: RuleContext): RowRule {
  return { judged: 'true', broken: context.cell(asked.column).missing, column: asked.column };
}

const comparisons = { minimum: '<', maximum: '>', exclusiveMinimum: '<=', exclusiveMaximum: '>=' } as const;

/** A cell that is no number at all (NaN) is within no bounds. */
export function rangeRule(
  asked: Of<'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'>,
  context: RuleContext,
): RowRule | NotJudged {
  const rule = overReadings(asked.column, context, noOrder, (reading) => {
    if (reading.kind === 'condition' || reading.kind === 'other') return undefined;
    const bound = constantOf(reading, asked.value, asked, context);
    if (bound === undefined) return undefined;
    const outside = `${reading.value} ${comparisons[asked.rule]} ${bound}`;
    // To DuckDB NaN is above all numbers, infinity too, and so breaks upper bounds by itself.
    return reading.mayBeNaN && isLeast(asked) ? `${outside} OR ${reading.value} > 'inf'::DOUBLE` : outside;
  });
  const doubt = doubtOf(asked, context);
  return 'notJudged' in rule || doubt === undefined ? rule : { ...rule, doubt };
}

/** Values between bounds of a column break the rule only where a bound does; NaN lies between none. */
function doubtOf(asked: Parameters<typeof rangeRule>[0], context: RuleContext): RowRule['doubt'] {
  const { readings } = context.cell(asked.column);
  const column = findColumn(context.table, asked.column);
  const [reading] = readings;
  if (reading === undefined || readings.length > 1 || reading.mayBeNaN || reading.value !== column?.sql)
    return undefined;
  const bound = reading.literal(asked.value);
  if (bound === undefined) return undefined;
  return (least, most) => `${isLeast(asked) ? least : most} ${comparisons[asked.rule]} ${bound}`;
}

function isLeast({ rule }: Asked): boolean {
  return rule === 'minimum' || rule === 'exclusiveMinimum';
}

/**
 * Whole numbers by their remainder. Others by their quotient, which is whole up to the rounding of four units in the
 * last place: 19.99 is a multiple of 0.01.
 */
export function multipleRule(asked: Of<'multipleOf'>, context: RuleContext): RowRule | NotJudged {
  return overReadings(asked.column, context, noOrder, ({ kind, type, value }) => {
    if (kind !== 'number') return undefined;
    if (type === 'integer' && Number.isSafeInteger(asked.value)) return `${value} % ${asked.value} <> 0`;
    const quotient = `(CAST(${value} AS DOUBLE) / ${numberSql(asked.value)})`;
    return `NOT isfinite(${quotient}) OR abs(${quotient} - round(${quotient})) > abs(${quotient}) * 8.9e-16`;
  });
}

export function lengthRule(asked: Of<'minLength' | 'maxLength'>, context: RuleContext): RowRule | NotJudged {
  const compare = asked.rule === 'minLength' ? '<' : '>';
  return overReadings(asked.column, context, noLength, ({ length, value }) =>
    length === undefined ? undefined : `${length(value)} ${compare} ${numberSql(asked.value)}`,
  );
}

export function patternRule(asked: Of<'pattern'>, context: RuleContext): RowRule | NotJudged {
  const match = asked.whole ? 'regexp_full_match' : 'regexp_matches';
  return overReadings(asked.column, context, { notJudged: 'the column is no text' }, ({ kind, value }) =>
    kind === 'text' ? `NOT ${match}(${value}, ${literal(asked.pattern)})` : undefined,
  );
}

/** A value is one of those listed where one way to read it gives an equal one. */
export function enumRule(asked: Of<'enum'>, context: RuleContext): RowRule {
  const cell = context.cell(asked.column);
  const unlisted = cell.readings.map((reading) => {
    const values = asked.values.flatMap((value) => constantOf(reading, value, asked, context) ?? []);
    return values.length === 0 ? 'true' : `coalesce(${notIn(reading.value, values)}, true)`;
  });
  const judged = asked.values.includes(null) ? and(isGood(cell), not(cell.isNull)) : or(isGood(cell), cell.isNull);
  return { judged, broken: and(judged, ...unlisted), column: asked.column };
}

/** DuckDB makes a join of IN, which pays only where many values are listed, and loses the order of the rows. */
const fewValues = 64;

function notIn(value: string, values: readonly string[]): string {
  if (values.length > fewValues) return `${value} NOT IN (${values.join(', ')})`;
  return `NOT list_contains(${list(values)}, ${value})`;
}

/** The cell is there and reads as one of its types; a null of JSON is not a value of them. */
function isGood(cell: Cell): string {
  return or(...cell.readings.map(({ value }) => `${value} IS NOT NULL`));
}

/** Broken where any reading of the cell is; judged where the cell reads in a way that the rule speaks of. */
function overReadings(
  column: string,
  context: RuleContext,
  why: NotJudged,
  broken: (reading: Reading) => string | undefined,
): RowRule | NotJudged {
  const cell = context.cell(column);
  if (!cell.there) return { judged: 'false', broken: 'false', column };
  const parts = cell.readings.flatMap((reading) => {
    const condition = broken(reading);
    return condition === undefined ? [] : [{ value: reading.value, condition }];
  });
  if (parts.length === 0 && !cell.readings.some(({ type }) => type === 'any')) return why;
  const judged = or(...parts.map(({ value }) => `${value} IS NOT NULL`));
  return { judged, broken: or(...parts.map(({ condition }) => `coalesce(${condition}, false)`)), column };
}

/**
 * A value of the schema as the reading's own, if it is of its kind. It must read so, but where the column may be anything:
 * there a text in the list is no number, and a number of it no date.
 */
function constantOf(
  reading: Reading,
  value: Scalar,
  { rule, column }: Of<'enum' | 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'>,
  context: RuleContext,
): string | undefined {
  const sql = reading.literal(value);
  if (sql === undefined) return undefined;
  const isAny = context.cell(column).readings.some(({ type }) => type === 'any');
  return isAny ? sql : context.constant(sql, { keyword: rule, value, type: reading.type });
}
