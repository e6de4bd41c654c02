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
type Later = (values: readonly Plain[], ofBroken: readonly Plain[]) => RuleFinding | undefined;

/** What the pass settled; and for keys that wait for a query of their own, between which values they lie. */
export interface Passed {
  readonly findings: Findings;
  readonly spans: ReadonlyMap<number, Span | undefined>;
}

/**
 * One pass over the rows for all rules that look at single rows, and for what is measured over all of them. Of Parquet
 * each is a statement of its own, as one that is about broken rows leaves the many others out at once, and a column that
 * both speak of is soon read again. Row numbers of Parquet cost nothing, and so the first broken rows are found on the
 * way; those of text files stand in the way of reading with several threads, and are looked for in a second pass where
 * there are any.
 */
export async function onePass(
  judging: Judging,
  rules: readonly PlannedRule[],
  findings: Findings,
  statistics: Statistics,
): Promise<Passed> {
  const { table, scope } = judging;
  const withRows = table.format === 'parquet';
  const ofAll = newAggregates(table.rows);
  const ofBroken = withRows ? newAggregates(table.rows) : ofAll;
  const spans = new Map<number, SpanLater>();
  const waiting = rules.map((rule, index): Later => {
    const finding = findings[index];
    if (finding !== undefined) return () => finding;
    if (rule.kind === 'rows') return askRows({ ofAll, ofBroken }, judging, rule, statistics);
    if (rule.kind === 'measure') return askMeasure(ofAll, rule);
    if (rule.kind === 'repeats') spans.set(index, askSpan(ofAll, rule, statistics));
    return () => (rule.kind === 'settled' ? rule.finding : undefined);
  });
  const values = await ofAll.run(table.connection, (uses) => scope.from(table.relation, uses));
  const broken = withRows ? await ofBroken.run(table.connection, (uses) => scope.from(table.numbered, uses)) : values;
  const counted = waiting.map((later) => later(values, broken));
  return {
    findings: withRows ? counted : await firstRows(judging, rules, counted),
    spans: new Map([...spans].map(([index, later]) => [index, later(values)])),
  };
}

interface Asked {
  readonly ofAll: Aggregates;
  readonly ofBroken: Aggregates;
}

function askRows({ ofAll, ofBroken }: Asked, judging: Judging, rule: PlannedRows, statistics: Statistics): Later {
  const broken = ofBroken.ask(countIf(rule.broken), rule.broken);
  const of = known(rule.judged, rule.column, statistics, judging);
  const judged = of === undefined ? ofAll.ask(countIf(rule.judged)) : undefined;
  const first = judging.table.format === 'parquet' ? askFirst(ofBroken, judging, rule) : () => ({ rows: [] });
  return (values, found) => ({
    count: Number(found[broken]),
    of: of ?? Number(values[judged ?? -1]),
    by: 'scan',
    ...first(found),
  });
}

function askMeasure(aggregates: Aggregates, rule: PlannedMeasure): Later {
  const place = aggregates.ask(rule.aggregate);
  return (values) => {
    const { broken, measured } = rule.judge(values[place] ?? null);
    return wholeFinding(broken, 'scan', measured);
  };
}
