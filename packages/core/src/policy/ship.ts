import type { CommandLine } from '../port/compute.ts';
import type { WatchedMetric } from '../record/rollout.ts';

/** The section `register` of a model. */
export interface RegisterPolicy {
  readonly scheme: 'semver' | 'calendar';
  readonly bump: 'auto' | 'major' | 'minor' | 'patch';
  /** Name of the output that is the model. */
  readonly output: string;
  readonly release: boolean;
  /** Name of the registered model in MLflow; undefined: not there. */
  readonly mlflow?: string;
  /** Imports that a pickle may make beside the known ones. */
  readonly allowedImports: readonly string[];
}

/** A manifest that `promote` changes by a commit. Exactly one of `image` and `key` is there. */
export interface GitOpsPolicy {
  readonly repository?: string;
  readonly branch: string;
  readonly file: string;
  readonly image?: string;
  readonly key?: string;
  readonly value: string;
}

export interface PromotePolicy {
  readonly alias: string;
  readonly gitops?: GitOpsPolicy;
}

export interface LiveMetricPolicy extends WatchedMetric {
  readonly bad: string;
  readonly all: string;
}

export interface ServePolicy {
  readonly run: CommandLine;
  readonly ready: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly port?: number;
  readonly env: readonly string[];
}

export interface HaproxyPolicy {
  readonly socket: string;
  readonly backend: string;
  readonly stable: string;
  readonly canary: string;
  readonly start?: CommandLine;
  readonly stateFile?: string;
}

export interface HooksPolicy {
  readonly setWeight: CommandLine;
  readonly status: CommandLine;
  readonly abort: CommandLine;
  readonly start?: CommandLine;
  readonly promote?: CommandLine;
  /** Milliseconds. */
  readonly timeout: number;
}

export type TargetPolicy =
  | { readonly kind: 'process'; readonly serve: ServePolicy }
  | { readonly kind: 'haproxy'; readonly haproxy: HaproxyPolicy }
  | { readonly kind: 'command'; readonly hooks: HooksPolicy };

export type LivePolicy =
  | { readonly kind: 'prometheus'; readonly url: string; readonly label: string }
  | { readonly kind: 'file'; readonly path: string };

export interface SmokePolicy {
  readonly kind: 'openapi' | 'sample' | 'v2' | 'mlflow';
  readonly path?: string;
  readonly request?: string;
  readonly expect: Readonly<Record<string, 'number' | 'text' | 'boolean' | 'list' | 'object' | 'share'>>;
  /** Milliseconds. */
  readonly timeout: number;
}

/** The section `deploy` of a model; durations in milliseconds. */
export interface DeployPolicy {
  readonly target: TargetPolicy;
  readonly environment: string;
  readonly strategy: 'canary' | 'blue-green' | 'shadow';
  /** Percents in rising order; 100 is the last. */
  readonly steps: readonly number[];
  readonly bake: number;
  readonly maxHold: number;
  readonly maxWait: number;
  readonly staleAfter: number;
  readonly noData: 'hold' | 'abort' | 'advance';
  readonly onUndecided: 'abort' | 'hold' | 'advance';
  readonly alpha: number;
  readonly metrics: readonly LiveMetricPolicy[];
  readonly live?: LivePolicy;
  readonly smoke?: SmokePolicy;
}

/** How it is proved that a model was weighed here. */
export type AttestPolicy =
  | { readonly by: 'api' }
  | { readonly by: 'key'; readonly keys: readonly string[] }
  | { readonly by: 'sigstore'; readonly workflow: string; readonly issuer?: string };
