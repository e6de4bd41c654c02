import type { Context } from '../command.ts';

/** Who holds a lease: the same for every attempt of one job; on a machine without runs one process. */
export function holderOf({ runner, processes }: Context): string {
  const { run } = runner;
  return run ? `run ${run.id}, job ${run.job}` : `process ${processes.own} on ${processes.host}`;
}
