import type { Digest, ModelPolicy, RunRecord, Training } from '@weighbridge/core';

/** An earlier run with the same key, whose outputs can be asked for. */
export interface Reusable {
  readonly training: Training;
  /** The commit that it was of. */
  readonly commit?: string;
  /** Digest of its record in canonical form, where the whole record is known. */
  readonly record?: Digest;
  /** Where it was found, in words. */
  readonly from: string;
  /** The run whose artifacts hold its bytes. */
  readonly runId?: string;
}

/** Whether a record's training ended well and kept every output that the policy names, at the same path. */
export function isComplete({ training, stopped }: RunRecord, { train }: ModelPolicy): boolean {
  if (!training || stopped) return false;
  return Object.entries(train.outputs).every(([name, path]) =>
    training.outputs.some((output) => output.name === name && output.path === path && output.kept !== undefined),
  );
}
