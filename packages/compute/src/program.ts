import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { platform } from 'node:process';
import type { CommandLine, Variables } from '@weighbridge/core';

/** What is started: a program and its words. No shell reads them but the one that they name. */
export interface Program {
  readonly file: string;
  readonly words: readonly string[];
  /** What the user should know about how it runs. */
  readonly note?: string;
}

/** The file of a program as the environment's PATH finds it, undefined where it is not installed. */
export function findProgram(name: string, env: Variables, folder = '.'): string | undefined {
  if (/[\\/]/.test(name)) return firstFile([isAbsolute(name) ? name : resolve(folder, name)], env);
  const folders = (variable(env, 'PATH') ?? '').split(delimiter).filter((part) => part !== '');
  return firstFile(
    folders.map((part) => join(resolve(folder, part), name)),
    env,
  );
}

/**
 * How a command is started: a list of words as it is; text by `bash -eo pipefail -c`, so that any failing line fails
 * the whole. Where there is no bash, `sh -e` is taken, and it is said. On Windows text is for `pwsh`.
 */
export function programOf(command: CommandLine, env: Variables): Program {
  if (typeof command !== 'string') return { file: command[0] ?? '', words: command.slice(1) };
  if (platform === 'win32') return powerShell(command, env);
  if (findProgram('bash', env)) return { file: 'bash', words: ['-eo', 'pipefail', '-c', command] };
  const note = 'There is no bash here: the command runs under `sh -e`, which does not see a failure inside a pipe.';
  return { file: 'sh', words: ['-e', '-c', command], note };
}

/** As GitHub's runner starts it: an error of PowerShell's own ends the script, and a program's exit code is its own. */
function powerShell(command: string, env: Variables): Program {
  const script = `$ErrorActionPreference = 'stop'\n${command}\nif (Test-Path -LiteralPath variable:\\LASTEXITCODE) { exit $LASTEXITCODE }`;
  const file = findProgram('pwsh', env) ? 'pwsh' : 'powershell';
  return { file, words: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script] };
}

function firstFile(paths: readonly string[], env: Variables): string | undefined {
  const endings = platform === 'win32' ? ['', ...(variable(env, 'PATHEXT') ?? '.EXE').split(';')] : [''];
  return paths.flatMap((path) => endings.map((ending) => path + ending)).find(canRun);
}

function canRun(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Windows writes `Path`. */
function variable(env: Variables, name: string): string | undefined {
  return env[name] ?? Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];
}
