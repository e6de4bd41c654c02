import { argv, cwd, env } from 'node:process';
import { startInBackground, stopInBackground } from './background.ts';

/**
 * The policy's `haproxy.start`: in the place of what runs on the server `WEIGHBRIDGE_SERVER`, it starts serve.py with the model
 * `WEIGHBRIDGE_MODEL`.
 *
 *     node start-server.ts blue=8001 green=8002
 */
async function main(): Promise<void> {
  const { WEIGHBRIDGE_SERVER: server = '' } = env;
  const port = new Map(argv.slice(2).map((pair) => pair.split('=', 2) as [string, string])).get(server);
  if (port === undefined) throw new Error(`WEIGHBRIDGE_SERVER is "${server}"; known are ${argv.slice(2).join(', ')}`);
  await stopInBackground(server);
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  await startInBackground({
    name: server,
    file: 'python',
    args: ['serve.py'],
    folder: cwd(),
    env: { ...Object.fromEntries(set), WEIGHBRIDGE_PORT: port },
  });
}

await main();
