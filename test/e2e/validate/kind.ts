import { oneOf, type Random } from './random.ts';

/** One column of a kind of table: its field in the schema, cells that hold, and cells that are planted. */
export interface PlantedColumn {
  readonly field: { readonly name: string; readonly [keyword: string]: unknown };
  readonly good: (row: number, random: Random) => string;
  readonly bad?: readonly string[];
}

/** Tables that differ by their seed only. */
export interface Kind {
  readonly name: string;
  readonly columns: readonly PlantedColumn[];
  /** Keywords of the schema beside its fields. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Header of the file, where it is not the fields' names. */
  readonly labels?: readonly string[];
}

/** Number of the row. */
export const id: PlantedColumn = { field: { name: 'id', type: 'integer' }, good: (row) => String(row + 1) };
/** 0 to 99. */
export const whole = (row: number, random: Random): string => String(random(90) + (row % 10));
/** Numbers with a point. */
export const decimal = (_: number, random: Random): string => `${random(1000)}.${random(100)}`;
/** A day of 2024. */
export const day = (_: number, random: Random): string => `2024-${pair(1 + random(12))}-${pair(1 + random(28))}`;
/** One of five names. */
export const name = (_: number, random: Random): string => oneOf(random, ['ada', 'bea', 'cleo', 'dora', 'emil']);
/** A text that no other row has. */
export const unlike = (row: number): string => `key-${row}`;

/** Two digits. */
export function pair(number: number): string {
  return String(number).padStart(2, '0');
}

/** A column by its field, its good cells and its faults. */
export function column(
  field: PlantedColumn['field'],
  good: PlantedColumn['good'],
  ...bad: readonly string[]
): PlantedColumn {
  return { field, good, bad };
}
