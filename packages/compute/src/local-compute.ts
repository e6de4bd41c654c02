import type { Writable } from 'node:stream';
import type { Compute, Variables } from '@weighbridge/core';
import { runJob } from './job/run-job.ts';
import { machineFacts } from './machine/facts.ts';

/** Where signals to this program arrive: `process`. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** What the shell lends to the command that it runs. */
export interface LocalOptions {
  /** The shell's own environment; of it the command sees what `commandEnvironment` lets through. */
  readonly env: Variables;
  /** Folder from which the command's interpreter is looked up. */
  readonly folder: string;
  /** Where the command's output goes, live. The same stream twice keeps `--json` output apart from it. */
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** While a command runs, SIGINT, SIGTERM and SIGHUP are asked for here and passed on. */
  readonly signals?: SignalSource;
  /** Longest time in milliseconds that a question to `nvidia-smi` or an interpreter may take; default 10 s. */
  readonly patience?: number;
  /** Milliseconds between two samples of the GPUs; default 5 s. */
  readonly gpuInterval?: number;
}

/** Runs commands on this machine, one at a time. */
export function localCompute(options: LocalOptions): Compute {
  return {
    kind: 'local',
    facts: (command) => machineFacts(command, options),
    run: (job) => runJob(job, options),
  };
}
