import type { Digest } from '@weighbridge/core';
import { byKeyPath } from '../train/by-key.ts';
import { isOutside } from '../train/fetch-output.ts';
import { isComplete, type Reusable } from '../train/reusable.ts';
import { findInRuns } from '../train/reusable-runs.ts';
import { readRecord } from '../workspace/record-file.ts';
import type { Weighing } from './weighing.ts';

export { restoreOutputs } from '../train/restore-outputs.ts';
export type { Reusable };

/**
 * A run with the same key whose outputs are kept: on a developer's machine one of that machine; in CI one that is trusted
 * (DESIGN §10) or this change's own. What could not be looked at is told, and then there is none: training anew is
 * never wrong. Throws UserError where the policy's store cannot be opened: better now than after the training.
 */
export async function findReusable(weighing: Weighing, key: Digest): Promise<Reusable | undefined> {
  const { context, policy } = weighing;
  await context.openStore(policy.store);
  try {
    return context.runner.kind === 'local' ? await findHere(weighing, key) : await findInRuns(weighing, key);
  } catch (error) {
    if (!isOutside(error)) throw error;
    context.log.warn(`train: no earlier run could be looked for: ${error.message}`);
    return undefined;
  }
}

async function findHere({ context, model }: Weighing, key: Digest): Promise<Reusable | undefined> {
  const record = await readRecord(context.root, byKeyPath(model.name, key));
  if (!record?.training || record.subject.key !== key || !isComplete(record, model)) return undefined;
  const { head } = record.subject;
  return { training: record.training, from: 'this machine', ...(head === undefined ? {} : { commit: head }) };
}
