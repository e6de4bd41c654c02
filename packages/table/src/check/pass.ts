import type { RuleFinding } from '@weighbridge/core';
import type { Plain } from '../plain.ts';
import { type Aggregates, countIf, newAggregates } from './aggregates.ts';
import { askFirst, firstRows } from './first-rows.ts';
import type { Judging } from './judging.ts';
import { type PlannedMeasure, type PlannedRows, type PlannedRule, wholeFinding } from './plan.ts';
import { known } from './prove.ts';
import { askSpan, type Span, type SpanLater } from './span.ts';
import type { Statistics } from './statistics.ts';

type Findings = readonly (RuleFinding | undefined)[];
type Later = (values: readonly Plain[]) => RuleFinding | undefined;

/** What the pass settled; and for keys that wait for a query of their own, between which values they lie. */
export interface Passed {
  readonly findings: Findings;
  readonly spans: ReadonlyMap<number, Span | undefined>;
}

/**
 * One pass over the rows for all rules that look at single rows, and for what is measured over all of them. Row numbers
 * of Parquet cost nothing, and so the first broken rows are found on the way; those of text files stand in the way of
 * reading with several threads, and are looked for in a second pass where there are any.
 */
export async function onePass(
  judging: Judging,
  rules: readonly PlannedRule[],
  findings: Findings,
  statistics: Statistics,
): Promise<Passed> {
  const { table, scope } = judging;
  const withRows = table.format === 'parquet';
  const aggregates = newAggregates(table.rows);
  const spans = new Map<number, SpanLater>();
  const waiting = rules.map((rule, index): Later => {
    const finding = findings[index];
    if (finding !== undefined) return () => finding;
    if (rule.kind === 'rows') return askRows(aggregates, judging, rule, statistics);
    if (rule.kind === 'measure') return askMeasure(aggregates, rule);
    if (rule.kind === 'repeats') spans.set(index, askSpan(aggregates, rule, statistics));
    return () => (rule.kind === 'settled' ? rule.finding : undefined);
  });
  const relation = withRows ? table.numbered : table.relation;
  const values = await aggregates.run(table.connection, (uses) => scope.from(relation, uses));
  const counted = waiting.map((later) => later(values));
  return {
    findings: withRows ? counted : await firstRows(judging, rules, counted),
    spans: new Map([...spans].map(([index, later]) => [index, later(values)])),
  };
}

function askRows(aggregates: Aggregates, judging: Judging, rule: PlannedRows, statistics: Statistics): Later {
  const broken = aggregates.ask(countIf(rule.broken));
  const of = known(rule.judged, rule.column, statistics, judging);
  const judged = of === undefined ? aggregates.ask(countIf(rule.judged)) : undefined;
  const first = judging.table.format === 'parquet' ? askFirst(aggregates, judging, rule) : () => ({ rows: [] });
  return (values) => ({
    count: Number(values[broken]),
    of: of ?? Number(values[judged ?? -1]),
    by: 'scan',
    ...first(values),
  });
}

function askMeasure(aggregates: Aggregates, rule: PlannedMeasure): Later {
  const place = aggregates.ask(rule.aggregate);
  return (values) => {
    const { broken, measured } = rule.judge(values[place] ?? null);
    return wholeFinding(broken, 'scan', measured);
  };
}
