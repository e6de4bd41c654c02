import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { kill, platform } from 'node:process';
import type { Readable } from 'node:stream';
import { type CommandLine, commandEnvironment, ServiceError, type Variables } from '@weighbridge/core';
import { commandText, programOf } from './program.ts';

/** One call of a user's command. */
export interface HookCall {
  /** Its key in the policy, for errors: `set-weight`. */
  readonly name: string;
  readonly command: CommandLine;
  /** Absolute folder. */
  readonly folder: string;
  /** The shell's own environment; of it the command sees what `commandEnvironment` lets through, and `set`. */
  readonly env: Variables;
  readonly set: Readonly<Record<string, string>>;
  /** Longest time in milliseconds; then the command and whom it started in its process group are ended. */
  readonly timeout: number;
}

/** How a call ended; without an exit code, a signal ended it, or it ran too long. */
interface Ending {
  readonly exit: number | undefined;
  readonly late: boolean;
  readonly stdout: string;
  readonly tail: string;
}

const longestAnswer = 1_000_000;
const tailLength = 2000;
/** Milliseconds after the end of a command in which the rest of its output is read. */
const patience = 300;
/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 2000;

/**
 * Runs a command of the policy to its end and gives what it printed. Values reach it as environment only. Throws
 * ServiceError WB6105 that names the command, its exit code and its last lines.
 */
export async function runHook(call: HookCall): Promise<string> {
  const { exit, late, stdout, tail } = await ending(call);
  if (exit === 0 && !late) return stdout;
  const how = late ? `did not end within ${call.timeout / 1000} s` : howItEnded(exit);
  const last = tail.trim() === '' ? ' and printed nothing' : `: ${lastLines(tail)}`;
  throw new ServiceError('WB6105', `The command \`${call.name}\` (${commandText(call.command)}) ${how}${last}`);
}

function howItEnded(exit: number | undefined): string {
  if (exit === undefined) return 'was ended by a signal';
  return exit === 127 ? 'was not found (exit code 127)' : `ended with exit code ${exit}`;
}

function lastLines(tail: string): string {
  return tail.trim().split('\n').slice(-5).join('\n').slice(-1000);
}

function ending(call: HookCall): Promise<Ending> {
  const program = programOf(call.command);
  return new Promise((resolve) => {
    const child = spawn(program.file, program.words, {
      cwd: call.folder,
      env: commandEnvironment(call.env, [], call.set),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached: platform !== 'win32',
    });
    const said = listen(child);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child);
    }, call.timeout);
    const end = (exit: number | undefined): void => {
      clearTimeout(timer);
      resolve({ exit, late, ...said() });
    };
    child.once('error', () => end(127));
    child.once('close', (code) => end(code ?? undefined));
    // What it left running may hold the pipes open for ever.
    child.once('exit', (code) => setTimeout(() => end(code ?? undefined), patience));
  });
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function listen(child: Child): () => Pick<Ending, 'stdout' | 'tail'> {
  let stdout = '';
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (stdout.length < longestAnswer) stdout += chunk;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      tail = (tail + chunk).slice(-tailLength);
    });
  }
  return () => {
    child.stdout.destroy();
    child.stderr.destroy();
    return { stdout, tail };
  };
}

function endGroup(child: Child): void {
  const { pid } = child;
  if (pid === undefined || platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), grace);
  child.once('exit', () => {
    clearTimeout(timer);
    signalGroup(pid, 'SIGKILL');
  });
}

/** Whoever is left of the group; nobody is no error. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
