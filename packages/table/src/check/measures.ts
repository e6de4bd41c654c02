import { type AggregateName, type Asked, comparedTypes } from '@weighbridge/core';
import type { Plain } from '../plain.ts';
import { countIf } from './aggregates.ts';
import type { NotJudged, RuleContext } from './context.ts';
import type { PlannedMeasure } from './plan.ts';
import { and, not, type Reading } from './reading.ts';

type Of<R extends Asked['rule']> = Extract<Asked, { readonly rule: R }>;

/** A number over the column's values that read as the column's type. Without any value it is broken. */
export function aggregateRule(asked: Of<'aggregate'>, context: RuleContext, when: string): PlannedMeasure | NotJudged {
  const cell = context.cell(asked.column);
  const least = asked.min ?? Number.NEGATIVE_INFINITY;
  const most = asked.max ?? Number.POSITIVE_INFINITY;
  const judge = (found: Plain): { broken: boolean; measured?: number } => {
    const measured = found === null ? Number.NaN : Number(found);
    const broken = !(measured >= least && measured <= most);
    return Number.isFinite(measured) ? { broken, measured } : { broken };
  };
  if (asked.aggregate === 'nullShare') {
    const share = `avg(CAST(${cell.missing} AS INTEGER)) FILTER (WHERE ${when})`;
    return { kind: 'measure', aggregate: share, judged: when, judge };
  }
  const reading = cell.readings.find(({ kind }) => asked.aggregate === 'distinct' || kind === 'number');
  if (reading === undefined) return { notJudged: 'the column is no number' };
  const judged = and(when, `${reading.value} IS NOT NULL`);
  return {
    kind: 'measure',
    aggregate: aggregateSql(asked.aggregate, reading, judged),
    judged,
    judge,
  };
}

/** Beyond it the square of a number leaves the doubles, and with it the spread. */
const mostSpread = '1e145';

const measures = { mean: 'favg', sum: 'fsum', median: 'median', min: 'min', max: 'max' } as const;

/** A measure over NaN is NaN, and within no bounds; DuckDB would take it for the largest number. */
function aggregateSql(name: Exclude<AggregateName, 'nullShare'>, { value, key, mayBeNaN }: Reading, judged: string) {
  const where = `FILTER (WHERE ${judged})`;
  if (name === 'distinct') return `count(DISTINCT ${key}) ${where}`;
  const number = `CAST(${value} AS DOUBLE)`;
  if (name === 'stddev') {
    const unknown = `NOT abs(${number}) < ${mostSpread}`;
    const known = `CASE WHEN abs(${number}) < ${mostSpread} THEN ${number} END`;
    return `CASE WHEN bool_or(${unknown}) ${where} THEN 'nan'::DOUBLE ELSE stddev_samp(${known}) ${where} END`;
  }
  const measure = `${measures[name]}(${number}) ${where}`;
  return mayBeNaN ? `CASE WHEN bool_or(isnan(${number})) ${where} THEN 'nan'::DOUBLE ELSE ${measure} END` : measure;
}

/** Clocks differ, and days have no zone. */
const ahead = 24 * 60 * 60 * 1000;

/** The newest value is at most so old, and none is of the future. A column without any value is broken. */
export function freshnessRule(
  asked: Of<'freshness'>,
  context: RuleContext,
  when: string,
  now: Date,
): PlannedMeasure | NotJudged {
  const field = context.schema.fields.find(({ name }) => name === asked.column);
  const cell = context.cell(asked.column, field && comparedTypes(field));
  const reading = cell.readings.find(({ kind }) => kind === 'date');
  if (reading === undefined) return { notJudged: 'the column is neither a date nor a datetime' };
  const judged = and(when, not(`${reading.value} IS NULL`));
  const moment = `TRY_CAST(${reading.value} AS TIMESTAMP)`;
  const isFuture = `${moment} > make_timestamp(${now.getTime() + ahead} * 1000)`;
  const newest = (which: string): string => `epoch_ms(max(${moment}) FILTER (WHERE ${and(judged, which)}))`;
  return {
    kind: 'measure',
    aggregate: `{'newest': ${newest(`NOT ${isFuture}`)}, 'future': ${newest(isFuture)},
      'later': count(*) FILTER (WHERE ${and(judged, isFuture)})}`,
    judged,
    judge: (found) => judgeFreshness(found, asked.within, now),
  };
}

function judgeFreshness(found: Plain, within: number, now: Date): { broken: boolean; measured?: string } {
  const field = (key: string): Plain => (isStruct(found) ? (found[key] ?? null) : null);
  if (Number(field('later')) > 0) {
    return { broken: true, measured: `${textOf(field('future')) ?? 'a value'}, in the future` };
  }
  const newest = field('newest');
  const measured = textOf(newest);
  const broken = newest === null || !(now.getTime() - Number(newest) <= within);
  return measured === undefined ? { broken } : { broken, measured };
}

/** RFC 3339; undefined beyond the years that dates have there. */
function textOf(moment: Plain): string | undefined {
  const date = new Date(moment === null ? Number.NaN : Number(moment));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function isStruct(found: Plain): found is { readonly [key: string]: Plain } {
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}

/** So many rows, where only some of them count. */
export function rowCountRule({ min, max }: Of<'rowCount'>, when: string): PlannedMeasure {
  return {
    kind: 'measure',
    aggregate: countIf(when),
    judged: when,
    judge(found) {
      const rows = Number(found);
      return { broken: rows < (min ?? 0) || rows > (max ?? Number.POSITIVE_INFINITY), measured: rows };
    },
  };
}
