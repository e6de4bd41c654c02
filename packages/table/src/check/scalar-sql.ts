import { double } from '../sql.ts';

/** The database's widest whole numbers end above this. */
const widest = 1e38;

/** A number as SQL: whole ones stay whole, so that large keys compare exactly. */
export function numberSql(value: number): string {
  const isWhole = Number.isInteger(value) && Math.abs(value) < widest && !Object.is(value, -0);
  return isWhole ? BigInt(value).toString() : double(value);
}
