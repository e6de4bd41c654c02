import type { DuckTable } from '../duck-table.ts';

/** The most values of a table by itself that are counted one by one. */
export const mostAlone = 50;

/** A value, and the rows that have it on both sides. */
export interface ValueCount {
  readonly value: string;
  readonly was: number;
  readonly now: number;
}

export interface CategoryFacts {
  /** The most frequent ones of both sides together. */
  readonly values: readonly ValueCount[];
  readonly presentWas: number;
  readonly presentNow: number;
  readonly distinctWas: number;
  readonly distinctNow: number;
}

interface Side {
  readonly table: DuckTable;
  /** VARCHAR; NULL where it is missing. */
  readonly text: string;
}

/** What a side has by itself, where none of its values is left uncounted: the most frequent ones first. */
export function oneSide(facts: CategoryFacts, side: 'was' | 'now'): CategoryFacts | undefined {
  const isWas = side === 'was';
  const [present, distinct] = isWas ? [facts.presentWas, facts.distinctWas] : [facts.presentNow, facts.distinctNow];
  const own = facts.values.filter((each) => each[side] > 0);
  if (own.length < distinct) return undefined;
  const values = own
    .sort((a, b) => b[side] - a[side] || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)))
    .slice(0, mostAlone)
    .map((each) => ({ value: each.value, was: each[side], now: 0 }));
  return { values, presentWas: present, presentNow: 0, distinctWas: distinct, distinctNow: 0 };
}

/** Counts the values of a category column. Of equally frequent ones the smaller text is first. */
export async function categoryFacts(was: Side, now: Side | undefined, most: number): Promise<CategoryFacts> {
  const sides = [counted(was, 'was', 'now'), ...(now ? [counted(now, 'now', 'was')] : [])];
  const rows = await was.table.connection.rows(
    `WITH j AS MATERIALIZED (SELECT v, sum(was) AS was, sum(now) AS now FROM (${sides.join(' UNION ALL BY NAME ')}) GROUP BY v),
      totals AS (SELECT sum(was) AS pw, sum(now) AS pn, count(*) FILTER (WHERE was > 0) AS dw,
        count(*) FILTER (WHERE now > 0) AS dn FROM j)
    SELECT * FROM (FROM j ORDER BY was + now DESC, v LIMIT $1), totals ORDER BY was + now DESC, v`,
    [most],
  );
  const [first] = rows;
  const total = (key: string): number => Number(first?.[key] ?? 0);
  return {
    values: rows.map((row) => ({ value: String(row['v']), was: Number(row['was']), now: Number(row['now']) })),
    presentWas: total('pw'),
    presentNow: total('pn'),
    distinctWas: total('dw'),
    distinctNow: total('dn'),
  };
}

/** Each value with how often the side has it, and 0 for the other side. */
function counted({ table, text }: Side, own: string, other: string): string {
  const values = `SELECT ${text} AS v FROM ${table.relation}`;
  return `SELECT v, count(*) AS ${own}, 0 AS ${other} FROM (${values}) WHERE v IS NOT NULL GROUP BY v`;
}
