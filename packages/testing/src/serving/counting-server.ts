import { createServer } from 'node:http';

/** A server that answers as a served model does, and counts. */
export interface CountingServer {
  readonly port: number;
  /** `127.0.0.1:PORT`. */
  readonly target: string;
  /** Requests of `/predict` so far. */
  requests(): number;
  /** From now on this share of the requests fails with 500, evenly. */
  failShare(share: number): void;
  /** From now on `/health` answers 200 or 503. */
  setHealthy(healthy: boolean): void;
  /** What `/metrics` shows, instead of its own counters. */
  show(metrics: string): void;
  close(): Promise<void>;
}

/** `/predict` answers `{"version": …}`; `/health`; `/metrics` with `http_requests_total{version, code}`. */
export async function startCountingServer(version: string, port = 0): Promise<CountingServer> {
  const state = { ok: 0, failed: 0, share: 0, healthy: true, metrics: undefined as string | undefined };
  const answers: Readonly<Record<string, () => readonly [number, string]>> = {
    '/health': () => [state.healthy ? 200 : 503, 'health'],
    '/metrics': () => [200, state.metrics ?? ownMetrics(version, state)],
    '/predict': () => {
      const before = state.ok + state.failed;
      const fails = Math.floor((before + 1) * state.share) > Math.floor(before * state.share);
      state[fails ? 'failed' : 'ok'] += 1;
      return [fails ? 500 : 200, JSON.stringify({ version })];
    },
  };
  const server = createServer((request, response) => {
    const [status, body] = answers[request.url ?? '']?.() ?? [404, 'not found'];
    request.resume();
    response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : port;
  return {
    port: own,
    target: `127.0.0.1:${own}`,
    requests: () => state.ok + state.failed,
    failShare: (share) => Object.assign(state, { share }),
    setHealthy: (healthy) => Object.assign(state, { healthy }),
    show: (metrics) => Object.assign(state, { metrics }),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function ownMetrics(version: string, { ok, failed }: { readonly ok: number; readonly failed: number }): string {
  const line = (code: number, count: number): string =>
    `http_requests_total{version="${version}",code="${code}"} ${count}`;
  return `# TYPE http_requests_total counter\n${line(200, ok)}\n${line(500, failed)}\n`;
}
