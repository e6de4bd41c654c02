import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname } from 'node:path';
import { env } from 'node:process';
import { createInterface } from 'node:readline';
import { interrupted } from './interrupt.ts';
import { places } from './places.ts';

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What programs see of our environment: where other programs and the home folder are, and nothing else. On a CI
 * machine the stories still run as they would on a developer's. `python` is the example's own, as if it were activated.
 * Node keeps what it made of our sources from one program to the next.
 */
export function programEnvironment(): Readonly<Record<string, string>> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'];
  const found = names.flatMap((name): [string, string][] => (env[name] === undefined ? [] : [[name, env[name]]]));
  const path = `${dirname(places.python)}${delimiter}${env['PATH'] ?? ''}`;
  return { ...Object.fromEntries(found), PATH: path, NODE_COMPILE_CACHE: places.compiled };
}

/** Runs a program without a shell. Rejects only when it cannot be started, and when the stories are interrupted. */
export function tryProgram(file: string, args: readonly string[], folder: string): Promise<Ended> {
  const options = { cwd: folder, env: programEnvironment(), maxBuffer: 64 * 1024 * 1024, signal: interrupted };
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (interrupted.aborted) reject(interrupted.reason);
      else if (error && typeof error.code !== 'number') reject(new Error(`${file} could not be run`, { cause: error }));
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Like `tryProgram`, for programs that must succeed. Resolves to what it wrote, without the last line end. */
export async function runProgram(file: string, args: readonly string[], folder: string): Promise<string> {
  const { code, stdout, stderr } = await tryProgram(file, args, folder);
  if (code !== 0) throw new Error(`\`${[file, ...args].join(' ')}\` ended with ${code}:\n${stderr}${stdout}`);
  return stdout.trimEnd();
}

/** Like `tryProgram`, for programs that take their time: the reader sees each line as it comes. */
export async function followProgram(
  file: string,
  args: readonly string[],
  folder: string,
  onLine: (line: string) => void,
): Promise<number> {
  interrupted.throwIfAborted();
  const child = spawn(file, args, { cwd: folder, env: programEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const end = (): boolean => child.kill();
  interrupted.addEventListener('abort', end);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  const [code] = await once(child, 'close');
  interrupted.removeEventListener('abort', end);
  interrupted.throwIfAborted();
  return typeof code === 'number' ? code : 1;
}
