import type { Direction } from '../record/evaluation.ts';

/** A limit as written: an amount in the metric's unit, or relative to the reference (`10%` is 0.1). */
export interface LimitAmount {
  readonly amount: number;
  readonly relative: boolean;
  readonly written: string;
}

/** One entry of `gate`: one metric, optionally each value of one slice column, one to four limits. */
export interface GateLine {
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
}

export interface ModelPolicy {
  readonly name: string;
  readonly data: Readonly<Record<string, { readonly path: string }>>;
  readonly train: {
    readonly params?: string;
    readonly ignore: readonly string[];
    /** Named files; `predictions` is the one that `evaluate` reads. */
    readonly outputs: Readonly<Record<string, string>>;
  };
  readonly evaluate: EvaluatePolicy;
  readonly gate: readonly GateLine[];
  readonly anchor: 'champion' | 'first-accepted' | 'none';
  readonly predictions: { readonly keep: 'artifact' | 'store' };
}

/** `weighbridge.yml`, parsed and checked whole, every default filled in. */
export interface Policy {
  readonly version: 1;
  readonly alpha: number;
  readonly onInconclusive: 'pass' | 'warn' | 'fail';
  readonly onIncomparable: 'pass' | 'warn' | 'fail';
  /** Older baselines get a banner. */
  readonly baseline: { readonly maxAgeDays: number; readonly maxAgeCommits: number };
  readonly models: Readonly<Record<string, ModelPolicy>>;
}
