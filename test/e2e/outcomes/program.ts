import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/** How one call of the program ended, and what it said. */
export interface Ended {
  /** As a shell shows it: 128 and the signal's number where a signal ended the program. */
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a call runs, beside its arguments. */
export interface Place {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The program as a user has it. */
export interface Program {
  readonly starter: string;
  /** The folder that holds it. */
  readonly folder: string;
  run(argv: readonly string[], place: Place): Promise<Ended>;
  remove(): void;
}

/** Puts the starter beside the built bundle, as the npm package has them, away from the sources. */
export function installProgram(bundle = path.join(root, 'dist')): Program {
  const folder = mkdtempSync(path.join(tmpdir(), 'weighbridge-program-'));
  const starter = path.join(folder, 'bin/weighbridge.js');
  mkdirSync(path.dirname(starter));
  copyFileSync(path.join(root, 'packages/cli/bin/weighbridge.js'), starter);
  cpSync(bundle, path.join(folder, 'dist'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  return {
    starter,
    folder,
    run: (argv, place) => endOf(process.execPath, [starter, ...argv], place),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Environment of a person at a terminal: no CI, no forge, no git configuration of this machine. */
export function plainEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: tmpdir(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...more,
  };
}

const signals: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Runs any program to its end. */
export function endOf(file: string, argv: readonly string[], { folder, env }: Place): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(file, argv, {
    cwd: folder,
    env: plainEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.on('error', reject);
  child.on('close', (code, signal) => {
    resolve({ exit: code ?? 128 + (signals[signal ?? ''] ?? 0), stdout, stderr });
  });
  return promise;
}
