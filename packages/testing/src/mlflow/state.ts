/** A tag or param as MLflow's API writes it. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export interface FakeRun {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  status: string;
  readonly tags: KeyValue[];
  readonly params: Map<string, string>;
  readonly metrics: Map<string, number>;
}

export interface FakeVersion {
  readonly model: string;
  readonly version: string;
  readonly source: string;
  readonly run: string;
  readonly tags: readonly KeyValue[];
}

/** What a server holds, for tests to look at and to change behind the tracker's back. */
export interface MlflowState {
  /** Names by id. */
  readonly experiments: Map<string, string>;
  readonly runs: FakeRun[];
  readonly models: Set<string>;
  readonly versions: FakeVersion[];
  /** Version by `model alias`. */
  readonly aliases: Map<string, string>;
}

export function mlflowState(): MlflowState {
  return { experiments: new Map(), runs: [], models: new Set(), versions: [], aliases: new Map() };
}
