import type { ColumnProfile, TableProfile, TableSchema } from '@weighbridge/core';
import { categoryFacts } from '../columns/categories.ts';
import { withCopy } from '../columns/copy.ts';
import { numberColumns, type PairFacts } from '../columns/numbers.ts';
import { columnReadings } from '../columns/reading.ts';
import { type SettledColumn, settleColumns } from '../columns/settle.ts';
import type { DuckTable } from '../duck-table.ts';

/** The most columns that are described: the first ones. */
const mostColumns = 200;
/** The most values of a category that are counted one by one. */
const mostValues = 50;

/** The table in numbers, by the schema's types or by what its cells look like. */
export async function profileTable(table: DuckTable, schema: TableSchema | undefined): Promise<TableProfile> {
  const columns = table.columns.slice(0, mostColumns);
  const names = new Set(columns.map(({ name }) => name));
  const profiles = await withCopy(table, columns, async (copy) => {
    const settled = await settleColumns(copy, columnReadings(copy, schema, names));
    return await profileColumns(copy, settled);
  });
  return { rows: table.rows, columns: table.columns.length, profiles: [...profiles] };
}

async function profileColumns(table: DuckTable, settled: readonly SettledColumn[]): Promise<readonly ColumnProfile[]> {
  const numbers = settled.filter(({ kind }) => kind === 'number');
  const pairs = numbers.map(({ reading }) => ({ was: reading.number, now: undefined }));
  const facts = await numberColumns({ was: table, now: undefined }, pairs);
  const profiles: ColumnProfile[] = [];
  for (const column of settled) {
    const found = facts[numbers.indexOf(column)];
    if (found) profiles.push(numberProfile(table, column, found));
    else
      profiles.push(
        column.kind === 'category' ? await categoryProfile(table, column) : otherProfile(table, column, column.present),
      );
  }
  return profiles;
}

function numberProfile(table: DuckTable, column: SettledColumn, facts: PairFacts): ColumnProfile {
  const { bins, countWas, isCounter, medianWas: median, wasRange } = facts;
  if (isCounter || column.reading.isKey) return otherProfile(table, column, countWas);
  const [first] = bins;
  return {
    kind: 'number',
    column: column.reading.name,
    type: typeOf(column),
    missing: table.rows - countWas,
    ...(median === undefined || !wasRange ? {} : { ...wasRange, median }),
    edges: first ? [first.from, ...bins.map(({ to }) => to)] : [],
    counts: bins.map(({ was }) => was),
  };
}

async function categoryProfile(table: DuckTable, column: SettledColumn): Promise<ColumnProfile> {
  const { reading } = column;
  const { values, presentWas, distinctWas } = await categoryFacts({ table, text: reading.text }, undefined, mostValues);
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
