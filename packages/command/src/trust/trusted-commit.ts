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
export async function trustedCommit(context: Context): Promise<string> {
  const { repository, forge } = context;
  const branch = trustedBranch(context);
  const commit =
    (await ofOccasion(context, branch)) ?? (await askForge(forge.refs, branch)) ?? (await askGit(context, branch));
  if (commit === undefined) throw couldNotLook(`the branch ${branch}, whose policy and keys say whom to believe`);
  if (!(await repository?.has(commit))) await repository?.fetch(commit, 1);
  return commit;
}

/** What the runner says of the branch: its tip when this was started, or where the change left it. */
async function ofOccasion({ runner, repository }: Context, branch: string): Promise<string | undefined> {
  const { occasion } = runner;
  if (occasion.kind === 'push') return occasion.isDefault ? repository?.head() : undefined;
  if (occasion.kind === 'other' || occasion.baseRef !== branch) return undefined;
  return occasion.kind === 'queue' ? occasion.base : (occasion.baseTip ?? occasion.mergedInto ?? occasion.mergeBase);
}

/** A job's own token may not be let look: then the clone may still know. */
async function askForge(refs: Context['forge']['refs'], branch: string): Promise<string | undefined> {
  try {
    return (await refs?.ancestors(branch, 1))?.[0]?.sha;
  } catch (error) {
    if (error instanceof ServiceError || error instanceof PermissionError) return undefined;
    throw error;
  }
}

/** The remote's branch; on a developer's machine without one, the local branch, or what is checked out. */
async function askGit({ runner, repository }: Context, branch: string): Promise<string | undefined> {
  const remote = await repository?.resolve(`origin/${branch}`);
  if (remote !== undefined || runner.forge !== 'local') return remote;
  return (await repository?.resolve(branch)) ?? repository?.head();
}
