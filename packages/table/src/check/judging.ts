import type { DuckTable } from '../duck-table.ts';
import type { Scope } from './scope.ts';

/** What judging one table takes. */
export interface Judging {
  readonly table: DuckTable;
  readonly scope: Scope;
  readonly showValues: boolean;
}
