import process, { argv, exit, stderr } from 'node:process';
import { runProxy } from './proxy/run-proxy.ts';

/** The proxy of `target: process`, a program of its own: `proxy-main FOLDER PORT ADMIN-PORT`. */
const [folder = '', port, adminPort] = argv.slice(2);
const log = (line: string): void => {
  stderr.write(`${new Date().toISOString()} ${line}\n`);
};
const proxy = await runProxy({ folder, port: Number(port), adminPort: Number(adminPort), log });
log(`answers on port ${port}, metrics on port ${adminPort}`);
// A defect in one request must not end the others.
process.on('uncaughtException', (error) => log(`unexpected: ${error.stack ?? error.message}`));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    proxy.close().then(
      () => exit(0),
      () => exit(1),
    );
  });
}
