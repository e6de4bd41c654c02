import type { Digest, MonitorPolicy, OpenTable, TableSchema, UserError, WatchEngine } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';

/** Tables that are open while a look lasts. */
export interface OpenTables {
  readonly engine: WatchEngine;
  readonly current: OpenTable;
  readonly labels: OpenTable | undefined;
  /** Why labels could not be read: the rest of the look goes on, and this is thrown when it is done. */
  readonly labelsError?: UserError;
  /** A reference that is a file. */
  readonly reference: OpenTable | undefined;
  /** How cells are read: the schema of the watched dataset. */
  readonly schema: TableSchema | undefined;
}

/** Who looks, when, and by what. */
export interface LookTerms {
  readonly weighing: Weighing;
  readonly monitor: MonitorPolicy;
  /** The moment of the look. */
  readonly at: Date;
  /** Digest of everything in the policy that a window is judged by. */
  readonly by: Digest;
}

/** One look at a model in production, with its tables open. */
export interface MonitorWork extends LookTerms {
  readonly opened: OpenTables;
}
