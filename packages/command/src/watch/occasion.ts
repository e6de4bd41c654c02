import { isOwnCommit, PermissionError, retrainBranchOf, retrainPrefix } from '@weighbridge/core';
import type { Context } from '../command.ts';

/** What started a look, in words, and whether a commit of ours did: the merge of a retraining starts no other one. */
export interface LookOccasion {
  readonly occasion: string;
  readonly ownCommit: boolean;
}

/** A schedule and a person are nobody's commit, whatever lies on the branch. */
export async function occasionOf(context: Context): Promise<LookOccasion> {
  const { runner } = context;
  const { occasion } = runner;
  if (occasion.kind === 'other')
    return { occasion: occasion.event, ownCommit: retrainBranchOf(runner.ref) !== undefined };
  const words = occasion.kind === 'push' ? `push of ${occasion.branch}` : `a ${context.forge.capabilities.changeWord}`;
  return { occasion: words, ownCommit: await isOurs(context) };
}

async function isOurs({ runner, repository, branches, forge, log }: Context): Promise<boolean> {
  const commit = runner.commit ?? (await repository?.head());
  if (commit === undefined) return false;
  const words = await branches?.words(commit);
  if (words && isOwnCommit(words.message, words.author)) return true;
  try {
    // A squash may have kept nothing of the message.
    return (await forge.changes?.merged(commit))?.headRef.startsWith(retrainPrefix) ?? false;
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    log.warn(`monitor: which change was merged could not be asked: ${error.message}.`);
    return false;
  }
}
