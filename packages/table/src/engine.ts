import type { WatchEngine } from '@weighbridge/core';
import { checkTable } from './check/check.ts';
import { comparing } from './comparing.ts';
import { duckTable } from './duck-table.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { ExpandLimits } from './open/expand.ts';
import { openTable } from './open/open.ts';
import { newSession, type SessionOptions } from './session.ts';
import { watching } from './watching.ts';

export interface DuckdbEngineOptions extends SessionOptions {
  readonly limits?: ExpandLimits;
}

/** Tables in files, judged and compared by DuckDB in this process. Nothing is started before the first `open`. */
export function duckdbEngine(options: DuckdbEngineOptions): WatchEngine {
  const session = newSession(options);
  return oneAtATime({
    ...comparing,
    ...watching(session),
    async open(source, schema) {
      const workFolder = await session.folder();
      const limits = options.limits === undefined ? {} : { limits: options.limits };
      const read = schema === undefined ? {} : { schema };
      return await openTable(session.connection, source, { workFolder, allow: session.allow, ...limits, ...read });
    },
    check: async (table, schema, about) => await checkTable(duckTable(table), schema, about),
    close: () => session.close(),
  });
}
