import type { Expression } from './expression/ast.ts';

/**
 * The one check model: what a schema of any dialect asks of a table. Dialect readers write it, table engines judge it.
 */

/** How a cell is read. `any` takes what is there; the others are judged by the rule `type`. */
export type FieldType =
  | 'any'
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'time'
  | 'year'
  | 'yearmonth'
  | 'object'
  | 'array'
  | 'null';

/** How the text of a CSV cell becomes a value. Typed tables (Parquet, JSONL) need none of it. */
export interface Reading {
  /** `strptime` pattern, or a named format of the dialect (`default`, `any`, `email`, `uri`, `uuid`, `binary`). */
  readonly format?: string;
  readonly trueValues?: readonly string[];
  readonly falseValues?: readonly string[];
  readonly decimalChar?: string;
  readonly groupChar?: string;
  /** False: letters around the number are dropped (`€ 12.50`, `95%`). */
  readonly bareNumber?: boolean;
}

/** Where a rule is written, so that annotations point at it. Lines and columns count from 1. */
export interface RulePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Field {
  readonly name: string;
  /** More than one for JSON Schema's `type: [integer, "null"]`; `null` among them lets a missing value be there. */
  readonly types: readonly FieldType[];
  readonly reading: Reading;
  /** Texts that stand for "missing" in this column; instead of the schema's. */
  readonly missingValues?: readonly string[];
  readonly place: RulePlace;
}

/** A value of a schema: JSON scalars. Dates and times stay text, and are read by the field's own type. */
export type Scalar = string | number | boolean | null;

/** Aggregates of one column that a rule may bound. */
export type AggregateName = 'mean' | 'median' | 'sum' | 'min' | 'max' | 'stddev' | 'distinct' | 'nullShare';

/**
 * What is asked. `rule` carries Frictionless' constraint names where they exist. Unless a rule says otherwise, a missing
 * value breaks only `required` (JSON Schema: and `type`, where null is not among the types and the table knows null).
 */
export type Asked =
  /** The column is in the table. */
  | { readonly rule: 'field'; readonly column: string }
  /** Columns that the schema does not name are not in the table; or the order and number of columns are the schema's. */
  | { readonly rule: 'fields'; readonly match: 'exact' | 'equal' | 'subset' | 'superset' | 'partial' }
  /** `types`: instead of the field's own (in a branch of JSON Schema). */
  | { readonly rule: 'type'; readonly column: string; readonly types?: readonly FieldType[] }
  | { readonly rule: 'required'; readonly column: string }
  /** Repeats are the second and later rows of a value; missing values never repeat. */
  | { readonly rule: 'unique'; readonly column: string }
  /** Broken by repeats, where missing values are equal to each other, and by keys of which every part is missing. */
  | { readonly rule: 'primaryKey'; readonly columns: readonly string[] }
  /** Repeats of a whole key; a key with a missing part never repeats. */
  | { readonly rule: 'uniqueKeys'; readonly columns: readonly string[] }
  | {
      readonly rule: 'foreignKey';
      readonly columns: readonly string[];
      /** A dataset of the model, a path relative to the schema, or the table itself (`''`). */
      readonly resource: string;
      readonly reference: readonly string[];
    }
  | { readonly rule: 'enum'; readonly column: string; readonly values: readonly Scalar[] }
  | {
      readonly rule: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum';
      readonly column: string;
      readonly value: number | string;
    }
  | { readonly rule: 'multipleOf'; readonly column: string; readonly value: number }
  /** Characters are Unicode code points. */
  | { readonly rule: 'minLength' | 'maxLength'; readonly column: string; readonly value: number }
  /** RE2. `whole`: the whole text must match (Frictionless); else a part is enough (JSON Schema). */
  | { readonly rule: 'pattern'; readonly column: string; readonly pattern: string; readonly whole: boolean }
  /** The newest value is at most so old; milliseconds. Judged once, over the column. */
  | { readonly rule: 'freshness'; readonly column: string; readonly within: number; readonly written: string }
  /** Holds for each row; an unknown (a missing operand) does not break it. */
  | { readonly rule: 'expression'; readonly expression: Expression; readonly written: string }
  | { readonly rule: 'rowCount'; readonly min?: number; readonly max?: number }
  | {
      readonly rule: 'aggregate';
      readonly column: string;
      readonly aggregate: AggregateName;
      readonly min?: number;
      readonly max?: number;
    }
  /** How many columns of the table a row has a value in. */
  | { readonly rule: 'minProperties' | 'maxProperties'; readonly value: number }
  /** Columns that must be there when another one is (JSON Schema `dependentRequired`). */
  | { readonly rule: 'dependentRequired'; readonly column: string; readonly columns: readonly string[] }
  /** Each row holds between `min` and `max` of the given groups of rules (anyOf, oneOf, not, allOf of JSON Schema). */
  | {
      readonly rule: 'anyOf' | 'oneOf' | 'not' | 'allOf';
      readonly branches: readonly (readonly Asked[])[];
      /** Columns that a branch speaks of, for the report. */
      readonly columns: readonly string[];
    }
  /** Broken in each row that has a value in the column (without one: in every row). JSON Schema's `false`. */
  | { readonly rule: 'never'; readonly column?: string };

/** How many broken rows a rule lets pass: a share of all rows (0.005 is 0.5%) or a count. Default none. */
export type Tolerance = { readonly share: number } | { readonly count: number };

/** One check: what is asked, how serious it is, where it is written. */
export interface DataRule {
  readonly asked: Asked;
  /** Only rows for which this holds are judged. */
  readonly when?: Expression;
  /** JSON Schema's `if`: only rows that hold all of these are judged. */
  readonly whenHolds?: readonly Asked[];
  readonly severity: 'error' | 'warning';
  readonly tolerance?: Tolerance;
  readonly place: RulePlace;
}

/** A schema as read from any dialect. */
export interface TableSchema {
  readonly dialect: 'frictionless' | 'json-schema';
  readonly file: string;
  readonly fields: readonly Field[];
  /** Texts of CSV cells that stand for "missing"; default the empty cell. */
  readonly missingValues: readonly string[];
  readonly primaryKey: readonly string[];
  readonly rules: readonly DataRule[];
  /** Keywords that are in the schema and not judged because the user listed them under `ignore`. */
  readonly ignored: readonly { readonly keyword: string; readonly place: RulePlace }[];
}
