import { platform } from 'node:process';
import type { CommandLine } from '@weighbridge/core';

/** What is started: a program and its words. */
export interface Program {
  readonly file: string;
  readonly words: readonly string[];
}

/** Text is for `bash -eo pipefail -c` (`pwsh` on Windows); no shell reads a list of words. */
export function programOf(command: CommandLine): Program {
  if (typeof command !== 'string') return { file: command[0] ?? '', words: command.slice(1) };
  if (platform !== 'win32') return { file: 'bash', words: ['-eo', 'pipefail', '-c', command] };
  return { file: 'pwsh', words: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', command] };
}

/** A command in one line of an error. */
export function commandText(command: CommandLine): string {
  const text = (typeof command === 'string' ? command : command.join(' ')).replaceAll(/\s+/g, ' ').trim();
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
