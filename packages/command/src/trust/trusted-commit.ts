import { ServiceError } from '@weighbridge/core';
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
  const { runner, forge, repository } = context;
  const { occasion } = runner;
  const branch = trustedBranch(context);
  const own = occasion.kind === 'push' && occasion.isDefault ? await repository?.head() : undefined;
  const commit = own ?? (await askForge(forge.refs, branch)) ?? (await askGit(context, branch));
  if (commit === undefined) throw couldNotLook(`the branch ${branch}, whose policy and keys say whom to believe`);
  if (!(await repository?.has(commit))) await repository?.fetch(commit, 1);
  return commit;
}

/** Without an answer the clone may still know; what the forge denies is denied. */
async function askForge(refs: Context['forge']['refs'], branch: string): Promise<string | undefined> {
  try {
    return (await refs?.ancestors(branch, 1))?.[0]?.sha;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** The remote's branch; on a developer's machine without one, the local branch, or what is checked out. */
async function askGit({ runner, repository }: Context, branch: string): Promise<string | undefined> {
  const remote = await repository?.resolve(`origin/${branch}`);
  if (remote !== undefined || runner.forge !== 'local') return remote;
  return (await repository?.resolve(branch)) ?? repository?.head();
}
