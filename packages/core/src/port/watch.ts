import type { Predictions } from '../metric/predictions.ts';
import type { LabelFacts } from '../record/watch.ts';
import type { OpenTable, TableEngine } from './table.ts';

/** A stretch of time, [from, to). */
export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/** When the rows of a table are from, as UTC. */
export interface TimeFacts {
  /** Undefined when no row has a time. */
  readonly first: Date | undefined;
  readonly last: Date | undefined;
  /** Rows without a time, or with one that cannot be read. */
  readonly without: number;
  /** Rows later than the given moment. */
  readonly future: number;
}

/** How rows are scored and joined with labels. */
export interface ScoredColumns {
  readonly score: string;
  readonly threshold: number;
  readonly slices: readonly string[];
  readonly group?: string;
  readonly weight?: string;
}

/** Where labels are. `positive` is the label of the positive class where it is neither 1 nor true. */
export interface LabelColumns {
  readonly table: OpenTable;
  readonly join: string;
  readonly target: string;
  readonly positive?: string;
}

/** Answers of the model in one window. */
export interface ScoreCounts {
  readonly rows: number;
  /** Rows without a score, or with one that is no finite number. */
  readonly missing: number;
  /** score ≥ threshold. */
  readonly positive: number;
  /** Rows in each bin [edge i, edge i+1), the last one closed; the first and last also hold what lies beyond. */
  readonly bins: readonly number[];
}

/** What a table engine does beside judging, for what production saw. Throws UserError (WB66xx) for columns that are not there. */
export interface WatchEngine extends TableEngine {
  /** The result of a `SELECT` over a table named `current`, as a table; nothing else can be read or written by it. */
  select(current: OpenTable, query: string): Promise<OpenTable>;
  times(table: OpenTable, column: string, now: Date): Promise<TimeFacts>;
  /** The rows of a stretch of time, as a table of their own. */
  within(table: OpenTable, column: string, span: TimeSpan): Promise<OpenTable>;
  scores(table: OpenTable, columns: ScoredColumns, edges: readonly number[]): Promise<ScoreCounts>;
  /** Rows with their labels; those without one, or with contradicting ones, are left out and counted. */
  labelled(
    table: OpenTable,
    columns: ScoredColumns,
    labels: LabelColumns,
  ): Promise<{ readonly predictions: Predictions; readonly facts: Omit<LabelFacts, 'matured'> }>;
  /** A digest of the rows, whatever file they came in: names a window of rows that have no time. */
  rowsDigest(table: OpenTable): Promise<`sha256:${string}`>;
}

/** Bad and all events in one stretch of time. */
export type ServiceCounts = { readonly bad: number; readonly all: number } | { readonly noData: string };

/** Counters of what is served, over a stretch of time that is past. Throws ServiceError when it could not look. */
export interface ServiceHistory {
  count(query: { readonly bad: string; readonly all: string }, span: TimeSpan): Promise<ServiceCounts>;
}
