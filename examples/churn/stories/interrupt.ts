import process from 'node:process';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => controller.abort(new Error(`Ended by ${name}.`)));

/** Ctrl-C and its like: the program that runs is ended, and then everything that the stories have started. */
export const interrupted: AbortSignal = controller.signal;
