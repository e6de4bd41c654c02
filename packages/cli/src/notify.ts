import type { Log } from '@weighbridge/command';
import type { Notify } from '@weighbridge/core';

interface Given {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** The folder that paths in the policy are relative to. */
  readonly root: string;
}

/** The adapter of all channels, loaded when the first one is told something. */
export function notifyPort({ env, log, root }: Given): Notify {
  const adapter = async (): Promise<Notify> => {
    const { makeNotify } = await import('@weighbridge/notify');
    return makeNotify({ env, root, log: (line) => log.info(line) });
  };
  return {
    send: async (channel, notice, memory) => (await adapter()).send(channel, notice, memory),
    export: async (channel, model, samples) => (await adapter()).export(channel, model, samples),
  };
}
