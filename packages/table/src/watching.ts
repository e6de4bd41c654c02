import type { LabelColumns, TableEngine, WatchEngine } from '@weighbridge/core';
import { type DuckTable, duckTable } from './duck-table.ts';
import type { Session } from './session.ts';
import type { KeptRows } from './watch/kept-rows.ts';
import { labelledRows } from './watch/labelled.ts';
import { settleLabels } from './watch/labels.ts';
import { digestRows } from './watch/rows-digest.ts';
import { countScores } from './watch/score-column.ts';
import { selectRows } from './watch/select.ts';
import { rowsWithin, type Timed, timedTable, timeFacts } from './watch/timed.ts';

/** What the engine does with rows of production. What is worked out of a table once is kept while the table is. */
export function watching({ folder }: Pick<Session, 'folder'>): Omit<WatchEngine, keyof TableEngine> {
  const timed = remembering((table: DuckTable, column: string) => timedTable(table, column, folder));
  const settled = new WeakMap<DuckTable, Map<string, Promise<KeptRows>>>();

  async function labelsOf(rows: DuckTable, labels: LabelColumns): Promise<KeptRows> {
    const table = duckTable(labels.table);
    const known = settled.get(table) ?? new Map<string, Promise<KeptRows>>();
    settled.set(table, known);
    const type = rows.columns.find(({ name }) => name === labels.join)?.type;
    const name = JSON.stringify([labels.join, labels.target, labels.positive, type]);
    const found = known.get(name) ?? settleLabels({ table: rows, column: labels.join }, labels, await folder());
    known.set(name, found);
    return await found;
  }

  return {
    select: async (table, query) => await selectRows(duckTable(table), query, folder),
    times: async (table, column, now) => await timeFacts(await timed(duckTable(table), column), column, now),
    within: async (table, column, span) => await rowsWithin(await timed(duckTable(table), column), span),
    scores: async (table, columns, edges) => await countScores(duckTable(table), columns, edges),
    async labelled(table, columns, labels) {
      const rows = duckTable(table);
      const other = { table: duckTable(labels.table), column: labels.join };
      return await labelledRows(rows, columns, { ...labels, other, settled: await labelsOf(rows, labels) });
    },
    rowsDigest: async (table) => await digestRows(duckTable(table)),
  };
}

/** Works something out of a table and a column once. */
function remembering(work: (table: DuckTable, column: string) => Promise<Timed>): typeof work {
  const known = new WeakMap<DuckTable, Map<string, Promise<Timed>>>();
  return (table, column) => {
    const own = known.get(table) ?? new Map<string, Promise<Timed>>();
    known.set(table, own);
    const found = own.get(column) ?? work(table, column);
    own.set(column, found);
    return found;
  };
}
