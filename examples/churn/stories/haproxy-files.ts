import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { places } from './places.ts';

/** Ports on 127.0.0.1: of HAProxy for customers and for its counters, of the two servers, of Prometheus. */
export interface Ports {
  readonly front: number;
  readonly counters: number;
  readonly blue: number;
  readonly green: number;
  readonly prometheus: number;
}

export const haproxyFiles = {
  config: join(places.background, 'haproxy.cfg'),
  socket: join(places.background, 'admin.sock'),
  state: join(places.background, 'server-state'),
  prometheusConfig: join(places.background, 'prometheus.yml'),
} as const;

/** The configuration of docs/haproxy.md, with the places of this machine in it. */
export async function haproxyConfig({ front, counters, blue, green }: Ports): Promise<string> {
  const page = await readFile(join(places.root, 'docs', 'haproxy.md'), 'utf8');
  const block = /\n```haproxy\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '';
  return replaced(`${block}\n`, [
    [' group runner', ''],
    ['/run/haproxy/admin.sock', haproxyFiles.socket],
    ['/var/lib/haproxy/server-state', haproxyFiles.state],
    [':8080', `127.0.0.1:${front}`],
    [':8405', `127.0.0.1:${counters}`],
    ['10.0.0.11:8000', `127.0.0.1:${blue}`],
    ['10.0.0.12:8000', `127.0.0.1:${green}`],
  ]);
}

/** Reads HAProxy's counters every second. JSON is YAML, too. */
export function prometheusConfig({ counters }: Ports): string {
  const targets = [`127.0.0.1:${counters}`];
  const jobs = [{ job_name: 'haproxy', scrape_interval: '1s', scrape_timeout: '1s', static_configs: [{ targets }] }];
  return `${JSON.stringify({ scrape_configs: jobs }, undefined, 2)}\n`;
}

/**
 * The example's policy with HAProxy as its target. HAProxy counts answers by their code and not by their time, so errors
 * are all that is watched.
 */
export function haproxyPolicy(policy: string, { blue, green, prometheus }: Ports): string {
  const start = [process.execPath, join(places.stories, 'start-server.ts'), `blue=${blue}`, `green=${green}`];
  return replaced(policy, [
    [
      /^ {6}target: .*\n {6}serve: .*\n/m,
      `      target: haproxy
      haproxy:
        socket: ${JSON.stringify(haproxyFiles.socket)}
        backend: churn
        stable: blue
        canary: green
        start: ${JSON.stringify(start)}
        state-file: ${JSON.stringify(haproxyFiles.state)}
`,
    ],
    [/^ {6}live: .*\n/m, `      live: { prometheus: "http://127.0.0.1:${prometheus}", label: server }\n`],
    ['bad: errors, all: requests,', `bad: '${answers('code="5xx"')}', all: '${answers()}',`],
    [/^.*\bbad: over_1000ms\b.*\n/m, ''],
  ]);
}

function answers(...matchers: readonly string[]): string {
  return `haproxy_server_http_responses_total{${['proxy="churn"', ...matchers].join(',')}}`;
}

function replaced(text: string, pairs: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return pairs.reduce((before, [from, to]) => {
    const after = before.replace(from, () => to);
    if (after === before) throw new Error(`HAProxy cannot be set up: there is no ${from} any more`);
    return after;
  }, text);
}
