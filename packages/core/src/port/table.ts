import type { RulePlace, TableSchema } from '../check/model.ts';
import type { TableProfile } from '../record/data.ts';

/** Where a table is read from. */
export interface TableSource {
  /** Absolute path of a file, a glob, or a folder of Parquet or CSV files (Hive partitions become columns). */
  readonly path: string;
  /** How errors and reports name it: relative to the root. */
  readonly name: string;
}

/** What a column physically is. `text` is a CSV cell before any schema has spoken; `json` a value of a JSON line. */
export type PhysicalType =
  | 'text'
  | 'json'
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'time'
  | 'other';

export interface TableColumn {
  readonly name: string;
  readonly type: PhysicalType;
}

/** What one rule of a schema found, in the order of `schema.rules`. */
export interface RuleFinding {
  /** Rows (or for rules over the whole table 1) that break it. */
  readonly count: number;
  /** Rows that were judged. */
  readonly of: number;
  /** The first 20, 1-based data rows in the order of the file (of the files, sorted by path). */
  readonly rows: readonly number[];
  /** Of `unique` and `primaryKey`: for each of `rows` the first row of the same key. */
  readonly firsts?: readonly number[];
  /** Values of the first offenders, at most 20, as text; only where they were asked for. */
  readonly values?: readonly (string | null)[];
  /** Distinct broken values, for `enum`. */
  readonly distinct?: number;
  /** What was measured, of aggregates, row counts and freshness (RFC 3339 for times). */
  readonly measured?: number | string;
  /** How it was settled: a pass over the rows, file statistics alone, or the order of a key. */
  readonly by: 'scan' | 'statistics' | 'order' | 'columns';
  /** Why it could not be judged: a column that is not there, a type without an order. Then `count` is 0. */
  readonly notJudged?: string;
}

/** A column value that every offending row of one or more rules shares, and that is rare elsewhere. */
export interface Explanation {
  readonly column: string;
  readonly value: string | null;
  /** Indices into `schema.rules`, whose offending rows all have this value. */
  readonly rules: readonly number[];
  /** Share of all rows that have the value. */
  readonly share: number;
  /** Whether the base lacks it; undefined when that is not known. */
  readonly isNew?: boolean;
}

/** One column in two tables, counted. Bins are half open, [from, to), the last one closed; edges are quantiles of `was`. */
export type ColumnCounts =
  | {
      readonly kind: 'number';
      readonly column: string;
      readonly was: { readonly rows: number; readonly missing: number; readonly median?: number };
      readonly now: { readonly rows: number; readonly missing: number; readonly median?: number };
      readonly bins: readonly {
        readonly from: number;
        readonly to: number;
        readonly was: number;
        readonly now: number;
      }[];
      /** sup |F_was − F_now| over all values; absent when one side is only a profile. */
      readonly ks?: number;
    }
  | {
      readonly kind: 'category';
      readonly column: string;
      readonly was: { readonly rows: number; readonly missing: number };
      readonly now: { readonly rows: number; readonly missing: number };
      /** The most frequent values of both sides together, at most 100; the rest is one entry with `rest: true`. */
      readonly values: readonly {
        readonly value: string;
        readonly was: number;
        readonly now: number;
        readonly rest?: true;
      }[];
      readonly distinctWas: number;
      readonly distinctNow: number;
    };

/** Rows of two tables side by side, by key where there is one, else as multisets of whole rows (then nothing is `changed`). */
export interface RowDiff {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Columns whose values differ in `changed` rows, most first. */
  readonly changedIn: readonly { readonly column: string; readonly rows: number }[];
  /** There is a key, and it names more than one row: whole rows were compared. */
  readonly keyRepeats?: true;
}

/** Rows (or groups) in both of two tables. */
export interface Overlap {
  /** Rows of the second table whose columns' values are in the first. */
  readonly count: number;
  readonly rows: readonly number[];
}

/** A table that has been opened: its files are there, readable, of one shape. */
export interface OpenTable {
  readonly source: TableSource;
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  readonly bytes: number;
  readonly files: number;
  /** Files of a folder or a pattern that are passed over, as no reader knows their kind. */
  readonly unread?: { readonly count: number; readonly first: string };
}

export interface CheckOptions {
  /** Tables that foreign keys name, already open, by `resource`. */
  readonly resources: ReadonlyMap<string, OpenTable>;
  readonly showValues: boolean;
  /** For freshness. */
  readonly now: Date;
}

/** The power to judge and compare tables: DuckDB embedded, later Spark. Throws UserError (3xxx) for data that cannot be read. */
export interface TableEngine {
  open(source: TableSource, schema?: TableSchema): Promise<OpenTable>;
  /** One finding for each of `schema.rules`, in their order. */
  check(table: OpenTable, schema: TableSchema, options: CheckOptions): Promise<readonly RuleFinding[]>;
  /** Values that explain the broken rules; `was` tells which values are new, `findings` (of `check`) where to look first. */
  explain(
    table: OpenTable,
    schema: TableSchema,
    broken: readonly number[],
    was?: OpenTable | TableProfile,
    findings?: readonly RuleFinding[],
  ): Promise<readonly Explanation[]>;
  profile(table: OpenTable, schema: TableSchema | undefined): Promise<TableProfile>;
  /**
   * Columns that both sides have. `was` may be a profile when the rows of the base are not at hand; `hide` is then how its
   * values were hidden, if they were: values are compared in that form, and those that are here are named as they are.
   */
  compareColumns(
    was: OpenTable | TableProfile,
    now: OpenTable,
    schema: TableSchema | undefined,
    hide?: (value: string) => string,
  ): Promise<readonly ColumnCounts[]>;
  diffRows(was: OpenTable, now: OpenTable, key: readonly string[]): Promise<RowDiff>;
  /** With no columns: whole rows over the columns that both have. */
  overlap(a: OpenTable, b: OpenTable, columns: readonly string[]): Promise<Overlap>;
  /** Smallest and largest value of a column, as text in an order that compares (ISO for dates); undefined when it has none. */
  range(table: OpenTable, column: string): Promise<{ readonly min: string; readonly max: string } | undefined>;
  /** Rows of `table` whose column is not above the largest value of `earlier`'s. */
  notAfter(table: OpenTable, earlier: OpenTable, column: string): Promise<Overlap>;
  /** Other columns whose value is equal to the given column's in every row. */
  equalColumns(table: OpenTable, column: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A schema's text with the place of each of its values. */
export interface SchemaSource {
  readonly file: string;
  /** Parsed JSON or YAML. */
  readonly value: unknown;
  /** Place of the value (or of the key) at a path; the nearest parent's where the path is not there. */
  readonly locate: (path: readonly (string | number)[], what: 'key' | 'value') => RulePlace;
  /** Place of a character (counted from 0) inside the text at a path, where the text stands in the file as it is. */
  readonly within?: (path: readonly (string | number)[], at: number) => RulePlace;
}

/** A reader of one dialect. Throws UserError for what it neither supports nor may ignore, with the line. */
export interface SchemaDialect {
  readonly name: TableSchema['dialect'];
  recognises(value: unknown): boolean;
  read(source: SchemaSource, options: { readonly ignore: readonly string[] }): TableSchema;
}
