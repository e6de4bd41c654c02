import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../src/process/ports.ts';
import { type RunningProxy, runProxy } from '../src/process/proxy/run-proxy.ts';

let folder = '';
let port = 0;
let admin = 0;
let proxy: RunningProxy;
let servers: Server[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wb-proxy-'));
  [port, admin] = [await freePort(), await freePort()];
  proxy = await runProxy({ folder, port, adminPort: admin, log: () => undefined });
});
afterEach(async () => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  servers = [];
  await proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

interface Routed {
  readonly stable?: number;
  readonly canary?: number;
  readonly weight?: number;
  readonly mirror?: number;
}

let revision = 0;
async function route({ stable, canary, weight = 0, mirror = 0 }: Routed): Promise<void> {
  revision += 1;
  const side = (version: string, at: number | undefined) => at && { id: `${version}-${at}`, version, port: at };
  const state = { revision, weight, mirror, stable: side('v1', stable), canary: side('v2', canary) };
  writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
  await fetch(`http://127.0.0.1:${admin}/reload`);
}

const answering =
  (text: string, code = 200): RequestListener =>
  (asked, response) => {
    asked.resume().once('end', () => response.writeHead(code).end(text));
  };

async function ask(headers: Record<string, string> = {}, body = '{}'): Promise<[number, string | null]> {
  const answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', body, headers });
  await answer.arrayBuffer();
  return [answer.status, answer.headers.get('x-weighbridge-version')];
}

async function counters(): Promise<Record<string, Record<string, number>>> {
  const answer = await fetch(`http://127.0.0.1:${admin}/counters.json`);
  return JSON.parse(await answer.text());
}

describe('the proxy', () => {
  it('says 503 while nothing serves, and 502 for a stable side that is gone', async () => {
    expect((await ask())[0]).toBe(503);
    await route({ stable: await freePort() });
    expect((await ask())[0]).toBe(502);
    expect((await counters())['v1']).toMatchObject({ requests: 1, errors: 1 });
  });

  it('keeps a caller with a key on its side while the weight grows', async () => {
    const [stable, canary] = [await serve(answering('a')), await serve(answering('b'))];
    const keys = Array.from({ length: 200 }, (_, index) => `customer-${index}`);
    const canaries = async (weight: number): Promise<string[]> => {
      await route({ stable, canary, weight });
      const answers = await Promise.all(keys.map((key) => ask({ 'x-request-key': key })));
      return keys.filter((_, index) => answers[index]?.[1] === 'v2');
    };
    const few = await canaries(10);
    const many = await canaries(50);
    expect(await canaries(10)).toEqual(few);
    expect(many).toEqual(expect.arrayContaining(few));
    // Four standard deviations of a binomial of 200 at 0.1 and at 0.5.
    expect(Math.abs(few.length - 20)).toBeLessThanOrEqual(17);
    expect(Math.abs(many.length - 100)).toBeLessThanOrEqual(28);
  });

  it('asks the stable side where the canary gives no answer, also for one that took the request', async () => {
    const stable = await serve(answering('a'));
    await route({ stable, canary: await freePort(), weight: 100 });
    expect(await ask()).toEqual([200, 'v1']);
    const breaking = await serve((asked) => asked.resume().once('end', () => asked.socket.destroy()));
    await route({ stable, canary: breaking, weight: 100 });
    expect(await ask({}, 'x'.repeat(50_000))).toEqual([200, 'v1']);
    expect(await counters()).toMatchObject({ v1: { requests: 2, errors: 0 }, v2: { requests: 2, errors: 2 } });
  });

  it('does not hide what the canary answers wrongly', async () => {
    const [stable, canary] = [await serve(answering('a')), await serve(answering('b', 500))];
    await route({ stable, canary, weight: 100 });
    expect(await ask()).toEqual([500, 'v2']);
    const text = await (await fetch(`http://127.0.0.1:${admin}/metrics`)).text();
    expect(text).toContain('weighbridge_requests_total{version="v2",code="500"} 1\n');
    expect(text).toContain('weighbridge_request_errors_total{version="v2"} 1\n');
    expect(text).toContain('weighbridge_request_errors_total{version="v1"} 0\n');
  });

  it('counts slow answers, and writes the counters for who has no Prometheus', async () => {
    const stable = await serve((asked, response) => {
      asked.resume();
      setTimeout(() => response.end('late'), 60);
    });
    await route({ stable });
    await ask();
    await proxy.close();
    const written = JSON.parse(readFileSync(join(folder, 'counters.json'), 'utf8'));
    expect(written).toMatchObject({ v1: { requests: 1, errors: 0, over_40ms: 1, over_5000ms: 0, mirrored: 0 } });
    proxy = await runProxy({ folder, port, adminPort: admin, log: () => undefined });
  });
});

describe('the proxy, as a mirror', () => {
  it('copies requests, drops the answers, and counts them for the canary', async () => {
    const bodies: string[] = [];
    const canary = await serve((asked, response) => {
      let body = '';
      asked.on('data', (chunk) => {
        body += chunk;
      });
      asked.once('end', () => {
        bodies.push(body);
        response.writeHead(bodies.length === 1 ? 200 : 500).end('copy');
      });
    });
    await route({ stable: await serve(answering('a')), canary, mirror: 100 });
    for (const body of ['{"row": 1}', '{"row": 2}']) expect(await ask({}, body)).toEqual([200, 'v1']);
    await expect.poll(async () => (await counters())['v2']?.['requests']).toBe(2);
    expect(bodies.sort()).toEqual(['{"row": 1}', '{"row": 2}']);
    const { v1, v2 } = await counters();
    expect(v1).toMatchObject({ requests: 2, errors: 0, mirrored: 0 });
    expect(v2).toMatchObject({ requests: 2, errors: 1, mirrored: 2, mirrored_other_status: 1 });
  });

  it('waits for no copy', async () => {
    const canary = await serve((asked) => asked.resume());
    await route({ stable: await serve(answering('a')), canary, mirror: 100 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask()));
    expect(answers).toEqual(answers.map(() => [200, 'v1']));
  });
});

describe('the proxy, between two connections', () => {
  it('passes the body on as it comes, and headers but those of one connection', async () => {
    let seen: Record<string, unknown> = {};
    const stable = await serve((asked, response) => {
      seen = { ...asked.headers, url: asked.url };
      response.writeHead(201, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Connection', 'x-own', 'X-Own', 'hidden']);
      asked.pipe(response);
    });
    await route({ stable });
    const sent = request({
      port,
      path: '/predict?q=1',
      method: 'POST',
      headers: { 'x-keep': 'yes', connection: 'x-drop', 'x-drop': 'no' },
    });
    const got = new Promise<string>((resolve, reject) => {
      sent.once('error', reject);
      sent.once('response', (answer) => {
        expect(answer.statusCode).toBe(201);
        expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
        expect(answer.headers['x-own']).toBeUndefined();
        // The answer's first part comes back before the request has ended.
        answer.once('data', (first: Buffer) => {
          sent.end('second');
          let rest = '';
          answer.on('data', (chunk) => {
            rest += chunk;
          });
          answer.once('end', () => resolve(`${first} ${rest}`));
        });
      });
    });
    sent.write('first');
    expect(await got).toBe('first second');
    expect(seen).toMatchObject({ 'x-keep': 'yes', url: '/predict?q=1', 'transfer-encoding': 'chunked' });
    expect(seen).not.toHaveProperty('x-drop');
  });

  it('carries large bodies whole, and refuses one whose end is told in two ways', async () => {
    await route({ stable: await serve((asked, response) => asked.pipe(response)) });
    const large = Buffer.alloc(5_000_000, 'weighbridge');
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'PUT', body: large });
    expect(Buffer.from(await answer.arrayBuffer()).equals(large)).toBe(true);
    const raw = connect(port, '127.0.0.1');
    raw.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
    const [line] = (await new Promise<Buffer>((resolve) => raw.once('data', resolve))).toString().split('\r\n');
    raw.destroy();
    expect(line).toBe('HTTP/1.1 400 Bad Request');
  });
});
