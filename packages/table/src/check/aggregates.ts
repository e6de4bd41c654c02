import type { Connection } from '../connection.ts';
import type { Plain } from '../plain.ts';

/** How many aggregates one statement works out: more are split, as planning grows faster than their number, */
const most = 400;
/** and of few rows the planning is nearly all that it costs. */
const mostOfFew = 100;
const fewRows = 100_000;

/** Aggregates that are asked for one by one, and worked out in one pass. */
export interface Aggregates {
  /** Where the value of an aggregate will be. */
  ask(sql: string): number;
  /** One pass over what `from` gives, which is told what is asked of it. */
  run(connection: Connection, from: (uses: string) => string): Promise<readonly Plain[]>;
}

export function newAggregates(rows: number): Aggregates {
  const atOnce = rows < fewRows ? mostOfFew : most;
  const places = new Map<string, number>();
  return {
    ask(sql) {
      const place = places.get(sql) ?? places.size;
      places.set(sql, place);
      return place;
    },
    async run(connection, from) {
      const all = [...places.keys()];
      const values: Plain[] = [];
      for (let at = 0; at < all.length; at += atOnce) {
        const part = all.slice(at, at + atOnce).map((sql, index) => `${sql} AS "a${index}"`);
        const asked = part.join(', ');
        const row = await connection.row(`SELECT ${asked} FROM ${from(asked)}`);
        values.push(...part.map((_, index) => row[`a${index}`] ?? null));
      }
      return values;
    },
  };
}

/** `count(*)` of the rows for which a condition holds. */
export function countIf(condition: string): string {
  if (condition === 'true') return 'count(*)';
  return condition === 'false' ? '0' : `count(*) FILTER (WHERE ${condition})`;
}
