import { type ChangeTarget, type MergedChange, PermissionError } from '@weighbridge/core';
import { isMerged } from './base-policy.ts';
import type { Weighing } from './weighing.ts';

/**
 * On a push to the default branch the change whose merge made the commit, by the forge's own word; undefined elsewhere, of
 * a direct push, and, with a warning, where the token may not look.
 */
export function mergedChange(weighing: Weighing): Promise<MergedChange | undefined> {
  return orUnseen(weighing, async () => (await ofMerge(weighing))?.change);
}

/** A merged change, and every change that had its head. */
export interface Merge {
  readonly change: MergedChange;
  readonly sameHead: readonly ChangeTarget[];
}

/** As `mergedChange`, with what else had its head: whose runs may be taken over depends on both. */
export function mergedHead(weighing: Weighing): Promise<Merge | undefined> {
  return orUnseen(weighing, async () => {
    const found = await ofMerge(weighing);
    return found && { change: found.change, sameHead: await found.changes.ofHead(found.change) };
  });
}

async function ofMerge({ context, record }: Weighing) {
  const { changes } = context.forge;
  const { head } = record.subject;
  if (!isMerged(context.runner) || head === undefined || !changes) return undefined;
  const change = await changes.merged(head);
  return change && { change, changes };
}

async function orUnseen<T>({ context }: Weighing, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    context.log.warn(`Which change was merged could not be asked: ${error.message}.`);
    return undefined;
  }
}
