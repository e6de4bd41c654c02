import type { Log, Result } from '@weighbridge/command';

/** One way of being called: where inputs come from and where results go. */
export interface Shell {
  /** Raw text by input key; what is absent takes its default. */
  readonly values: ReadonlyMap<string, string>;
  readonly help: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  finish(result: Result<Record<string, unknown>>): Promise<void>;
}
