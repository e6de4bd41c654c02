import type { Context } from '../command.ts';
import { branchTip } from './trusted-commit.ts';

/**
 * Why a commit is not on a branch, or undefined when its tip reaches it. A tag may have a branch's name, and a forge that
 * tells a run's branch by its name alone means either. Throws ServiceError WB4104 when nobody can say where the branch is.
 */
export async function notOnBranch(commit: string, branch: string, context: Context): Promise<string | undefined> {
  const tip = await branchTip(context, branch);
  if (await reaches(tip, commit, context)) return undefined;
  return `commit ${commit.slice(0, 7)} is not on the branch ${branch}`;
}

/** The clone knows, where it is whole; else the forge is asked. */
async function reaches(tip: string, commit: string, { repository, forge }: Context): Promise<boolean> {
  if (tip === commit) return true;
  const known = await repository?.isAncestor(commit, tip);
  return known ?? (await forge.refs?.mergeBase(tip, commit)) === commit;
}
