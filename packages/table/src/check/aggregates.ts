import type { Connection } from '../connection.ts';
import type { Plain } from '../plain.ts';

/** How many aggregates one statement works out: more are split, as planning grows faster than their number, */
const most = 400;
/** and of few rows the planning is nearly all that it costs. */
const mostOfFew = 100;
const fewRows = 100_000;

/** Aggregates that are asked for one by one, and worked out in one pass. */
export interface Aggregates {
  /** Where the value of an aggregate will be. Rows for which `only` does not hold change nothing in it. */
  ask(sql: string, only?: string): number;
  /** One pass over what `from` gives, which is told what is asked of it. */
  run(connection: Connection, from: (uses: string) => string): Promise<readonly Plain[]>;
}

export function newAggregates(rows: number): Aggregates {
  const atOnce = rows < fewRows ? mostOfFew : most;
  const places = new Map<string, { readonly place: number; readonly only: string }>();
  return {
    ask(sql, only = 'true') {
      const asked = places.get(sql) ?? { place: places.size, only };
      places.set(sql, asked);
      return asked.place;
    },
    async run(connection, from) {
      const all = [...places];
      const values: Plain[] = [];
      for (let at = 0; at < all.length; at += atOnce) {
        const part = all.slice(at, at + atOnce);
        const asked = part.map(([sql], index) => `${sql} AS "a${index}"`).join(', ');
        const where = anyOf(part.map(([, { only }]) => only));
        const row = await connection.row(`SELECT ${asked} FROM ${from(`${asked} ${where}`)} WHERE ${where}`);
        values.push(...part.map((_, index) => row[`a${index}`] ?? null));
      }
      return values;
    },
  };
}

/** Rows that are left out here cost no aggregate a look. */
function anyOf(conditions: readonly string[]): string {
  const different = [...new Set(conditions)];
  return different.includes('true') ? 'true' : different.map((condition) => `(${condition})`).join(' OR ');
}

/** `count(*)` of the rows for which a condition holds. */
export function countIf(condition: string): string {
  return condition === 'true' ? 'count(*)' : `count(*) FILTER (WHERE ${condition})`;
}
