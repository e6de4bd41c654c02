import { type AggregateName, type Asked, comparedTypes } from '@weighbridge/core';
import type { Plain } from '../plain.ts';
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
    aggregate: `${aggregateSql(asked.aggregate, reading)} FILTER (WHERE ${judged})`,
    judged,
    judge,
  };
}

function aggregateSql(name: Exclude<AggregateName, 'nullShare'>, { value, key }: Reading): string {
  const number = `CAST(${value} AS DOUBLE)`;
  switch (name) {
    case 'mean':
      return `favg(${number})`;
    case 'sum':
      return `fsum(${number})`;
    case 'median':
    case 'min':
    case 'max':
      return `${name}(${number})`;
    case 'stddev':
      return `stddev_samp(${number})`;
    case 'distinct':
      return `count(DISTINCT ${key})`;
  }
}

/** The newest value is at most so old. A column without any value is broken. */
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
  return {
    kind: 'measure',
    aggregate: `epoch_ms(max(CAST(${reading.value} AS TIMESTAMP)) FILTER (WHERE ${judged}))`,
    judged,
    judge(found) {
      if (found === null) return { broken: true };
      const newest = new Date(Number(found));
      return { broken: !(now.getTime() - newest.getTime() <= asked.within), measured: newest.toISOString() };
    },
  };
}
