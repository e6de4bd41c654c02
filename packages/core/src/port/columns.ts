/** What a column is read for: numbers; labels, of which there are few; or ids, of which each row has its own. */
export type ColumnUse = 'number' | 'label' | 'id';

export interface WantedColumn {
  readonly name: string;
  readonly use: ColumnUse;
}

/** What one row holds, as its format gives it; a missing value is null, undefined or empty text. */
export type RowValue = (row: number) => unknown;

/** Values as the format gives them. */
export type PlainValues = ArrayLike<unknown>;

/** Numbers, and NaN in the rows whose value is `other(row)`. */
export interface NumberValues {
  readonly numbers: Float64Array;
  readonly other: RowValue;
}

/** Places in `values`, which is the same array in every batch; beyond its end in the rows whose value is `other(row)`. */
export interface CodedValues {
  readonly codes: Uint16Array;
  readonly values: readonly unknown[];
  readonly other: RowValue;
}

export type ColumnValues = PlainValues | NumberValues | CodedValues;

/** Some rows of the wanted columns, in the order in which they were wanted. Valid until the next batch is asked for. */
export interface ColumnBatch {
  readonly rows: number;
  readonly columns: readonly ColumnValues[];
}

/**
 * Port: reads columns of a large Parquet file at less cost. An error says only that it will not: the file may be as it should,
 * and whoever asks reads it in another way, or learns in that way what is wrong with it.
 */
export type ReadLargeColumns = (path: string, wanted: readonly WantedColumn[]) => AsyncIterable<ColumnBatch>;
