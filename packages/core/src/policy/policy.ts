import type { Direction } from '../record/evaluation.ts';
import type { AttestPolicy, DeployPolicy, PromotePolicy, RegisterPolicy } from './ship.ts';
import type { MonitorPolicy } from './watch.ts';

/** A limit as written: an amount in the metric's unit, or relative to the reference (`10%` is 0.1). */
export interface LimitAmount {
  readonly amount: number;
  readonly relative: boolean;
  readonly written: string;
}

/** One entry of `gate`: one metric, optionally each value of one slice column, one to four limits. */
export interface GateLine {
  /** Number of the line in `gate`, from 1. */
  readonly line: number;
  readonly metric: string;
  /** Column whose every value is judged by itself. */
  readonly slice?: string;
  readonly min?: LimitAmount;
  readonly max?: LimitAmount;
  readonly maxDrop?: LimitAmount;
  readonly maxRise?: LimitAmount;
  readonly maxDropFromAnchor?: LimitAmount;
  readonly maxRiseFromAnchor?: LimitAmount;
  /** Slices with fewer rows are "too small to judge". */
  readonly minRows: number;
  /** How relative limits are judged: default `proof` without a slice, `harm` with one. */
  readonly judge: 'proof' | 'harm';
  /** How `min` and `max` are judged: default `point`. */
  readonly judgeAbsolute: 'point' | 'bound';
}

/** A number that the user's own code measured, read from a JSON file. */
export interface FileMetric {
  readonly file: string;
  readonly key: string;
  /** Name in the policy and the report; default the key. */
  readonly name: string;
  readonly direction: Direction;
  readonly unit?: string;
}

export interface EvaluatePolicy {
  readonly task: 'binary';
  readonly target: string;
  readonly score: string;
  /** Label of the positive class, when it is neither 1 nor true. */
  readonly positive?: string;
  readonly threshold: number;
  readonly id?: string;
  readonly group?: string;
  readonly weight?: string;
  readonly slices: readonly string[];
  readonly metrics: readonly FileMetric[];
  /** Command that scores the baseline's model on this change's evaluation data. */
  readonly rescore?: string | readonly string[];
}

/** One named dataset. */
export interface DatasetPolicy {
  readonly path: string;
  readonly schema?: string;
  /** Keywords of the schema that are not judged. */
  readonly ignore: readonly string[];
  /** Columns that name a row; default the schema's primary key. */
  readonly key: readonly string[];
  /** Whether values of the data may stand in reports and annotations. */
  readonly showValues: boolean;
}

/** What keeps training and evaluation data apart. */
export interface LeakagePolicy {
  /** Column whose values may not be in both. */
  readonly noOverlap?: string;
  /** Column whose values must be later in evaluation data. */
  readonly timeOrder?: string;
}

/** One `gate` line that watches data. */
export interface DriftLine {
  /** Number of the line in `gate`, from 1. */
  readonly line: number;
  readonly measure: 'psi';
  readonly columns: 'all' | readonly string[];
  readonly max: LimitAmount;
}

export interface TrainPolicy {
  /** Text for the shell, or words that no shell reads. */
  readonly run?: string | readonly string[];
  readonly params?: string;
  /** Names of variables that the command may see beside the usual ones. */
  readonly env: readonly string[];
  /** Milliseconds. */
  readonly timeout?: number;
  /** Exit codes after which the command is started again, and how often at most. */
  readonly retry: { readonly on: readonly number[]; readonly times: number };
  readonly resume?: {
    /** Folder that holds the command's own checkpoint. */
    readonly checkpoint: string;
    /** Milliseconds of one leg; then the command is asked to save and end. */
    readonly leg: number;
    readonly maxLegs: number;
  };
  /** Runs that differ by their seed only. */
  readonly repeat: number;
  /** Container image, when the job runs in one; goes into the key. */
  readonly image?: string;
  /** What must be there before the command starts. */
  readonly gpu?: { readonly count: number; readonly memoryBytes?: number };
  /** Price of one hour by machine: a GPU's name, or `cpu`. */
  readonly prices?: { readonly currency: string; readonly perHour: Readonly<Record<string, number>> };
  readonly ignore: readonly string[];
  /** Named files or folders; `predictions` is the one that `evaluate` reads. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Where bytes are kept between runs. */
export type StorePolicy =
  | { readonly kind: 'ci-artifact'; readonly maxBytes: number }
  | {
      readonly kind: 's3';
      readonly maxBytes: number;
      readonly bucket: string;
      readonly prefix: string;
      readonly region: string;
      /** Address of an S3-compatible service; default AWS. */
      readonly endpoint?: string;
    };

export interface ModelPolicy {
  readonly name: string;
  readonly data: Readonly<Record<string, DatasetPolicy>>;
  readonly leakage: LeakagePolicy;
  readonly train: TrainPolicy;
  readonly evaluate: EvaluatePolicy;
  readonly drift: readonly DriftLine[];
  readonly gate: readonly GateLine[];
  readonly anchor: 'champion' | 'first-accepted' | 'none';
  readonly predictions: { readonly keep: 'artifact' | 'store' };
  /** What `ship` does after the merge; a section that is not there is not done. */
  readonly register?: RegisterPolicy;
  readonly promote?: PromotePolicy;
  readonly deploy?: DeployPolicy;
  /** What `monitor` watches. */
  readonly monitor?: MonitorPolicy;
}

/** `weighbridge.yml`, parsed and checked whole, every default filled in. */
export interface Policy {
  readonly version: 1;
  readonly alpha: number;
  readonly onInconclusive: 'pass' | 'warn' | 'fail';
  readonly onIncomparable: 'pass' | 'warn' | 'fail';
  /** Older baselines get a banner. */
  readonly baseline: { readonly maxAgeDays: number; readonly maxAgeCommits: number };
  readonly store: StorePolicy;
  readonly attest: AttestPolicy;
  readonly models: Readonly<Record<string, ModelPolicy>>;
}
