import type { TableEngine } from '@weighbridge/core';
import { comparablePairs } from './compare/comparable.ts';
import { compareTables } from './compare/compare-columns.ts';
import { compareWithProfile } from './compare/compare-profile.ts';
import { diffTables } from './compare/diff-rows.ts';
import { type DuckTable, duckTable } from './duck-table.ts';
import { explainTable } from './explain/explain.ts';
import { equalColumnsOf } from './leakage/equal-columns.ts';
import { overlapOf } from './leakage/overlap.ts';
import { notAfterRows, rangeOf } from './leakage/time-order.ts';
import { profileTable } from './profile/profile.ts';

async function keyRepeats(was: DuckTable, now: DuckTable, key: readonly string[]): Promise<boolean> {
  const pairs = await comparablePairs(was, now, key);
  if (pairs.length < key.length) return false;
  for (const side of ['was', 'now'] as const) {
    const { connection, relation, rows } = side === 'was' ? was : now;
    const keys = pairs.map((pair) => pair[side]).join(', ');
    const { n } = await connection.row(`SELECT count(*) AS n FROM (SELECT 1 FROM ${relation} GROUP BY ${keys})`);
    if (n !== rows) return true;
  }
  return false;
}

/** What the engine does with tables that are open, besides judging rules. */
export const comparing: Omit<TableEngine, 'open' | 'check' | 'close'> = {
  explain: async (table, schema, broken, was, findings) =>
    await explainTable(duckTable(table), schema, broken, { was, findings }),
  profile: async (table, schema) => await profileTable(duckTable(table), schema),
  async compareColumns(was, now, schema, hide) {
    if ('profiles' in was) return await compareWithProfile(was, duckTable(now), schema, hide);
    return await compareTables(duckTable(was), duckTable(now), schema);
  },
  async diffRows(was, now, key) {
    const rows = await diffTables(duckTable(was), duckTable(now), key);
    // What has changed was found by the key.
    const isKeyed = rows.changed > 0 || key.length === 0;
    return !isKeyed && (await keyRepeats(duckTable(was), duckTable(now), key)) ? { ...rows, keyRepeats: true } : rows;
  },
  overlap: async (a, b, columns) => await overlapOf(duckTable(a), duckTable(b), columns),
  range: async (table, column) => await rangeOf(duckTable(table), column),
  notAfter: async (table, earlier, column) => await notAfterRows(duckTable(table), duckTable(earlier), column),
  equalColumns: async (table, column) => await equalColumnsOf(duckTable(table), column),
};
