import { spawn } from 'node:child_process';
import type { Variables } from '@weighbridge/core';

/** What a short program said. */
export interface Answer {
  /** Undefined when a signal ended it. */
  readonly exit?: number;
  /** Both streams. */
  readonly text: string;
  readonly late: boolean;
}

/** One question to a program, without a shell. */
export interface Question {
  readonly file: string;
  readonly words: readonly string[];
  readonly env: Variables;
  readonly folder?: string;
  /** Milliseconds. */
  readonly patience: number;
}

const longestAnswer = 1_000_000;

/**
 * Runs a short program and reads what it says. One that does not answer in time is killed and not waited for: with a
 * broken GPU driver it can hang in the kernel, where no signal reaches it.
 */
export function ask({ file, words, env, folder, patience }: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn(file, words, {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(folder === undefined ? {} : { cwd: folder }),
    });
    let text = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve({ text, late: true });
    }, patience);
    const take = (chunk: string): void => {
      if (text.length < longestAnswer) text += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', () => {
      clearTimeout(timer);
      resolve({ exit: 127, text, late: false });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ ...(code === null ? {} : { exit: code }), text, late: false });
    });
  });
}
