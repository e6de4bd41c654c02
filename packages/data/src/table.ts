import type { ColumnBatch, PlainValues } from '@weighbridge/core';

/** Some rows of the wanted columns, each value as the format gives it. */
export interface Batch extends ColumnBatch {
  readonly columns: readonly PlainValues[];
}

/** Reads the wanted columns of one table, a part of its rows at a time. Columns that are not there are an error. */
export type ReadColumns = (path: string, wanted: readonly string[]) => AsyncIterable<Batch>;
