import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { ServableVersion, ServePolicy } from '@weighbridge/core';
import { type ModelFault, modelServer, writeModel } from '@weighbridge/testing';
import { findStarted } from '../src/process/detached.ts';
import { type ProcessServing, processServing } from '../src/process/process-serving.ts';

/** What one request was answered with; no code when it was not answered. */
export interface Answered {
  readonly code: number | undefined;
  readonly version: string | undefined;
}

/** A folder with the target `process` in it, and the test's model. */
export interface Trial {
  /** Of the target. */
  readonly folder: string;
  /** Another driver of it. */
  open(): ProcessServing;
  version(name: string, fault?: ModelFault): ServableVersion;
  /** Asks the proxy for a prediction. */
  ask(): Promise<Answered>;
  /** Kills the process group of a start. */
  kill(id: string | undefined): Promise<void>;
  close(): Promise<void>;
}

/** The proxy's program as tests start it. */
export const proxyCommand: readonly string[] = [
  process.execPath,
  join(import.meta.dirname, '../src/process/proxy-main.ts'),
];

export function trial(serve: Partial<ServePolicy> = {}, log: (line: string) => void = () => undefined): Trial {
  const root = mkdtempSync(join(tmpdir(), 'wb-serving-'));
  const folder = join(root, 'serving', 'churn');
  const policy: ServePolicy = { run: modelServer, ready: '/', timeout: 20_000, env: [], ...serve };
  const options = { folder, root, serve: policy, env: process.env, proxy: { command: proxyCommand }, log };
  const open = (): ProcessServing => processServing(options);
  return {
    folder,
    open,
    version: (name, fault) => writeModel(root, name, fault),
    ask: () => ask(open().addresses()?.requests),
    async kill(id) {
      const identity = id === undefined ? undefined : await findStarted(folder, id);
      if (!identity) throw new Error(`nobody runs as ${id}`);
      process.kill(-identity.pid, 'SIGKILL');
    },
    async close() {
      await open().stopAll();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function ask(address: string | undefined): Promise<Answered> {
  try {
    const answer = await fetch(`${address}/predict`, { method: 'POST', body: '{"rows": [1, 2]}' });
    await answer.arrayBuffer();
    return { code: answer.status, version: answer.headers.get('x-weighbridge-version') ?? undefined };
  } catch {
    return { code: undefined, version: undefined };
  }
}
