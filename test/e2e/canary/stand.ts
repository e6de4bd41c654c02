import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HaproxyPolicy, ServableVersion, Serving } from '@weighbridge/core';
import { type HaproxyOptions, haproxyServing } from '@weighbridge/serving';
import { type CountingServer, freePort, type Haproxy, startCountingServer, startHaproxy } from '@weighbridge/testing';

/** HAProxy with the configuration of docs/haproxy.md in front of two model servers, and someone who asks them. */
export interface Stand {
  readonly folder: string;
  readonly haproxy: Haproxy;
  readonly blue: CountingServer;
  readonly green: CountingServer;
  readonly policy: HaproxyPolicy;
  /** `host:port` of HAProxy's own counters. */
  readonly metrics: string;
  /** The adapter as a new job would make it: with the memory of those before. */
  serving(policy?: HaproxyPolicy): Serving;
  /** What the memory holds; undefined at first. It can lose what is written from now on. */
  readonly memory: { text: string | undefined; losesWrites: boolean };
  /** What the command `start` was called for: `green v2`. */
  started(): readonly string[];
  /** Sends so many requests, and counts answers by server and by status; 0: no answer. */
  send(requests: number): Promise<Answers>;
  close(): Promise<void>;
}

export interface Answers {
  readonly blue: number;
  readonly green: number;
  readonly statuses: Readonly<Record<number, number>>;
}

/** The model's bytes do not matter here: `start` only says that it was called. */
export function version(name: string, digit: string): ServableVersion {
  return { version: name, model: `sha256:${digit.repeat(64)}`, path: '/models/churn.joblib' };
}

/** The first block of a language in a page of the documentation. */
export function blockOf(page: string, language: string): string {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../../docs', page), 'utf8');
  const block = text.split(`\n\`\`\`${language}\n`)[1]?.split('\n```')[0];
  if (block === undefined) throw new Error(`${page} has no block of ${language}`);
  return `${block}\n`;
}

export async function startStand(): Promise<Stand> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-haproxy-'));
  const [blue, green] = [await startCountingServer('blue'), await startCountingServer('green')];
  const [front, metrics] = [await freePort(), await freePort()];
  const socket = path.join(folder, 'admin.sock');
  const stateFile = path.join(folder, 'server-state');
  const places: Readonly<Record<string, string>> = {
    ' group runner': '',
    '/run/haproxy/admin.sock': socket,
    '/var/lib/haproxy/server-state': stateFile,
    ':8080': `127.0.0.1:${front}`,
    ':8405': `127.0.0.1:${metrics}`,
    '10.0.0.11:8000': blue.target,
    '10.0.0.12:8000': green.target,
  };
  const haproxy = await startHaproxy(folder, placed(blockOf('haproxy.md', 'haproxy'), places), socket);
  const memory: Stand['memory'] = { text: undefined, losesWrites: false };
  const start = ['sh', '-c', 'echo "$WEIGHBRIDGE_SERVER $WEIGHBRIDGE_VERSION" >>started'] as const;
  const policy: HaproxyPolicy = { socket, backend: 'churn', stable: 'blue', canary: 'green', start, stateFile };
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    folder,
    haproxy,
    blue,
    green,
    policy,
    metrics: `127.0.0.1:${metrics}`,
    memory,
    serving: (own = policy) => haproxyServing(optionsOf(own, folder, memory)),
    started: () => {
      const file = path.join(folder, 'started');
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    },
    send: (requests) => sendAll(agent, front, requests),
    async close() {
      agent.destroy();
      await haproxy.close();
      await Promise.all([blue.close(), green.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function optionsOf(haproxy: HaproxyPolicy, root: string, memory: Stand['memory']): HaproxyOptions {
  return {
    haproxy,
    root,
    env: process.env,
    memory: {
      read: async () => memory.text,
      write: async (text) => {
        if (!memory.losesWrites) memory.text = text;
      },
    },
    patience: { ready: 5000, drain: 2000 },
  };
}

function placed(config: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the configuration of the page has no ${from}`);
    return text.replaceAll(from, to);
  }, config);
}

async function sendAll(agent: Agent, port: number, requests: number): Promise<Answers> {
  const answers = { blue: 0, green: 0 };
  const statuses: Record<number, number> = {};
  let left = requests;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const { status, body } = await ask(agent, port);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (body.includes('"blue"')) answers.blue += 1;
      if (body.includes('"green"')) answers.green += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return { ...answers, statuses };
}

function ask(agent: Agent, port: number): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve) => {
    const nobody = (): void => resolve({ status: 0, body: '' });
    const asked = request({ agent, host: '127.0.0.1', port, path: '/predict' }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.once('error', nobody);
    });
    asked.once('error', nobody);
    asked.end();
  });
}
