import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Background, logOf, startInBackground } from './background.ts';
import { haproxyConfig, haproxyFiles, haproxyPolicy, type Ports, prometheusConfig } from './haproxy-files.ts';
import { places } from './places.ts';
import { programEnvironment, tryProgram } from './program.ts';
import type { StoryTarget } from './target.ts';

/** What a policy takes as the path of a socket, and no longer than macOS does. */
const socketPath = /^[\w./@+-]{1,103}$/;

/** Why HAProxy and Prometheus cannot be used here; undefined when they can. */
export async function whyNoHaproxy(): Promise<string | undefined> {
  const haproxy = await printed('haproxy', '-vv');
  const [, major, minor] = /HA-?Proxy version (\d+)\.(\d+)/.exec(haproxy) ?? [];
  if (major === undefined) return 'no haproxy was found';
  if (Number(major) * 100 + Number(minor) < 204) return `HAProxy ${major}.${minor} was found, and 2.4 is needed`;
  if (!/prometheus/i.test(haproxy)) return 'this haproxy is built without its Prometheus exporter';
  if (!/^prometheus, version/m.test(await printed('prometheus', '--version'))) return 'no prometheus was found';
  if (!socketPath.test(haproxyFiles.socket)) return 'the path of this folder is too long for a socket, or has a space';
  return undefined;
}

/** Empty where there is no such program. */
async function printed(file: string, option: string): Promise<string> {
  try {
    const { stdout, stderr } = await tryProgram(file, [option], places.root);
    return `${stdout}\n${stderr}`;
  } catch {
    // Not on PATH, or not for this machine: as good as none.
    return '';
  }
}

/** Starts HAProxy in front of two servers that nobody runs yet, and Prometheus, which reads its counters. */
export async function haproxyTarget(): Promise<StoryTarget> {
  const ports = await freePorts();
  await rm(places.background, { recursive: true, force: true });
  await mkdir(places.background, { recursive: true });
  await writeFile(haproxyFiles.config, await haproxyConfig(ports));
  await writeFile(haproxyFiles.prometheusConfig, prometheusConfig(ports));
  await startInBackground(program('haproxy', '-db', '-f', haproxyFiles.config));
  await startInBackground(
    program(
      'prometheus',
      `--config.file=${haproxyFiles.prometheusConfig}`,
      `--storage.tsdb.path=${join(places.background, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
    ),
  );
  await untilAnswers('haproxy', `http://127.0.0.1:${ports.counters}/metrics`);
  await untilAnswers('prometheus', `http://127.0.0.1:${ports.prometheus}/-/ready`);
  return {
    name: 'haproxy',
    policy: (text) => haproxyPolicy(text, ports),
    address: () => `http://127.0.0.1:${ports.front}`,
  };
}

function program(file: string, ...args: readonly string[]): Background {
  return { name: file, file, args, folder: places.background, env: programEnvironment() };
}

/** Looks five times a second, for 20 s. */
async function untilAnswers(name: string, url: string): Promise<void> {
  for (let tries = 100; tries > 0; tries -= 1) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`${name} does not answer at ${url}:\n${await readFile(logOf(name), 'utf8')}`);
}

async function freePorts(): Promise<Ports> {
  // All are held until the last is known, so that none comes twice.
  const held = await Promise.all(Array.from({ length: 5 }, listen));
  const [front = 0, counters = 0, blue = 0, green = 0, prometheus = 0] = held.map(({ port }) => port);
  for (const { close } of held) close();
  return { front, counters, blue, green, prometheus };
}

function listen(): Promise<{ readonly port: number; readonly close: () => void }> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port was given'));
      resolve({ port: address.port, close: () => server.close() });
    });
  });
}
