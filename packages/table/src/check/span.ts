import type { RuleFinding } from '@weighbridge/core';
import type { Plain } from '../plain.ts';
import type { Aggregates } from './aggregates.ts';
import type { Judging } from './judging.ts';
import type { PlannedRepeats } from './plan.ts';
import type { Statistics } from './statistics.ts';

/** Between which whole numbers a key lies. */
export interface Span {
  readonly least: bigint;
  readonly most: bigint;
}

export type SpanLater = (values: readonly Plain[]) => Span | undefined;

/** At most so many bits for a row, and in all: 128 MB for a thread. */
const bitsPerRow = 16n;
const fewBits = 1n << 26n;
const mostBits = 1_000_000_000n;

const wholeType = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/;

/** Asks the pass for the smallest and the largest key, unless the files' statistics tell. */
export function askSpan(aggregates: Aggregates, rule: PlannedRepeats, statistics: Statistics): SpanLater {
  if (!isWhole(rule)) return () => undefined;
  const value = rule.reading?.value ?? 'NULL';
  const bounds = rule.column && statistics.get(rule.column.sql)?.bounds;
  const least = aggregates.ask(bounds ? `any_value(${bounds.least})` : `min(${value})`);
  const most = aggregates.ask(bounds ? `any_value(${bounds.most})` : `max(${value})`);
  return (values) => {
    const [low, high] = [wholeNumber(values[least]), wholeNumber(values[most])];
    return low === undefined || high === undefined ? undefined : { least: low, most: high };
  };
}

/** Whole numbers by their type, so that each has a bit of its own. */
export function isWhole({ column, reading }: PlannedRepeats): boolean {
  if (column === undefined || reading === undefined) return false;
  return column.type === 'text'
    ? reading.type === 'integer'
    : wholeType.test(column.duckType) && reading.value === column.sql;
}

function wholeNumber(value: Plain | undefined): bigint | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : undefined;
}

/** Counts distinct keys with one bit for each number of their span; undefined where that would take too many. */
export async function tickedOff(
  { table, scope }: Judging,
  rule: PlannedRepeats,
  span: Span | undefined,
): Promise<RuleFinding | undefined> {
  if (span === undefined || rule.reading === undefined || !fits(span, table.rows)) return undefined;
  const { value } = rule.reading;
  const bits = `bitstring_agg(CAST(${value} AS BIGINT), ${span.least}, ${span.most})`;
  const { of, distinct } = await table.connection.row(
    `SELECT count(${value}) AS "of", coalesce(bit_count(${bits}), 0) AS "distinct" FROM ${scope.from(table.relation, value)}`,
  );
  // Empty primary keys are broken too: they are grouped.
  if (rule.empty !== 'false' && Number(of) < table.rows) return undefined;
  return { count: Number(of) - Number(distinct), of: Number(of), rows: [], by: 'scan' };
}

function fits({ least, most }: Span, rows: number): boolean {
  const bits = most - least + 1n;
  const isSmall = bits <= fewBits || bits <= BigInt(rows) * bitsPerRow;
  const isBigint = least >= -(1n << 63n) && most < 1n << 63n;
  return isBigint && isSmall && bits <= mostBits;
}
