import type { RuleFinding } from '@weighbridge/core';
import type { DuckColumn } from '../duck-table.ts';
import type { Row } from '../plain.ts';
import { literal } from '../sql.ts';
import { countIf } from './aggregates.ts';
import type { Judging } from './judging.ts';
import type { PlannedRows, PlannedRule } from './plan.ts';
import { firstOf } from './prove.ts';
import type { Statistics } from './statistics.ts';

/** Columns of texts whose cells take less, on average, repeat a few values. */
const fewBytes = 2;
/** More broken values than these are looked for by the rule itself. */
const mostListed = 50;

interface Waiting {
  readonly index: number;
  readonly rule: PlannedRows;
}

/** Judges rules over a column of few values by its values: each pattern and list is tried once for a value. */
export async function judgeByValue(
  judging: Judging,
  rules: readonly PlannedRule[],
  findings: readonly (RuleFinding | undefined)[],
  statistics: Statistics,
): Promise<readonly (RuleFinding | undefined)[]> {
  const found = [...findings];
  for (const [column, waiting] of fewValued(rules, findings, statistics)) {
    const rows = await countValues(judging, column, waiting);
    for (const [at, { index, rule }] of waiting.entries())
      found[index] = await finding(judging, column, rule, rows, at);
  }
  return found;
}

function fewValued(
  rules: readonly PlannedRule[],
  findings: readonly (RuleFinding | undefined)[],
  statistics: Statistics,
): ReadonlyMap<DuckColumn, readonly Waiting[]> {
  const columns = new Map<DuckColumn, Waiting[]>();
  for (const [index, rule] of rules.entries()) {
    if (rule.kind !== 'rows' || rule.column?.duckType !== 'VARCHAR' || findings[index] !== undefined) continue;
    if ((statistics.get(rule.column.sql)?.bytesPerCell ?? fewBytes) >= fewBytes) continue;
    const waiting = columns.get(rule.column) ?? [];
    waiting.push({ index, rule });
    columns.set(rule.column, waiting);
  }
  return columns;
}

async function countValues({ table, scope }: Judging, column: DuckColumn, waiting: readonly Waiting[]): Promise<Row> {
  const count = table.rowName;
  const asked = waiting.map(({ rule }, at) => {
    const sum = (condition: string): string => `coalesce(sum(${count}) FILTER (WHERE ${condition}), 0)`;
    const listed = `list(${column.sql}) FILTER (WHERE ${rule.broken} AND ${column.sql} IS NOT NULL)[1:${mostListed + 1}]`;
    return `${sum(rule.broken)} AS "c${at}", ${sum(rule.judged)} AS "o${at}", ${countIf(rule.broken)} AS "d${at}", ${listed} AS "l${at}"`;
  });
  const values = `(SELECT ${column.sql}, count(*) AS ${count} FROM ${table.relation} GROUP BY ${column.sql})`;
  return await table.connection.row(`SELECT ${asked.join(', ')} FROM ${scope.from(values, asked.join())}`);
}

async function finding(
  judging: Judging,
  { sql }: DuckColumn,
  rule: PlannedRows,
  row: Row,
  at: number,
): Promise<RuleFinding> {
  const [count, of, kinds] = [Number(row[`c${at}`]), Number(row[`o${at}`]), Number(row[`d${at}`])];
  const own: RuleFinding = { count, of, rows: [], by: 'scan' };
  if (count === 0) return own;
  const listed = row[`l${at}`];
  const isListed = Array.isArray(listed) && listed.length === kinds && kinds <= mostListed;
  // Asked for by name they are found without trying the rule on every row.
  const broken = isListed ? `${sql} IN (${listed.map((value) => literal(String(value))).join(', ')})` : rule.broken;
  const first = await firstOf(judging, { ...rule, broken });
  return { ...own, ...first, ...(rule.distinct ? { distinct: kinds } : {}) };
}
