import type { Judging } from './judging.ts';
import type { PlannedRepeats } from './plan.ts';
import type { Statistics } from './statistics.ts';

/** A key that rises in the first rows is worth a look at all of them. */
const sample = 20_000;

/**
 * Whether each row's key is above the one before, so that no value is there twice. Row groups that overlap, or else the
 * first rows, tell at once of most keys that it is not so; then one pass compares neighbours, and keeps none.
 */
export async function risesThroughout(
  judging: Judging,
  rule: PlannedRepeats,
  statistics: Statistics,
): Promise<boolean> {
  if (rule.reading === undefined || rule.column === undefined) return false;
  const own = statistics.get(rule.column.sql);
  if (own?.bounds !== undefined && !own.rises) return false;
  return (
    (await rises(judging, rule.reading.value, `LIMIT ${sample}`)) && (await rises(judging, rule.reading.value, ''))
  );
}

/** Only the first row has no key before it that is below; a NULL, or NaN beside NaN, is above nothing. */
async function rises({ table, scope }: Judging, value: string, limit: string): Promise<boolean> {
  const keys = `SELECT ${value} AS "key" FROM ${scope.from(table.relation, value)} ${limit}`;
  const pairs = `SELECT "key", lag("key") OVER () AS "before" FROM (${keys})`;
  const { falls } = await table.connection.row(
    `SELECT count(*) FILTER (WHERE NOT coalesce("key" > "before", false)) + count(*) FILTER (WHERE "key" IS NULL) AS "falls"
      FROM (${pairs})`,
  );
  return falls === 1;
}
