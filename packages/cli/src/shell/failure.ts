import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PermissionError } from '@weighbridge/core';
import { version } from '../version.ts';
import { describeFailure, type ExitCode } from './edge.ts';
import { workflowCommand } from './runner-commands.ts';
import { readsCommands, runnerText } from './runner-text.ts';

/** Prints a failure once, in the runner's own form where it has one, and gives the exit code. */
export async function reportFailure(error: unknown, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  const described = describeFailure(error, process.cwd());
  const failure = { ...described, text: `${described.text}${ofGitlab(error, env)}` };
  const debug = failure.stack === undefined ? undefined : await writeDebugFile(failure.stack, env);
  const text = debug
    ? `${failure.text} Please report it with the file \`${debug}\`; it holds no data values.`
    : failure.text;
  process.stderr.write(runnerText(`${text}\n`, env));
  if (readsCommands(env)) process.stdout.write(workflowCommand('error', failure.place ?? {}, text));
  return failure.exit;
}

/** git does not know which forge it talks to, and names the permission as GitHub does. */
function ofGitlab(error: unknown, env: NodeJS.ProcessEnv): string {
  const asksForPush = error instanceof PermissionError && error.needed === 'contents: write';
  if (!asksForPush || env['CI_PROJECT_PATH'] === undefined) return '';
  return ' On GitLab: WEIGHBRIDGE_TOKEN with write_repository scope, Developer role, or the project’s setting that lets job tokens push.';
}

/** Lines of the stack itself keep their numbers: they are places in our program. */
function withoutValues(line: string): string {
  if (/^\s+at /.test(line)) return line;
  return line.replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"').replaceAll(/\d+/g, '…');
}

/** Stack and versions only: messages of foreign errors could hold values, so quoted text and digits in them are masked. */
async function writeDebugFile(stack: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = join('.weighbridge', 'debug.json');
  const masked = stack.split('\n').map(withoutValues).join('\n');
  // A job's folder is gone when the job is over: there the log is what can be sent on.
  if (env['CI'] === 'true') process.stderr.write(runnerText(`${masked}\n`, env));
  const content = {
    weighbridge: version,
    node: process.version,
    platform: process.platform,
    ci: env['CI'] === 'true',
    stack: masked.split('\n'),
  };
  try {
    await mkdir('.weighbridge', { recursive: true });
    await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
    return path;
  } catch (cause) {
    // The folder may be read-only; the stack is then all that is left, and it must not be lost.
    process.stderr.write(runnerText(`${masked}\n(the debug file could not be written: ${String(cause)})\n`, env));
    return undefined;
  }
}
