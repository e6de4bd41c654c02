import type { Digest, MonitorPolicy, OpenTable, TableSchema, WatchEngine } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';

/** Tables that are open while a look lasts. */
export interface OpenTables {
  readonly engine: WatchEngine;
  readonly current: OpenTable;
  readonly labels: OpenTable | undefined;
  /** A reference that is a file. */
  readonly reference: OpenTable | undefined;
  /** How cells are read: the schema of the watched dataset. */
  readonly schema: TableSchema | undefined;
}

/** One look at a model in production. */
export interface MonitorWork {
  readonly weighing: Weighing;
  readonly monitor: MonitorPolicy;
  /** The moment of the look. */
  readonly at: Date;
  /** Digest of everything in the policy that a window is judged by. */
  readonly by: Digest;
  readonly opened: OpenTables;
}
