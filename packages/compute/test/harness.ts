import { env } from 'node:process';
import { localCompute } from '@weighbridge/compute';

/** A shell in a process of its own, to be ended from outside: runs its arguments as a command, prints how it ended. */
const [text = '', grace = '5000'] = process.argv.slice(2);
const compute = localCompute({
  env,
  folder: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
});
const end = await compute.run({ command: text, folder: process.cwd(), pass: [], set: {}, grace: Number(grace) });
process.stdout.write(`${JSON.stringify(end)}\n`);
