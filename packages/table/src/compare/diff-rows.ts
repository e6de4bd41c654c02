import type { RowDiff } from '@weighbridge/core';
import type { DuckTable } from '../duck-table.ts';
import type { Row } from '../plain.ts';
import { type ComparablePair, comparablePairs } from './comparable.ts';

/**
 * Rows of two tables side by side: by key where both have it and it names one row, else as multisets. Only columns that
 * both have are compared.
 */
export async function diffTables(was: DuckTable, now: DuckTable, key: readonly string[]): Promise<RowDiff> {
  const pairs = await comparablePairs(was, now);
  const keys = key.flatMap((column) => pairs.filter((pair) => pair.column === column));
  const isKeyed = keys.length > 0 && keys.length === key.length;
  if (
    isKeyed &&
    (await isUnique(
      was,
      keys.map((pair) => pair.was),
    )) &&
    (await isUnique(
      now,
      keys.map((pair) => pair.now),
    ))
  ) {
    return await diffByKey(
      was,
      now,
      keys,
      pairs.filter((pair) => !keys.includes(pair)),
    );
  }
  return pairs.length === 0
    ? { added: now.rows, removed: was.rows, changed: 0, changedIn: [] }
    : await diffAsMultisets(was, now, pairs);
}

async function isUnique({ connection, relation, rows }: DuckTable, keys: readonly string[]): Promise<boolean> {
  const row = await connection.row(`SELECT count(*) AS n FROM (SELECT 1 FROM ${relation} GROUP BY ${keys.join(', ')})`);
  return row['n'] === rows;
}

async function diffByKey(
  was: DuckTable,
  now: DuckTable,
  keys: readonly ComparablePair[],
  others: readonly ComparablePair[],
): Promise<RowDiff> {
  const side = (table: DuckTable, which: 'was' | 'now'): string => {
    const parts = [
      ...keys.map((pair, at) => `${pair[which]} AS k${at}`),
      ...others.map((pair, at) => `${pair[which]} AS c${at}`),
    ];
    return `(SELECT true AS there, ${parts.join(', ')} FROM ${table.relation})`;
  };
  const on = keys.map((_, at) => `w.k${at} IS NOT DISTINCT FROM n.k${at}`).join(' AND ');
  const differs = others.map((_, at) => `w.c${at} IS DISTINCT FROM n.c${at}`);
  const each = differs.map((differ, at) => `, count(*) FILTER (WHERE w.there AND n.there AND ${differ}) AS d${at}`);
  const row = await was.connection.row(
    `SELECT count(*) FILTER (WHERE w.there IS NULL) AS added, count(*) FILTER (WHERE n.there IS NULL) AS removed,
      count(*) FILTER (WHERE w.there AND n.there AND (${['false', ...differs].join(' OR ')})) AS changed${each.join('')}
    FROM ${side(was, 'was')} w FULL JOIN ${side(now, 'now')} n ON ${on}`,
  );
  const changedIn = others
    .map(({ column }, at) => ({ column, rows: Number(row[`d${at}`]) }))
    .filter(({ rows }) => rows > 0);
  return { ...counts(row), changedIn: changedIn.sort((a, b) => b.rows - a.rows) };
}

/**
 * A row is its hash of 64 bits. Only a row that went and another that came can be taken for one: among a million of each
 * one in eighteen million times, and then the counts are one less.
 */
async function diffAsMultisets(was: DuckTable, now: DuckTable, pairs: readonly ComparablePair[]): Promise<RowDiff> {
  const side = (table: DuckTable, which: 'was' | 'now'): string => {
    const values = pairs.map((pair) => pair[which]);
    return `SELECT hash(${values.join(', ')}) AS h, ${which === 'was' ? -1 : 1} AS d FROM ${table.relation}`;
  };
  const row = await was.connection.row(
    `SELECT coalesce(sum(d) FILTER (WHERE d > 0), 0) AS added, coalesce(-sum(d) FILTER (WHERE d < 0), 0) AS removed, 0 AS changed
    FROM (SELECT sum(d) AS d FROM (${side(was, 'was')} UNION ALL ${side(now, 'now')}) GROUP BY h)`,
  );
  return { ...counts(row), changedIn: [] };
}

function counts(row: Row): Pick<RowDiff, 'added' | 'removed' | 'changed'> {
  return { added: Number(row['added']), removed: Number(row['removed']), changed: Number(row['changed']) };
}
