import type { RuleFinding } from '@weighbridge/core';
import type { DuckColumn } from '../duck-table.ts';
import { numbers, shownRows, texts } from './first-rows.ts';
import type { Judging } from './judging.ts';
import type { PlannedRows, PlannedRule } from './plan.ts';
import type { Statistics } from './statistics.ts';

/** One broken row in so many is rare: to find the first twenty takes nearly all of the column. */
const rare = 1000;

type Findings = readonly (RuleFinding | undefined)[];

/**
 * Settles what the types and the footers of a typed table settle: rules that no value of the type can break, NULLs by
 * their counts, bounds by the smallest and largest value. Where bounds leave a doubt, the row groups in doubt are read,
 * which DuckDB picks by the same statistics.
 */
export async function proveRules(
  judging: Judging,
  rules: readonly PlannedRule[],
  statistics: Statistics,
): Promise<Findings> {
  const inDoubt = await doubts(judging, rules, statistics);
  const findings: (RuleFinding | undefined)[] = [];
  for (const [index, rule] of rules.entries()) {
    findings.push(rule.kind === 'rows' ? await prove(judging, rule, statistics, inDoubt.get(index)) : undefined);
  }
  return findings;
}

async function prove(
  judging: Judging,
  rule: PlannedRows,
  statistics: Statistics,
  inDoubt: boolean | undefined,
): Promise<RuleFinding | undefined> {
  const of = known(rule.judged, rule.column, statistics, judging);
  if (of === undefined) return undefined;
  if (rule.broken === 'false') return { count: 0, of, rows: [], by: 'columns' };
  const count = known(rule.broken, rule.column, statistics, judging);
  if (count !== undefined) {
    const finding: RuleFinding = { count, of, rows: [], by: 'statistics' };
    if (count === 0) return finding;
    // Few and far between they are found on the way, in the pass.
    return count * rare < judging.table.rows ? undefined : { ...finding, ...(await firstOf(judging, rule)) };
  }
  if (inDoubt === false) return { count: 0, of, rows: [], by: 'statistics' };
  return inDoubt ? await narrowed(judging, rule, of) : undefined;
}

/** How many rows meet a condition, where that is known without them. */
export function known(
  condition: string,
  column: DuckColumn | undefined,
  statistics: Statistics,
  { table }: Judging,
): number | undefined {
  const own = column && statistics.get(column.sql);
  if (condition === 'true') return table.rows;
  if (condition === 'false') return 0;
  if (column === undefined || own?.nulls === undefined) return undefined;
  if (condition === `${column.sql} IS NULL`) return own.nulls;
  return condition === `${column.sql} IS NOT NULL` ? table.rows - own.nulls : undefined;
}

/** For each rule whose column has bounds: whether a value within them could break it. */
async function doubts(
  { table }: Judging,
  rules: readonly PlannedRule[],
  statistics: Statistics,
): Promise<ReadonlyMap<number, boolean>> {
  const asked = [...rules.entries()].flatMap(([index, rule]) => {
    if (rule.kind !== 'rows' || rule.doubt === undefined || rule.column === undefined) return [];
    const bounds = statistics.get(rule.column.sql)?.bounds;
    return bounds ? [{ index, sql: rule.doubt(bounds.least, bounds.most) }] : [];
  });
  if (asked.length === 0) return new Map();
  const row = await table.connection.row(`SELECT ${asked.map(({ sql, index }) => `${sql} AS "r${index}"`).join(', ')}`);
  return new Map(asked.map(({ index }) => [index, row[`r${index}`] !== false]));
}

/** Counts in a query of its own, so that DuckDB leaves out the row groups that cannot have broken rows. */
async function narrowed({ table, scope, showValues }: Judging, rule: PlannedRows, of: number): Promise<RuleFinding> {
  const shown = showValues ? `{'v': ${rule.shown ?? 'NULL'}}` : 'NULL';
  const row = await table.connection.row(
    `SELECT count(*) AS "count", min(${table.rowName}, ${shownRows}) AS "rows",
      arg_min(${shown}, ${table.rowName}, ${shownRows}) AS "values"
      FROM ${scope.from(table.numbered)} WHERE ${rule.broken}`,
  );
  const values = showValues ? { values: texts(row['values']) } : {};
  return { count: Number(row['count']), of, rows: numbers(row['rows']), by: 'scan', ...values };
}

/** The first rows that meet a condition; it stops at the twentieth. */
export async function firstOf(
  { table, scope, showValues }: Judging,
  { broken, shown }: PlannedRows,
): Promise<Pick<RuleFinding, 'rows' | 'values'>> {
  const value = showValues && shown !== undefined ? shown : 'NULL';
  const found = await table.connection.rows(
    `SELECT ${table.rowName} AS "n", ${value} AS "v" FROM ${scope.from(table.numbered)} WHERE ${broken} LIMIT ${shownRows}`,
  );
  const sorted = found.map(({ n, v }) => ({ n: Number(n), v })).sort((a, b) => a.n - b.n);
  const rows = sorted.map(({ n }) => n);
  if (!showValues || shown === undefined) return { rows };
  return { rows, values: sorted.map(({ v }) => (v === null || v === undefined ? null : String(v))) };
}
