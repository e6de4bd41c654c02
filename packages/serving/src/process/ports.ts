import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems draw for outgoing connections (Linux: from 32768), so that none of those takes one of ours. */
const lowest = 20_000;
const highest = 32_000;

/** A port of 127.0.0.1 that nobody has now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) return port;
  }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
