import type { Answers } from '../check/answers.ts';
import type { DuckColumn } from '../duck-table.ts';
import { literal } from '../sql.ts';

/** The longest row of a text file, in bytes. */
export const rowLimit = 2 * 1024 * 1024;
export const rowLimitText = '2 MB';
/** The most columns of a table. Beyond it the reader has most often split at the wrong character. */
export const columnLimit = 2000;

/** A file that is there: where it lies (unpacked, where it was packed), and how errors name it. */
export interface OpenedFile {
  readonly path: string;
  readonly name: string;
}

/** What the reader of one format found. */
export interface Opened {
  readonly columns: readonly DuckColumn[];
  readonly relation: string;
  readonly rows: number;
  /** What was found besides the rows, where the file was read for more. */
  readonly answers?: Answers;
  /** The relation with the row's number under the given (quoted) name. */
  readonly numbered: (rowName: string) => string;
  /** The same with only the rows of these numbers, where it takes no pass to find them. */
  readonly at?: (rowName: string, rows: readonly number[]) => string;
}

/** Reads a text file to the end, for more than its rows; undefined where that is not to be had. */
export type ReadToEnd = (unread: Opened) => Promise<Pick<Opened, 'rows' | 'answers'> | undefined>;

/** A path as DuckDB's readers take it: what would be a pattern there stands for itself. */
export function literalPath(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}

export function sqlPaths(files: readonly OpenedFile[]): readonly string[] {
  return files.map(({ path }) => literal(literalPath(path)));
}
