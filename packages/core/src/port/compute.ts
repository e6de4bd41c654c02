import type { Digest } from '../record/evaluation.ts';
import type { GpuFacts } from '../record/training.ts';

/** A command: text for `bash -eo pipefail -c` (`pwsh` on Windows), or a list of words that no shell reads. */
export type CommandLine = string | readonly string[];

/** One start of the user's command. */
export interface Job {
  readonly command: CommandLine;
  /** Absolute folder. */
  readonly folder: string;
  /** Names of variables that pass beside the allow-list. */
  readonly pass: readonly string[];
  /** Variables of ours, set for this start: `WEIGHBRIDGE_SEED`, `WEIGHBRIDGE_CHECKPOINT`, `WEIGHBRIDGE_LEG`. */
  readonly set: Readonly<Record<string, string>>;
  /** Longest time in milliseconds; then SIGTERM, and SIGKILL after `grace`. */
  readonly timeout?: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** After so many milliseconds SIGTERM asks the command to save its checkpoint and end (a resumed training's leg). */
  readonly leg?: number;
}

/** How one start ended, and what it used. */
export interface JobEnd {
  readonly outcome: 'ended' | 'timed out' | 'leg over' | 'interrupted';
  /** Undefined when a signal ended it. */
  readonly exit?: number;
  readonly signal?: string;
  readonly wallSeconds: number;
  /** Of the whole process tree; undefined where this system does not tell. */
  readonly cpuSeconds?: number;
  /** Largest sum of resident memory over the process tree, in bytes. */
  readonly peakBytes?: number;
  readonly gpu?: GpuFacts;
  /** The last lines of the output, at most 4 kB, for the report. */
  readonly tail: string;
}

/** What this machine is, as far as it goes into the key and the record. */
export interface MachineFacts {
  readonly os: string;
  readonly cpu?: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpu: GpuFacts;
  /** `Python 3.11.9`: what `python` (or the command's own interpreter) says; undefined when there is none. */
  readonly interpreter?: string;
}

/** Where the user's command runs: this machine; later a cluster. */
export interface Compute {
  readonly kind: 'local';
  facts(command: CommandLine): Promise<MachineFacts>;
  /**
   * Runs to the end with live output to the shell's own, wrapped so that the runner reads no commands in it. Never
   * throws for what the command does.
   */
  run(job: Job): Promise<JobEnd>;
}

/** What a file or a folder holds. */
export interface PathFacts {
  /** Of a folder: of the canonical manifest of its files' paths, sizes and digests. */
  readonly digest: Digest;
  readonly bytes: number;
  /** Files, of a folder. */
  readonly files?: number;
}

/** A machine that can also say which variables it never passes, and digest what a command wrote. */
export interface TrainingMachine extends Compute {
  /** Those of the names that a training command never sees. */
  refused(names: readonly string[]): readonly string[];
  /** Digests of the variables' values, less those that are not set or look like a credential: what of them is in the key. */
  variables(names: readonly string[]): Readonly<Record<string, Digest>>;
  /** Digests a file or a folder; links out of the folder are refused. */
  digest(path: string): Promise<PathFacts>;
}
