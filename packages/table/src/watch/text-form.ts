import { shownText } from '../compare/comparable.ts';
import type { DuckColumn, DuckTable } from '../duck-table.ts';

/** Whole numbers that are written with a point and nothing behind it: `7.0`. */
const pointed = "'^(-?[0-9]+)\\.0+$', '\\1'";

/**
 * A cell as text, NULL where it is missing, the same for equal values whatever file they came in: whole numbers of any
 * type without a point, times in UTC, a text of JSON without its quotes. Text stays as it is, so `07` is not `7`.
 */
export function textForm(table: DuckTable, column: DuckColumn): string {
  const { sql, type } = column;
  switch (type) {
    case 'text':
    case 'integer':
    case 'boolean':
    case 'date':
    case 'time':
      return `CAST(${sql} AS VARCHAR)`;
    case 'number':
      return numberForm(sql);
    case 'datetime':
      return `CAST(TRY_CAST(${sql} AS TIMESTAMP) AS VARCHAR)`;
    case 'json':
      return `CASE WHEN starts_with(${sql}, '"') THEN ${shownText(table, column)}
        WHEN ${sql} <> 'null' THEN ${withoutPoint(sql)} END`;
    default:
      return `nullif(CAST(${sql} AS VARCHAR), '')`;
  }
}

function numberForm(sql: string): string {
  const asDouble = `CAST(${sql} AS DOUBLE)`;
  const whole = `CASE WHEN isfinite(${asDouble}) AND ${sql} = trunc(${sql}) THEN TRY_CAST(${sql} AS HUGEINT) END`;
  return `CASE WHEN NOT isnan(${asDouble}) THEN coalesce(CAST(${whole} AS VARCHAR), CAST(${sql} AS VARCHAR)) END`;
}

/** `7.0` as `7`; other text as it is. */
export function withoutPoint(text: string): string {
  return `regexp_replace(${text}, ${pointed})`;
}
