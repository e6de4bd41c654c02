/** Values of one column of a batch, as the format gives them; a missing value is null, undefined or empty text. */
export type Values = ArrayLike<unknown>;

/** Some rows of the wanted columns, in the order in which they were wanted. */
export interface Batch {
  readonly rows: number;
  readonly columns: readonly Values[];
}

/** Reads the wanted columns of one table, a part of its rows at a time. Columns that are not there are an error. */
export type ReadColumns = (path: string, wanted: readonly string[]) => AsyncIterable<Batch>;
