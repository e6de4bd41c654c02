import type { Log } from '@weighbridge/command';

/** Progress goes to standard error, so that standard output holds the result alone. */
export const terminalLog: Log = {
  info: (message) => process.stderr.write(`${message}\n`),
  warn: (message) => process.stderr.write(`warning: ${message}\n`),
};
