import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServableVersion, ServePolicy } from '@weighbridge/core';
import { type ModelFault, modelServer, writeModel } from '@weighbridge/testing/model-bytes';
import { findStarted } from '../src/process/detached.ts';
import { isAlive } from '../src/process/identity.ts';
import { type ProcessServing, processServing } from '../src/process/process-serving.ts';
import { type ProcessState, readState } from '../src/process/state-file.ts';

/** What one request was answered with; no code when it was not answered. */
export interface Answered {
  readonly code: number | undefined;
  readonly version: string | undefined;
}

/** A folder with the target `process` in it, and the test's model. */
export interface Trial {
  readonly root: string;
  /** Of the target. */
  readonly folder: string;
  /** What the drivers of this process said. */
  readonly said: readonly string[];
  /** Another driver of it. */
  open(): ProcessServing;
  state(): ProcessState;
  version(name: string, fault?: ModelFault): ServableVersion;
  /** Makes a version the stable one. */
  bring(name: string): Promise<void>;
  /** Asks the proxy for a prediction. */
  ask(headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Kills the process group of a start. */
  kill(id: string | undefined): Promise<void>;
  /** Versions of whom a server runs, whether it is known or not, in order. */
  running(): readonly string[];
  /** To be called before it is taken down. */
  whenClosing(stop: () => void): void;
  close(): Promise<void>;
}

/** The proxy's program as tests start it. */
const proxyCommand: readonly string[] = [process.execPath, join(import.meta.dirname, '../src/process/proxy-main.ts')];

/** The target in a folder, as every driver of a trial makes it. */
export function servingIn(root: string, log: (line: string) => void, serve: Partial<ServePolicy> = {}): ProcessServing {
  const policy: ServePolicy = { run: modelServer, ready: '/', timeout: 20_000, env: [], ...serve };
  const { env } = process;
  return processServing({ folder: folderIn(root), root, serve: policy, env, proxy: { command: proxyCommand }, log });
}

export function trial(serve: Partial<ServePolicy> = {}): Trial {
  const root = mkdtempSync(join(tmpdir(), 'wb-serving-'));
  const folder = folderIn(root);
  const said: string[] = [];
  const stops: (() => void)[] = [];
  const open = (): ProcessServing => servingIn(root, (line) => said.push(line), serve);
  const version = (name: string, fault?: ModelFault): ServableVersion => writeModel(root, name, fault);
  return {
    root,
    folder,
    said,
    open,
    version,
    state: () => readState(folder),
    async bring(name) {
      await open().start(version(name), 1);
      await open().promote(1);
    },
    ask: (headers) => ask(open().addresses()?.requests, headers),
    async kill(id) {
      const identity = id === undefined ? undefined : await findStarted(folder, id);
      if (!identity) throw new Error(`nobody runs as ${id}`);
      process.kill(-identity.pid, 'SIGKILL');
      while (isAlive(identity)) await sleep(5);
    },
    running: () => runningIn(folder),
    whenClosing: (stop) => {
      stops.push(stop);
    },
    async close() {
      for (const stop of stops) stop();
      await open().stopAll();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function folderIn(root: string): string {
  return join(root, 'serving', 'churn');
}

async function ask(address: string | undefined, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
  try {
    const answer = await fetch(`${address}/predict`, { method: 'POST', body: '{"rows": [1, 2]}', headers });
    await answer.arrayBuffer();
    return { code: answer.status, version: answer.headers.get('x-weighbridge-version') ?? undefined };
  } catch {
    return { code: undefined, version: undefined };
  }
}

/** Found by their environment, so that one that nobody remembers is found, too (Linux). */
function runningIn(folder: string): readonly string[] {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => environmentOf(pid))
    .filter((entries) => entries.some((entry) => entry.startsWith(`WEIGHBRIDGE_MODEL=${folder}/`)));
  return found
    .map((entries) => entries.find((entry) => entry.startsWith('WEIGHBRIDGE_VERSION='))?.slice(20) ?? '')
    .sort();
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    // It ended meanwhile.
    return [];
  }
}
