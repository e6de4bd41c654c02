import type { RuleFinding } from '@weighbridge/core';
import type { Plain } from '../plain.ts';
import { type Aggregates, newAggregates } from './aggregates.ts';
import type { Judging } from './judging.ts';
import type { PlannedRows, PlannedRule } from './plan.ts';

/** How many offenders a finding names. */
export const shownRows = 20;

type Findings = readonly (RuleFinding | undefined)[];
type Offenders = Pick<RuleFinding, 'rows' | 'values' | 'distinct'>;

/** Adds the first broken rows to findings that have any, in one pass over the columns in question. */
export async function firstRows(
  judging: Judging,
  rules: readonly PlannedRule[],
  findings: Findings,
): Promise<Findings> {
  const { table, scope } = judging;
  const aggregates = newAggregates(table.rows);
  const waiting = findings.map((finding, index) => {
    const rule = rules[index];
    if (finding === undefined || finding.count === 0 || rule?.kind !== 'rows') return () => finding;
    if (finding.rows.length > 0 && !lacksValues(finding, rule, judging)) return () => finding;
    const first = askFirst(aggregates, judging, rule);
    return (values: readonly Plain[]): RuleFinding => ({ ...finding, ...first(values) });
  });
  const values = await aggregates.run(table.connection, (uses) => scope.from(table.numbered, uses));
  return waiting.map((later) => later(values));
}

/** Whether values are to be shown and were not read yet. */
export function lacksValues({ values }: RuleFinding, rule: PlannedRule, { showValues }: Judging): boolean {
  return showValues && values === undefined && 'shown' in rule && rule.shown !== undefined;
}

/** Asks for the first broken rows of a rule. */
export function askFirst(
  aggregates: Aggregates,
  { table, showValues }: Judging,
  { broken, shown, distinct }: PlannedRows,
): (values: readonly Plain[]) => Offenders {
  if (broken === 'false') return () => ({ rows: [] });
  const only = `FILTER (WHERE ${broken})`;
  const rows = aggregates.ask(`min(${table.rowName}, ${shownRows}) ${only}`, broken);
  const kinds = distinct ? aggregates.ask(`count(DISTINCT ${shown}) ${only}`, broken) : undefined;
  // In a struct, as a NULL by itself would be left out.
  const struct = `arg_min({'v': ${shown}}, ${table.rowName}, ${shownRows}) ${only}`;
  const values = showValues && shown !== undefined ? aggregates.ask(struct, broken) : undefined;
  return (found) => {
    const first = numbers(found[rows]);
    return {
      rows: first,
      ...(kinds === undefined || first.length === 0 ? {} : { distinct: Number(found[kinds]) }),
      ...(values === undefined || first.length === 0 ? {} : { values: texts(found[values]) }),
    };
  };
}

/** Row numbers, ascending. */
export function numbers(list: Plain | undefined): readonly number[] {
  return Array.isArray(list) ? list.map(Number).sort((a, b) => a - b) : [];
}

/** Values from their structs. */
export function texts(list: Plain | undefined): readonly (string | null)[] {
  if (!Array.isArray(list)) return [];
  return list.map((one: Plain) => {
    const value = typeof one === 'object' && one !== null && 'v' in one ? one.v : null;
    return value === null || value === undefined ? null : String(value);
  });
}
