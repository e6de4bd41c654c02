import { type RuleFinding, tableErrors, UserError } from '@weighbridge/core';
import type { Row } from '../plain.ts';
import { shownRows } from './first-rows.ts';
import type { Judging } from './judging.ts';
import type { PlannedReference, PlannedRepeats } from './plan.ts';
import { and, or } from './reading.ts';
import { risesThroughout } from './rising.ts';
import { type Span, tickedOff } from './span.ts';
import type { Statistics } from './statistics.ts';

/** How many parts of the keys are counted one after the other where all of them together are too many. */
const parts = 8;

/**
 * Counts repeats: a key that rises from row to row has none; whole numbers that lie close together are ticked off in a
 * bit each; of all others the hashes are counted, and only keys whose hash repeats are looked at themselves. Only where
 * keys do repeat, another query finds the rows.
 */
export async function judgeRepeats(
  judging: Judging,
  rule: PlannedRepeats,
  statistics: Statistics,
  span: Span | undefined,
): Promise<RuleFinding> {
  // Text is parsed anew for each way that is tried, and bits nearly always do.
  const early = judging.table.format === 'parquet' ? undefined : await tickedOff(judging, rule, span);
  if (early === undefined && (await risesThroughout(judging, rule, statistics))) {
    return { count: 0, of: judging.table.rows, rows: [], firsts: [], by: 'order' };
  }
  const finding = early ?? (await tickedOff(judging, rule, span)) ?? (await grouped(judging, rule));
  return finding.count === 0 ? { ...finding, firsts: [] } : { ...finding, ...(await repeatedRows(judging, rule)) };
}

async function grouped(judging: Judging, rule: PlannedRepeats): Promise<RuleFinding> {
  const { table, scope } = judging;
  const { of, hashes } = await countHashes(judging, rule);
  const none: RuleFinding = { count: 0, of, rows: [], by: 'scan' };
  if (rule.empty === 'false' && of === hashes) return none;
  const from = scope.from(table.relation);
  const groups = `SELECT count(*) AS "n", bool_and(${rule.empty}) AS "none"
    FROM ${from} WHERE ${suspects(rule, from)} GROUP BY ${rule.keys.join(', ')}`;
  const repeats = 'CASE WHEN "none" THEN "n" ELSE "n" - 1 END';
  const { count } = await table.connection.row(`SELECT coalesce(sum(${repeats}), 0) AS "count" FROM (${groups})`);
  return { ...none, count: Number(count) };
}

interface Hashes {
  readonly of: number;
  readonly hashes: number;
}

/** In one go; where memory is too small even with spilling, part by part, each with a pass over the keys. */
async function countHashes(judging: Judging, rule: PlannedRepeats): Promise<Hashes> {
  try {
    return await hashesOf(judging, rule, 'true');
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== tableErrors.noRoom.code) throw error;
  }
  const sum = { of: 0, hashes: 0 };
  for (let part = 0; part < parts; part += 1) {
    const counted = await hashesOf(judging, rule, `${hashOf(rule)} % ${parts} = ${part}`);
    sum.of += counted.of;
    sum.hashes += counted.hashes;
  }
  return sum;
}

async function hashesOf({ table, scope }: Judging, rule: PlannedRepeats, part: string): Promise<Hashes> {
  const where = and(rule.judged, part);
  const each = `SELECT count(*) AS "n" FROM ${scope.from(table.relation)} WHERE ${where} GROUP BY ${hashOf(rule)}`;
  const { of, hashes } = await table.connection.row(
    `SELECT coalesce(sum("n"), 0) AS "of", count(*) AS "hashes" FROM (${each})`,
  );
  return { of: Number(of), hashes: Number(hashes) };
}

function hashOf({ keys }: PlannedRepeats): string {
  return `hash(${keys.join(', ')})`;
}

/** Rows that can be broken: those whose hash is there more than once, and those without a key. */
function suspects(rule: PlannedRepeats, from: string): string {
  const hash = hashOf(rule);
  const again = `SELECT ${hash} FROM ${from} WHERE ${rule.judged} GROUP BY 1 HAVING count(*) > 1`;
  return and(rule.judged, or(rule.empty, `${hash} IN (${again})`));
}

/** The first rows whose key an earlier row has (or that have none), and the first row of each of these keys. */
export async function repeatedRows(
  judging: Judging,
  rule: PlannedRepeats,
): Promise<Pick<RuleFinding, 'rows' | 'firsts' | 'values'>> {
  const { table, scope, showValues } = judging;
  const keys = rule.keys.map((key, index) => `${key} AS "k${index}"`).join(', ');
  const names = rule.keys.map((_, index) => `"k${index}"`).join(', ');
  const shown = rule.shown === undefined || !showValues ? 'NULL' : rule.shown;
  const same = rule.keys.map((_, index) => `a."k${index}" IS NOT DISTINCT FROM b."k${index}"`).join(' AND ');
  const found = await table.connection.rows(
    `WITH "all" AS (SELECT ${table.rowName} AS "n", ${rule.empty} AS "none", ${shown} AS "shown", ${keys}
        FROM ${scope.from(table.numbered)} WHERE ${suspects(rule, scope.from(table.relation))}),
      "again" AS (SELECT min("n") AS "first", bool_and("none") AS "none", ${names} FROM "all" GROUP BY ${names}
        HAVING count(*) > 1 OR bool_and("none"))
      SELECT a."n", b."first", a."shown" FROM "all" a JOIN "again" b ON ${same}
      WHERE a."n" > b."first" OR b."none" ORDER BY a."n" LIMIT ${shownRows}`,
  );
  const rows = found.map(({ n }) => Number(n));
  return { rows, firsts: found.map(({ first }) => Number(first)), ...shownValues(judging, rule.shown, found) };
}

/** Rows whose key the other table lacks. */
export async function judgeReference(judging: Judging, rule: PlannedReference): Promise<RuleFinding> {
  const { table, scope } = judging;
  const unknown = `NOT EXISTS (FROM (${rule.known}) r WHERE ${sameKeys(rule)})`;
  const keys = rule.keys.map((key, index) => `${key} AS "k${index}"`).join(', ');
  const from = (relation: string, more = ''): string =>
    `(SELECT ${keys}${more} FROM ${scope.from(relation)} WHERE ${rule.judged}) o`;
  const { of } = await table.connection.row(`SELECT count(*) AS "of" FROM ${from(table.relation)}`);
  const { count } = await table.connection.row(
    `SELECT count(*) AS "count" FROM ${from(table.relation)} WHERE ${unknown}`,
  );
  const finding: RuleFinding = { count: Number(count), of: Number(of), rows: [], by: 'scan' };
  if (finding.count === 0) return finding;
  const more = `, ${table.rowName} AS "n", ${rule.shown ?? 'NULL'} AS "shown"`;
  const found = await table.connection.rows(
    `SELECT "n", "shown" FROM ${from(table.numbered, more)} WHERE ${unknown} ORDER BY "n" LIMIT ${shownRows}`,
  );
  return { ...finding, rows: found.map(({ n }) => Number(n)), ...shownValues(judging, rule.shown, found) };
}

function sameKeys({ keys }: PlannedReference): string {
  return keys.map((_, index) => `o."k${index}" = r."k${index}"`).join(' AND ');
}

function shownValues(
  { showValues }: Judging,
  shown: string | undefined,
  found: readonly Row[],
): Pick<RuleFinding, 'values'> {
  if (!showValues || shown === undefined) return {};
  return { values: found.map((row) => (row['shown'] === null ? null : String(row['shown']))) };
}
