import { createServer, request as forward } from 'node:http';

/** A server that stands before another one and fails the first tries of each request. */
export interface FailingProxy {
  readonly url: string;
  /** Failures that were given. */
  readonly failures: () => number;
  close(): Promise<void>;
}

/** Each method and path answers 503 so many times, then what the server behind says. The `host` header goes on as it is. */
export function failingProxy(behind: string, times: number): Promise<FailingProxy> {
  const seen = new Map<string, number>();
  let failures = 0;
  const server = createServer((incoming, outgoing) => {
    const name = `${incoming.method} ${incoming.url}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    if (before < times) {
      failures += 1;
      incoming.resume();
      incoming.once('end', () => outgoing.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'));
      return;
    }
    const { method = 'GET', url = '/', headers } = incoming;
    const onward = forward(new URL(url, behind), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', (error) => outgoing.writeHead(502).end(error.message));
    incoming.pipe(onward);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const close = (): Promise<void> =>
        new Promise((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${port}`, failures: () => failures, close });
    });
  });
}
