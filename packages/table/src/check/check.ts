import type { CheckOptions, RuleFinding, TableSchema } from '@weighbridge/core';
import type { DuckTable } from '../duck-table.ts';
import { type Aggregates, countIf, newAggregates } from './aggregates.ts';
import { compileRules } from './compile.ts';
import { readableConstants } from './constants.ts';
import { firstRows } from './first-rows.ts';
import { judgeReference, judgeRepeats } from './keys.ts';
import { type PlannedMeasure, type PlannedRows, type PlannedRule, wholeFinding } from './plan.ts';
import { newScope, type Scope } from './scope.ts';

/** What judging one table takes. */
export interface Judging {
  readonly table: DuckTable;
  readonly scope: Scope;
  readonly showValues: boolean;
}

/**
 * Judges every rule of a schema. One pass counts the broken rows of all rules that look at single rows, a second one
 * finds the first of them where there are any; keys that must not repeat, or must be elsewhere, take a query each.
 */
export async function checkTable(
  table: DuckTable,
  schema: TableSchema,
  options: CheckOptions,
): Promise<readonly RuleFinding[]> {
  const scope = newScope(table);
  const { rules, constants } = compileRules(table, schema, options, scope);
  await readableConstants(table.connection, constants, schema);
  const judging = { table, scope, showValues: options.showValues };
  const counted = await onePass(judging, rules);
  const found = await firstRows(judging, rules, counted);
  const findings: RuleFinding[] = [];
  for (const [index, rule] of rules.entries()) findings.push(found[index] ?? (await ownQuery(judging, rule)));
  return findings;
}

/** Findings of what one pass settles; undefined for the others. */
async function onePass(judging: Judging, rules: readonly PlannedRule[]): Promise<readonly (RuleFinding | undefined)[]> {
  const aggregates = newAggregates();
  const waiting = rules.map((rule) => {
    if (rule.kind === 'rows') return askRows(aggregates, rule);
    return rule.kind === 'measure' ? askMeasure(aggregates, rule) : () => settled(rule);
  });
  const values = await aggregates.run(judging.table.connection, judging.scope.from(judging.table.relation));
  return waiting.map((finding) => finding(values));
}

type Values = Awaited<ReturnType<Aggregates['run']>>;

function askRows(aggregates: Aggregates, rule: PlannedRows): (values: Values) => RuleFinding {
  const broken = aggregates.ask(countIf(rule.broken));
  const judged = aggregates.ask(countIf(rule.judged));
  return (values) => ({ count: Number(values[broken]), of: Number(values[judged]), rows: [], by: 'scan' });
}

function askMeasure(aggregates: Aggregates, rule: PlannedMeasure): (values: Values) => RuleFinding {
  const place = aggregates.ask(rule.aggregate);
  return (values) => {
    const { broken, measured } = rule.judge(values[place] ?? null);
    return wholeFinding(broken, 'scan', measured);
  };
}

function settled(rule: PlannedRule): RuleFinding | undefined {
  return rule.kind === 'settled' ? rule.finding : undefined;
}

async function ownQuery(judging: Judging, rule: PlannedRule): Promise<RuleFinding> {
  if (rule.kind === 'repeats') return await judgeRepeats(judging, rule);
  if (rule.kind === 'reference') return await judgeReference(judging, rule);
  throw new Error(`A rule over ${rule.kind} was not judged in the pass.`);
}
