import { type Change, PermissionError, type Runner, retrainBranchOf } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { trustedBranch } from '../trust/trusted-commit.ts';

/**
 * A retraining is dispatched on its branch, and such a run has no event of a change. Where the forge has an open change of
 * this repository from that branch into the default one, and its head is the very commit that runs, the run stands for it:
 * its note and its baseline are the change's. Everything else stays as the runner says it.
 */
export async function withOwnChange(context: Context): Promise<Context> {
  const { runner, log } = context;
  if (runner.occasion.kind !== 'other') return context;
  try {
    const change = await ownChange(context);
    if (!change) return context;
    const { number, head, baseRef } = change;
    return { ...context, runner: { ...runner, occasion: { kind: 'change', number, head, baseRef, fork: false } } };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    log.warn(`Which change this branch has could not be asked: ${error.message}.`);
    return context;
  }
}

async function ownChange(context: Context): Promise<Change | undefined> {
  const { runner, forge } = context;
  const { commit: head } = runner;
  const headRef = retrainBranchOf(runner.ref);
  if (headRef === undefined || head === undefined || !forge.changes) return undefined;
  const baseRef = trustedBranch(context);
  const isOurs = (found: Pick<Change, 'head' | 'headRef' | 'baseRef'>): boolean =>
    found.head === head && found.headRef === headRef && found.baseRef === baseRef;
  for (const { number } of (await forge.changes.ofHead({ head, headRef })).filter(isOurs)) {
    const change = await forge.changes.get(number);
    if (change.open && !change.fork && isOurs(change)) return change;
  }
  return undefined;
}

/** Whether a run on a branch stands for its change: the ref of a change's own run is not a branch. */
export function standsForChange({ occasion, ref }: Runner): boolean {
  return occasion.kind === 'change' && retrainBranchOf(ref) !== undefined;
}
