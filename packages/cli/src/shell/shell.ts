import type { Writable } from 'node:stream';
import type { Log, Result } from '@weighbridge/command';

/** One way of being called: where inputs come from and where results go. */
export interface Shell {
  /** Raw text by input key; what is absent takes its default. */
  readonly values: ReadonlyMap<string, string>;
  readonly help: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Where the output of the user's own command goes, live. */
  readonly progress: Writable;
  finish(result: Result<Record<string, unknown>>): Promise<void>;
}
