import type { Digest, Predictions } from '@weighbridge/core';

/** Which columns of a predictions file are read, by name. */
export interface PredictionColumns {
  readonly target: string;
  readonly score: string;
  /** Label of the positive class, when it is neither 1 nor true. */
  readonly positive?: string;
  readonly weight?: string;
  readonly id?: string;
  readonly group?: string;
  readonly slices: readonly string[];
}

/** A number read from a user's JSON file, or why there is none. */
export type FileNumber =
  | { readonly value: number; readonly low?: number; readonly high?: number; readonly n?: number }
  | { readonly undefined: string };

/** Port: the data files of the working folder, read as they are. */
export interface DataFiles {
  readPredictions(
    path: string,
    columns: PredictionColumns,
  ): Promise<{ readonly predictions: Predictions; readonly rows: Digest }>;
  readMetricFile(path: string, key: string): Promise<FileNumber>;
  digestFile(path: string): Promise<Digest>;
  /** Writes targets, scores, weights, ids, groups and slices as given, so that a later run can pair its rows. */
  writeKept(path: string, predictions: Predictions): Promise<void>;
  /** Reads what `writeKept` wrote. */
  readKept(path: string): Promise<Predictions>;
}
