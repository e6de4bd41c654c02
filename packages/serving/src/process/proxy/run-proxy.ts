import { renameSync, writeFileSync } from 'node:fs';
import { Agent, createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { handleAdmin } from './admin.ts';
import { type Counters, createCounters } from './counters.ts';
import { handleRequest } from './handler.ts';
import { createMirror } from './mirror.ts';
import { watchState } from './state-watch.ts';

/** Where the proxy finds its state, and where it answers, on 127.0.0.1. */
export interface ProxyOptions {
  /** Holds `state.json`; `counters.json` is written into it. */
  readonly folder: string;
  readonly port: number;
  readonly adminPort: number;
  /** What happened and stops nobody. */
  readonly log: (line: string) => void;
}

export interface RunningProxy {
  /** Takes no new requests, lets those under way end, and writes the counters a last time. */
  close(): Promise<void>;
}

/** Free connections are closed before any usual server does it (gunicorn: 2 s), so that none is used as it goes. */
const idleMilliseconds = 1000;
const patience = 60_000;
const countersEvery = 1000;
/** Longest wait for the requests under way at the end. */
const closing = 10_000;

export async function runProxy({ folder, port, adminPort, log }: ProxyOptions): Promise<RunningProxy> {
  const counters = createCounters();
  const inFlight = new Map<string, number>();
  const state = watchState(join(folder, 'state.json'), ({ stable, canary }) => {
    for (const target of [stable, canary]) if (target) counters.expect(target.version);
  });
  const agent = new Agent({ keepAlive: true, timeout: idleMilliseconds });
  const mirror = createMirror(agent, patience);
  const tools = { routes: state.routes, counters, agent, mirror, inFlight, patience };
  const requests = createServer((request, response) => {
    handleRequest(request, response, tools).catch((error: unknown) => {
      log(`a request failed: ${error instanceof Error ? error.stack : String(error)}`);
      response.destroy();
    });
  });
  // Longer than a client's pool is likely to keep a connection: whoever closes first must not be us.
  requests.keepAliveTimeout = 75_000;
  const admin = createServer((request, response) => {
    handleAdmin(request, response, { counters, inFlight, reload: state.reload });
  });
  await listen(requests, port);
  await listen(admin, adminPort);
  const write = (): void => writeCounters(join(folder, 'counters.json'), counters, log);
  const timer = setInterval(write, countersEvery);
  return {
    async close() {
      clearInterval(timer);
      state.close();
      await closeServer(requests);
      await closeServer(admin);
      agent.destroy();
      write();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closing);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function writeCounters(path: string, counters: Counters, log: (line: string) => void): void {
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(counters.json())}\n`);
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    // A full disk must not end what serves; the counters are on the admin port as well.
    log(`counters.json could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
