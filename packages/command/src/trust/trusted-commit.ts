import { PermissionError, ServiceError } from '@weighbridge/core';
import { couldNotLook } from '../baseline/resolve-base.ts';
import type { Context } from '../command.ts';

/** The branch whose word counts: what is on it was let through. */
export function trustedBranch({ runner }: Context): string {
  return runner.defaultBranch ?? 'main';
}

/**
 * The commit whose keys and policy say whom to believe: the default branch's, never the change's own, which could bring
 * a key of its own. Throws ServiceError WB4104 when nobody can say which commit that is.
 */
export function trustedCommit(context: Context): Promise<string> {
  return branchTip(context, trustedBranch(context));
}

/**
 * A commit of a branch that nobody but the branch's own writers can have chosen: its tip, or where the change left it. Tags
 * of the branch's name are never meant. Throws ServiceError WB4104 when nobody can say which commit that is.
 */
export async function branchTip(context: Context, branch: string): Promise<string> {
  const { repository, forge } = context;
  const commit =
    (await ofOccasion(context, branch)) ?? (await askForge(forge.refs, branch)) ?? (await askGit(context, branch));
  if (commit === undefined) throw couldNotLook(`the branch ${branch}, whose policy and keys say whom to believe`);
  if (!(await repository?.has(commit))) await repository?.fetch(commit, 1);
  return commit;
}

/** What the runner says of the branch: its tip when this was started, or where the change left it. */
async function ofOccasion({ runner, repository }: Context, branch: string): Promise<string | undefined> {
  const { occasion } = runner;
  if (occasion.kind === 'push') return isPushOf(runner, branch) ? repository?.head() : undefined;
  if (occasion.kind === 'other' || occasion.baseRef !== branch) return undefined;
  return occasion.kind === 'queue' ? occasion.base : (occasion.baseTip ?? occasion.mergedInto ?? occasion.mergeBase);
}

function isPushOf({ occasion, defaultBranch = 'main' }: Context['runner'], branch: string): boolean {
  if (occasion.kind !== 'push') return false;
  return branch === defaultBranch ? occasion.isDefault : occasion.branch === branch;
}

/** A job's own token may not be let look: then the clone may still know. */
async function askForge(refs: Context['forge']['refs'], branch: string): Promise<string | undefined> {
  try {
    return await refs?.tip(branch);
  } catch (error) {
    if (error instanceof ServiceError || error instanceof PermissionError) return undefined;
    throw error;
  }
}

/** The remote's branch; on a developer's machine without one, the local branch, or what is checked out. */
async function askGit({ runner, repository }: Context, branch: string): Promise<string | undefined> {
  const remote = await repository?.resolve(`refs/remotes/origin/${branch}`);
  if (remote !== undefined || runner.forge !== 'local') return remote;
  return (await repository?.resolve(`refs/heads/${branch}`)) ?? repository?.head();
}
