import type { DuckTable } from '../duck-table.ts';
import { inBatches } from './batches.ts';
import type { ColumnReading } from './reading.ts';

/** Texts longer than this on average have no distribution that says anything. */
const longText = 100;
/** So many different values are few in any table. */
const fewValues = 50;

/** So many rows say what a column of text most likely is. */
const firstRows = 10_000;

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
 * Looks over the columns whose values decide what they are: text is a number where all of it reads as one, and no
 * category where most values differ.
 */
export async function settleColumns(
  table: DuckTable,
  readings: readonly ColumnReading[],
): Promise<readonly SettledColumn[]> {
  const unknown = readings.filter((reading) => !table.settled.has(readingKey(reading)));
  for (const batch of inBatches(unknown))
    for (const column of await settleBatch(table, batch)) table.settled.set(readingKey(column.reading), column);
  return readings.flatMap((reading) => table.settled.get(readingKey(reading)) ?? []);
}

/** Of one table, whether it is read from its files or from a copy. */
export function readingKey(reading: ColumnReading): string {
  return JSON.stringify(reading);
}

async function settleBatch(table: DuckTable, readings: readonly ColumnReading[]): Promise<readonly SettledColumn[]> {
  const first = `(SELECT * FROM ${table.relation} LIMIT ${firstRows})`;
  const likely = await measured(table, first, readings, ({ as }) => (as === 'unknown' ? 'pn' : ''));
  const asked = likely.map(({ reading, p, n }) => (reading.as === 'unknown' ? measuresOf(p, n) : fixed[reading.as]));
  const all = await measured(table, table.relation, readings, (_, index) => asked[index] ?? '');
  const late = all.filter(({ p, n }, index) => asked[index] === 'pn' && p !== n).map(({ reading }) => reading);
  const again = await measured(table, table.relation, late, () => fixed.text);
  return all.map((one) => settled(again.find(({ reading }) => reading === one.reading) ?? one));
}

/** Where all of the first values are numbers the others most likely are; one that is none settles it at once. */
function measuresOf(present: number, numbers: number): string {
  if (present === 0) return 'pdnl';
  return numbers === present ? 'pn' : fixed.text;
}

/** What is measured of each kind: present, distinct, numbers, length. */
const fixed = { number: '', text: 'pdl', bare: 'pd' } as const;

interface Measured {
  readonly reading: ColumnReading;
  /** Cells with a value, different ones (about), those that are numbers, average length in bytes; 0 where not asked. */
  readonly p: number;
  readonly d: number;
  readonly n: number;
  readonly l: number;
}

async function measured(
  table: DuckTable,
  relation: string,
  readings: readonly ColumnReading[],
  what: (reading: ColumnReading, index: number) => string,
): Promise<readonly Measured[]> {
  const asked = readings.flatMap((reading, index) =>
    [...what(reading, index)].map((key) => `${measure(key, reading)} AS "${key}${index}"`),
  );
  const row = asked.length === 0 ? {} : await table.connection.row(`SELECT ${asked.join(', ')} FROM ${relation}`);
  return readings.map((reading, index) => {
    const value = (key: string): number => Number(row[`${key}${index}`] ?? 0);
    return { reading, p: value('p'), d: value('d'), n: value('n'), l: value('l') };
  });
}

function measure(key: string, { number, text }: ColumnReading): string {
  if (key === 'n') return `count(${number})`;
  if (key === 'p') return `count(${text})`;
  return key === 'd' ? `approx_count_distinct(${text})` : `avg(strlen(${text}))`;
}

function settled({ reading, p: present, d: distinct, n: numbers, l: length }: Measured): SettledColumn {
  const found = { reading, present, distinct };
  const isNumber = reading.as === 'number' || (reading.as === 'unknown' && present > 0 && numbers === present);
  if (reading.as === 'bare' || (reading.isKey && !isNumber)) return { ...found, kind: 'other' };
  if (isNumber) return { ...found, kind: 'number' };
  const isMany = distinct > Math.max(fewValues, present / 2);
  return { ...found, kind: isMany || length > longText ? 'other' : 'category' };
}
