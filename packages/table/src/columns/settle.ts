import type { DuckTable } from '../duck-table.ts';
import type { Row } from '../plain.ts';
import { inBatches } from './batches.ts';
import type { ColumnReading } from './reading.ts';

/** Texts longer than this on average have no distribution that says anything. */
const longText = 100;
/** So many different values are few in any table. */
const fewValues = 50;

/** A column whose kind is settled by its values. */
export interface SettledColumn {
  readonly reading: ColumnReading;
  /** `other`: keys, long text, dates: only their missing cells are counted. */
  readonly kind: 'number' | 'category' | 'other';
  /** Cells with a value; of numbers 0, as they are counted when they are read. */
  readonly present: number;
  /** Different values, about; of numbers 0. */
  readonly distinct: number;
}

/**
 * Looks once over the columns whose values decide what they are: text is a number where all of it reads as one, and no
 * category where most values differ.
 */
export async function settleColumns(
  table: DuckTable,
  readings: readonly ColumnReading[],
): Promise<readonly SettledColumn[]> {
  const columns: SettledColumn[] = [];
  for (const batch of inBatches(readings)) columns.push(...(await settleBatch(table, batch)));
  return columns;
}

async function settleBatch(table: DuckTable, readings: readonly ColumnReading[]): Promise<readonly SettledColumn[]> {
  const asked = readings.flatMap((reading, index) =>
    measures(reading).map((sql, at) => `${sql} AS "${'pdnl'[at]}${index}"`),
  );
  const row = asked.length === 0 ? {} : await table.connection.row(`SELECT ${asked.join(', ')} FROM ${table.relation}`);
  return readings.map((reading, index) => settled(reading, row, index));
}

/** Present, distinct, numbers, length; only what its kind needs. */
function measures({ as, number, text }: ColumnReading): readonly string[] {
  if (as === 'number') return [];
  const both = [`count(${text})`, `approx_count_distinct(${text})`];
  if (as === 'bare') return both;
  const numbers = as === 'unknown' ? `count(${number})` : '0';
  return [...both, numbers, `avg(strlen(${text}))`];
}

function settled(reading: ColumnReading, row: Row, index: number): SettledColumn {
  const [present, distinct, numbers, length] = ['p', 'd', 'n', 'l'].map((key) => Number(row[`${key}${index}`] ?? 0));
  const found = { reading, present: present ?? 0, distinct: distinct ?? 0 };
  const isNumber =
    reading.as === 'number' || (reading.as === 'unknown' && found.present > 0 && numbers === found.present);
  if (reading.as === 'bare' || (reading.isKey && !isNumber)) return { ...found, kind: 'other' };
  if (isNumber) return { ...found, kind: 'number' };
  const isMany = found.distinct > Math.max(fewValues, found.present / 2);
  return { ...found, kind: isMany || (length ?? 0) > longText ? 'other' : 'category' };
}
