import type { RuleFinding } from '@weighbridge/core';
import type { Plain } from '../plain.ts';
import { type Aggregates, newAggregates } from './aggregates.ts';
import type { Judging } from './check.ts';
import type { PlannedRows, PlannedRule } from './plan.ts';

/** How many offenders a finding names. */
export const shownRows = 20;

/** Adds the first broken rows to findings that have any: one more pass, with row numbers, over the columns in question. */
export async function firstRows(
  judging: Judging,
  rules: readonly PlannedRule[],
  findings: readonly (RuleFinding | undefined)[],
): Promise<readonly (RuleFinding | undefined)[]> {
  const aggregates = newAggregates();
  const waiting = findings.map((finding, index) => {
    const rule = rules[index];
    if (finding === undefined || finding.count === 0 || rule?.kind !== 'rows') return () => finding;
    return askFirst(aggregates, judging, rule, finding);
  });
  const { table, scope } = judging;
  const values = await aggregates.run(table.connection, scope.from(table.numbered));
  return waiting.map((finding) => finding(values));
}

function askFirst(
  aggregates: Aggregates,
  { table, showValues }: Judging,
  { broken, shown, distinct }: PlannedRows,
  finding: RuleFinding,
): (values: readonly Plain[]) => RuleFinding {
  const only = `FILTER (WHERE ${broken})`;
  const rows = aggregates.ask(`min(${table.rowName}, ${shownRows}) ${only}`);
  const kinds = distinct ? aggregates.ask(`count(DISTINCT ${shown}) ${only}`) : undefined;
  // In a struct, as a NULL by itself would be left out.
  const asShown =
    showValues && shown !== undefined ? `arg_min({'v': ${shown}}, ${table.rowName}, ${shownRows}) ${only}` : undefined;
  const values = asShown === undefined ? undefined : aggregates.ask(asShown);
  return (found) => ({
    ...finding,
    rows: numbers(found[rows]),
    ...(kinds === undefined ? {} : { distinct: Number(found[kinds]) }),
    ...(values === undefined ? {} : { values: texts(found[values]) }),
  });
}

/** Row numbers, ascending. */
export function numbers(list: Plain | undefined): readonly number[] {
  return Array.isArray(list) ? list.map(Number).sort((a, b) => a - b) : [];
}

function texts(list: Plain | undefined): readonly (string | null)[] {
  if (!Array.isArray(list)) return [];
  return list.map((one: Plain) => {
    const value = typeof one === 'object' && one !== null && 'v' in one ? one.v : null;
    return value === null || value === undefined ? null : String(value);
  });
}
