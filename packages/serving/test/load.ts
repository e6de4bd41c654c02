import { setTimeout as sleep } from 'node:timers/promises';
import type { Answered, Trial } from './trial.ts';

/** What a load saw. */
export interface LoadSeen {
  readonly asked: number;
  /** Requests without an answer or with 5xx. */
  readonly failed: readonly Answered[];
  /** Versions that answered, with how many. */
  readonly versions: Readonly<Record<string, number>>;
}

/** Milliseconds between two requests of one caller: what is measured is not the machine. */
const pause = 5;

/** Callers that ask one request after the other until they are stopped. */
export function startLoad(t: Trial, callers = 3): { stop(): Promise<LoadSeen> } {
  const failed: Answered[] = [];
  const versions: Record<string, number> = {};
  let asked = 0;
  let stopped = false;
  t.whenClosing(() => {
    stopped = true;
  });
  async function call(): Promise<void> {
    while (!stopped) {
      const answered = await t.ask();
      await sleep(pause);
      asked += 1;
      if (answered.code !== 200) failed.push(answered);
      else versions[answered.version ?? ''] = (versions[answered.version ?? ''] ?? 0) + 1;
    }
  }
  const all = Promise.all(Array.from({ length: callers }, call));
  return {
    async stop() {
      stopped = true;
      await all;
      return { asked, failed, versions };
    },
  };
}
