import type { Kind } from './kind.ts';
import { cells } from './kinds-of-cells.ts';
import { constraints } from './kinds-of-constraints.ts';
import { tables } from './kinds-of-tables.ts';
import { types } from './kinds-of-types.ts';
import { oneOf, type Random, seeded } from './random.ts';

/** A small table as CSV, and the Table Schema that some of its rows break. */
export interface PlantedTable {
  readonly name: string;
  readonly kind: string;
  readonly csv: string;
  readonly schema: object;
  /** Text of a cell; rows count from 1. */
  readonly cell: (column: string, row: number) => string | undefined;
}

const kinds: readonly Kind[] = [...types, ...cells, ...constraints, ...tables];
const seedsPerKind = 3;

/** Sixty tables: twenty kinds of fault, each planted three times from its own seed. */
export function plantedTables(): readonly PlantedTable[] {
  return kinds.flatMap((kind, number) =>
    Array.from({ length: seedsPerKind }, (_, index) => plantedTable(kind, index + 1, seeded(1000 * number + index))),
  );
}

function plantedTable(kind: Kind, seed: number, random: Random): PlantedTable {
  const count = 20 + random(30);
  const columns = kind.columns.map(({ good, bad = [] }) => {
    const values = Array.from({ length: count }, (_, row) => good(row, random));
    for (const fault of bad) values[random(count)] = fault;
    return values;
  });
  const header = kind.labels ?? kind.columns.map(({ field }) => field.name);
  const order = kind.labels?.map((label) => kind.columns.findIndex(({ field }) => field.name === label));
  const rows = Array.from({ length: count }, (_, row) =>
    (order ?? columns.map((_, column) => column)).map((column) => columns[column]?.[row] ?? oneOf(random, ['x', 'y'])),
  );
  return {
    name: `${kind.name} ${seed}`,
    kind: kind.name,
    csv: [header, ...rows].map((line) => `${line.map(csvCell).join(',')}\n`).join(''),
    schema: { ...kind.schema, fields: kind.columns.map(({ field }) => field) },
    cell: (column, row) => rows[row - 1]?.[header.indexOf(column)],
  };
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
