import type { ColumnProfile, TableProfile, TableSchema } from '@weighbridge/core';
import { categoryFacts, mostAlone } from '../columns/categories.ts';
import { withCopy } from '../columns/copy.ts';
import { numbersAlone, type SideFacts } from '../columns/numbers.ts';
import { type ColumnReading, columnReadings } from '../columns/reading.ts';
import { readingKey, type SettledColumn, settleColumns } from '../columns/settle.ts';
import type { DuckTable } from '../duck-table.ts';

/** The most columns that are described: the first ones. */
const mostColumns = 200;

/** The table in numbers, by the schema's types or by what its cells look like. */
export async function profileTable(table: DuckTable, schema: TableSchema | undefined): Promise<TableProfile> {
  const columns = table.columns.slice(0, mostColumns);
  const names = new Set(columns.map(({ name }) => name));
  const readings = columnReadings(table, schema, names);
  const isCounted = readings.every((reading) => wasCounted(table, reading));
  const profiles = await withCopy(table, isCounted ? [] : columns, async (copy) => {
    return await profileColumns(copy, await settleColumns(copy, readings));
  });
  return { rows: table.rows, columns: table.columns.length, profiles: [...profiles] };
}

/** Whether nothing of the column is left to be read. */
function wasCounted({ settled, numbers, categories }: DuckTable, reading: ColumnReading): boolean {
  const key = readingKey(reading);
  switch (settled.get(key)?.kind) {
    case 'other':
      return true;
    case 'number':
      return numbers.has(key);
    case 'category':
      return categories.has(key);
    case undefined:
      return false;
  }
}

async function profileColumns(table: DuckTable, settled: readonly SettledColumn[]): Promise<readonly ColumnProfile[]> {
  const numbers = await numbersOf(
    table,
    settled.filter(({ kind }) => kind === 'number'),
  );
  const profiles: ColumnProfile[] = [];
  for (const column of settled) {
    const found = numbers.get(column);
    if (found) profiles.push(numberProfile(table, column, found));
    else
      profiles.push(
        column.kind === 'category' ? await categoryProfile(table, column) : otherProfile(table, column, column.present),
      );
  }
  return profiles;
}

/** What a comparison has counted of the table is not counted again. */
async function numbersOf(
  table: DuckTable,
  columns: readonly SettledColumn[],
): Promise<ReadonlyMap<SettledColumn, SideFacts>> {
  const open = columns.filter(({ reading }) => !table.numbers.has(readingKey(reading)));
  const counted = await numbersAlone(
    table,
    open.map(({ reading }) => reading.number),
  );
  for (const [index, facts] of counted.entries()) {
    const column = open[index];
    if (column) table.numbers.set(readingKey(column.reading), facts);
  }
  return new Map(
    columns.flatMap((column) => {
      const facts = table.numbers.get(readingKey(column.reading));
      return facts ? [[column, facts] as const] : [];
    }),
  );
}

function numberProfile(table: DuckTable, column: SettledColumn, facts: SideFacts): ColumnProfile {
  const { bins, count, isCounter, median, range } = facts;
  if (isCounter || column.reading.isKey) return otherProfile(table, column, count);
  const [first] = bins;
  return {
    kind: 'number',
    column: column.reading.name,
    type: typeOf(column),
    missing: table.rows - count,
    ...(median === undefined || !range ? {} : { ...range, median }),
    edges: first ? [first.from, ...bins.map(({ to }) => to)] : [],
    counts: bins.map(({ was }) => was),
  };
}

async function categoryProfile(table: DuckTable, column: SettledColumn): Promise<ColumnProfile> {
  const { reading } = column;
  const known = table.categories.get(readingKey(reading));
  const { values, presentWas, distinctWas } =
    known ?? (await categoryFacts({ table, text: reading.text }, undefined, mostAlone));
  const counted = values.reduce((sum, { was }) => sum + was, 0);
  return {
    kind: 'category',
    column: reading.name,
    type: typeOf(column),
    missing: table.rows - presentWas,
    distinct: distinctWas,
    values: values.map(({ value, was }) => ({ value, count: was })),
    rest: presentWas - counted,
  };
}

function otherProfile(table: DuckTable, column: SettledColumn, present: number): ColumnProfile {
  return { kind: 'other', column: column.reading.name, type: typeOf(column), missing: table.rows - present };
}

/** The schema's types, the file's, or of untyped cells what they turned out to be. */
function typeOf({ reading, kind }: SettledColumn): string {
  if (reading.as !== 'unknown') return reading.type;
  return kind === 'number' ? 'number' : 'string';
}
