import type { TableEngine } from '@weighbridge/core';
import { compareTables } from './compare/compare-columns.ts';
import { compareWithProfile } from './compare/compare-profile.ts';
import { diffTables } from './compare/diff-rows.ts';
import { duckTable } from './duck-table.ts';
import { explainTable } from './explain/explain.ts';
import { equalColumnsOf } from './leakage/equal-columns.ts';
import { overlapOf } from './leakage/overlap.ts';
import { notAfterRows, rangeOf } from './leakage/time-order.ts';
import { profileTable } from './profile/profile.ts';

/** What the engine does with tables that are open, besides judging rules. */
export const comparing: Omit<TableEngine, 'open' | 'check' | 'close'> = {
  explain: async (table, schema, broken, was, findings) =>
    await explainTable(duckTable(table), schema, broken, { was, findings }),
  profile: async (table, schema) => await profileTable(duckTable(table), schema),
  async compareColumns(was, now, schema) {
    if ('profiles' in was) return await compareWithProfile(was, duckTable(now), schema);
    return await compareTables(duckTable(was), duckTable(now), schema);
  },
  diffRows: async (was, now, key) => await diffTables(duckTable(was), duckTable(now), key),
  overlap: async (a, b, columns) => await overlapOf(duckTable(a), duckTable(b), columns),
  range: async (table, column) => await rangeOf(duckTable(table), column),
  notAfter: async (table, earlier, column) => await notAfterRows(duckTable(table), duckTable(earlier), column),
  equalColumns: async (table, column) => await equalColumnsOf(duckTable(table), column),
};
