import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './program.ts';

/** A real Prometheus on this machine. */
export interface Prometheus {
  readonly url: string;
  /** The value of the first series of a query; undefined when it finds none. */
  value(query: string): Promise<number | undefined>;
  /** Waits until a query finds a series with this value, at most 20 s. */
  until(query: string, value: number): Promise<void>;
  /** As a crash; `restart` goes on with what it wrote to its disk. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts Debian's `prometheus`, which has read `/metrics` of each `host:port` once, and does so every 0.4 s. `past` is what
 * it remembers from before, in the format of OpenMetrics with times.
 */
export async function startPrometheus(targets: readonly string[], past?: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'wb-prometheus-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = {
    global: { scrape_interval: '400ms', scrape_timeout: '400ms' },
    scrape_configs: [{ job_name: 'models', static_configs: [{ targets }] }],
  };
  // JSON is YAML, too.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  if (past !== undefined) await remember(folder, past);
  let program = await start(folder, port);
  // It looks for its targets some five seconds after it has begun.
  if (targets.length > 0) await until(url, 'count(up)', targets.length);
  return {
    url,
    value: (query) => firstValue(url, query),
    until: (query, value) => until(url, query, value),
    kill: () => program.stop('SIGKILL'),
    async restart() {
      program = await start(folder, port);
    },
    async close() {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function remember(folder: string, past: string): Promise<void> {
  const file = join(folder, 'past.txt');
  writeFileSync(file, past);
  await promisify(execFile)('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, join(folder, 'data')]);
}

function start(folder: string, port: number): Promise<Program> {
  const isUp = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  const flags = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  return startProgram(['prometheus', ...flags], join(folder, 'prometheus.log'), isUp);
}

async function until(url: string, query: string, wanted: number): Promise<void> {
  const end = performance.now() + 20_000;
  for (let found = await firstValue(url, query); found !== wanted; found = await firstValue(url, query)) {
    if (performance.now() > end) throw new Error(`${query} is ${found}, not ${wanted}`);
    await sleep(50);
  }
}

async function firstValue(url: string, query: string): Promise<number | undefined> {
  const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`);
  const answer: unknown = await response.json();
  const found = JSON.stringify(answer).match(/"value":\[[\d.]+,"([^"]+)"\]/)?.[1];
  return found === undefined ? undefined : Number(found);
}
