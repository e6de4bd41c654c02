import { join } from 'node:path';
import { platform } from 'node:process';
import type { CommandLine, Variables } from '@weighbridge/core';
import { ask } from '../ask.ts';
import { findProgram } from '../program.ts';

/** Where a command would run. */
export interface Surroundings {
  readonly env: Variables;
  readonly folder: string;
  /** Milliseconds. */
  readonly patience: number;
}

/**
 * `Python 3.11.9`: the version of the Python that the command begins with (`.venv/bin/python train.py`), else of the
 * active virtual environment, else of the first `python` or `python3` on the PATH that the command gets. What a
 * launcher (`uv run`, `conda run`, a script) picks by itself is not known. Undefined when none answers.
 */
export async function interpreterOf(
  command: CommandLine,
  { env, folder, patience }: Surroundings,
): Promise<string | undefined> {
  for (const name of [...ownPython(command), ...environmentPython(env), 'python', 'python3']) {
    const file = findProgram(name, env, folder);
    if (file === undefined) continue;
    const { exit, text } = await ask({ file, words: ['--version'], env, folder, patience });
    const version = /^Python (?:\d+\.)+\d+\S*/m.exec(text)?.[0];
    if (exit === 0 && version !== undefined) return version;
  }
  return undefined;
}

/** The first word, past variables that are set for the command alone (`OMP_NUM_THREADS=1 python train.py`). */
function ownPython(command: CommandLine): readonly string[] {
  const words = typeof command === 'string' ? command.trim().split(/\s+/) : command;
  const first = words.find((word) => !/^[A-Za-z_]\w*=/.test(word)) ?? '';
  const plain = first.replaceAll(/["']/g, '');
  return /(?:^|[\\/])python[\d.]*(?:\.exe)?$/.test(plain) ? [plain] : [];
}

function environmentPython(env: Variables): readonly string[] {
  const root = env['VIRTUAL_ENV'];
  if (!root) return [];
  return [platform === 'win32' ? join(root, 'Scripts', 'python.exe') : join(root, 'bin', 'python')];
}
