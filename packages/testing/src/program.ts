import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server program that a test started. */
export interface Program {
  readonly pid: number;
  /** What it wrote so far. */
  log(): string;
  /** Ends it as `systemctl stop` does, or at once as a crash does; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a server and waits until `isUp` says so, at most `patience` milliseconds. Its output goes to the file `log`. */
export async function startProgram(
  argv: readonly [string, ...string[]],
  log: string,
  isUp: () => Promise<boolean>,
  patience = 30_000,
): Promise<Program> {
  const [file, ...words] = argv;
  const output = openSync(log, 'a');
  const child = spawn(file, words, { stdio: ['ignore', output, output] });
  closeSync(output);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const text = (): string => readFileSync(log, 'utf8');
  const until = performance.now() + patience;
  while (!(await isUp())) {
    if (hasEnded(child) || performance.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`${file} did not start:\n${text().slice(-2000)}`);
    }
    await sleep(50);
  }
  return {
    pid: child.pid ?? 0,
    log: text,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
