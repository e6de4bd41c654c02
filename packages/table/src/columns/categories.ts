import type { DuckTable } from '../duck-table.ts';

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

/** Counts the values of a category column. Of equally frequent ones the smaller text is first. */
export async function categoryFacts(was: Side, now: Side | undefined, most: number): Promise<CategoryFacts> {
  const counted = ({ table, text }: Side): string =>
    `SELECT v, count(*) AS c FROM (SELECT ${text} AS v FROM ${table.relation}) WHERE v IS NOT NULL GROUP BY v`;
  const rows = await was.table.connection.rows(
    `WITH w AS (${counted(was)}), n AS (${now ? counted(now) : 'SELECT NULL::VARCHAR AS v, 0 AS c WHERE false'}),
      j AS (SELECT coalesce(w.v, n.v) AS v, coalesce(w.c, 0) AS was, coalesce(n.c, 0) AS now FROM w FULL JOIN n ON w.v = n.v)
    SELECT v, was, now, sum(was) OVER () AS pw, sum(now) OVER () AS pn,
      count(*) FILTER (WHERE was > 0) OVER () AS dw, count(*) FILTER (WHERE now > 0) OVER () AS dn
    FROM j ORDER BY was + now DESC, v LIMIT $1`,
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
