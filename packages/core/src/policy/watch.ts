import type { CommandLine } from '../port/compute.ts';

/** Rows or labels: a path of the repository (file, pattern, folder), or objects of an S3-compatible store. */
export type TableLocation =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string; readonly written: string };

export interface LabelsPolicy {
  readonly at: TableLocation;
  readonly join: string;
  readonly target: string;
  /** Milliseconds after the end of a window. */
  readonly delay: number;
}

/** A share of bad events; `max` is the largest accepted one, 0 to 1. */
export interface ServiceLimit {
  readonly name: string;
  readonly bad: string;
  readonly all: string;
  readonly max: number;
  readonly written: string;
}

export type RetrainCause = 'drift' | 'prediction' | 'performance';

/** Durations in milliseconds. */
export interface RetrainPolicy {
  readonly on: readonly RetrainCause[];
  readonly workflow: string;
  readonly prepare?: CommandLine;
  readonly commit: readonly string[];
  readonly cooldown: number;
  readonly maxPerMonth: number;
  readonly maxWithoutSuccess: number;
}

/** `…From` is the name of the environment variable that holds a secret. */
export type ChannelPolicy =
  | { readonly to: 'slack' | 'teams'; readonly urlFrom: string }
  | {
      readonly to: 'jira';
      readonly url: string;
      readonly project: string;
      readonly type: string;
      readonly done: string;
      readonly userFrom?: string;
      readonly tokenFrom: string;
    }
  | { readonly to: 'webhook'; readonly urlFrom: string; readonly secretFrom?: string }
  | { readonly to: 'pushgateway'; readonly url: string; readonly tokenFrom?: string }
  | { readonly to: 'openmetrics'; readonly file: string }
  | { readonly to: 'grafana'; readonly url: string; readonly tokenFrom: string; readonly dashboard?: string }
  | { readonly to: 'datadog'; readonly url: string; readonly keyFrom: string }
  | { readonly to: 'splunk'; readonly url: string; readonly tokenFrom: string; readonly index?: string };

/** An alarm rings when `k` of the last `n` judged windows passed a limit, and ends after `closeAfter` within it. */
export interface AlarmRule {
  readonly k: number;
  readonly n: number;
  readonly closeAfter: number;
}

/** The section `monitor` of a model; durations in milliseconds. */
export interface MonitorPolicy {
  readonly current: TableLocation;
  readonly query?: string;
  readonly time?: string;
  readonly window: number;
  readonly settle: number;
  /** A file; undefined: the profile of `dataset` in the champion's record. */
  readonly reference?: TableLocation;
  readonly dataset: string;
  readonly columns?: readonly string[];
  readonly minRows: number;
  readonly labels?: LabelsPolicy;
  readonly service: readonly ServiceLimit[];
  /** Address of Prometheus, where `service` has entries. */
  readonly prometheus?: string;
  readonly alarm: AlarmRule;
  readonly retrain?: RetrainPolicy;
  readonly notify: readonly ChannelPolicy[];
}
