import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { interrupted } from './interrupt.ts';
import { places } from './places.ts';

/** The Python environment and the data files: made once, kept in the cache. pip needs our whole environment. */
export async function prepareExample(): Promise<void> {
  await mkdir(dirname(places.data), { recursive: true });
  const requirements = join(places.example, 'requirements.txt');
  await show('python3', [join(places.stories, 'environment.py'), places.environment, requirements], places.root);
  await show(places.python, [join(places.example, 'prepare.py'), '--cache', places.wheels], dirname(places.data));
  const requests = [join(places.stories, 'live_rows.py'), places.example, places.wheels, places.requests];
  await show(places.python, requests, dirname(places.data));
}

/** Runs a program whose lines the reader should see. */
async function show(file: string, args: readonly string[], folder: string): Promise<void> {
  const child = spawn(file, args, { cwd: folder, stdio: 'inherit', signal: interrupted });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${file} ${args[0]} ended with ${code}`);
}
