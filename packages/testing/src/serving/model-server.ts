import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A served model for tests, a program of its own: `node model-server.ts`. Its bytes are JSON: `name` is what it answers
 * with; `errors` the share of requests that it answers with 500; `delay` the milliseconds that it takes; `dies`: it ends
 * before it listens. It counts what it was asked under `/asked`, and gives `/environment` its variables' names.
 */
interface ModelBytes {
  readonly name: string;
  readonly errors?: number;
  readonly delay?: number;
  readonly dies?: boolean;
}

const bytes: ModelBytes = JSON.parse(readFileSync(process.env['WEIGHBRIDGE_MODEL'] ?? '', 'utf8'));
if (bytes.dies === true) {
  process.stderr.write('the model cannot be loaded\n');
  process.exit(3);
}
let asked = 0;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    answer(request.url ?? '/', Buffer.concat(chunks)).then(
      ([code, body]) => response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
});

async function answer(url: string, body: Buffer): Promise<[code: number, body: unknown]> {
  if (url === '/asked') return [200, asked];
  if (url === '/environment') return [200, Object.keys(process.env).sort()];
  if (url !== '/predict') return [200, bytes.name];
  asked += 1;
  await sleep(bytes.delay ?? 0);
  if (Math.random() < (bytes.errors ?? 0)) return [500, { error: 'no answer' }];
  return [200, { version: bytes.name, length: body.length }];
}

server.listen(Number(process.env['WEIGHBRIDGE_PORT']), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
