import type { Log } from '@weighbridge/command';
import { runnerText } from './runner-text.ts';

/** Progress goes to standard error, so that standard output holds the result alone. */
export function terminalLog(env: NodeJS.ProcessEnv): Log {
  const write = (line: string) => process.stderr.write(`${runnerText(line, env)}\n`);
  return { info: write, warn: (message) => write(`warning: ${message}`) };
}
