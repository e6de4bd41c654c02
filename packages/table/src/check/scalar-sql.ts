import { double } from '../sql.ts';

/** A number as SQL: whole ones stay whole, so that large keys compare exactly. */
export function numberSql(value: number): string {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : double(value);
}
