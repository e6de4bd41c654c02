import { type MergedChange, PermissionError } from '@weighbridge/core';
import { isMerged } from './base-policy.ts';
import type { Weighing } from './weighing.ts';

/**
 * On a push to the default branch the change whose merge made the commit, by the forge's own word; undefined elsewhere, of
 * a direct push, and, with a warning, where the token may not look.
 */
export async function mergedChange({ context, record }: Weighing): Promise<MergedChange | undefined> {
  const { runner, forge, log } = context;
  const { head } = record.subject;
  if (!isMerged(runner) || head === undefined || !forge.changes) return undefined;
  try {
    return await forge.changes.merged(head);
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    log.warn(`Which change was merged could not be asked: ${error.message}.`);
    return undefined;
  }
}
