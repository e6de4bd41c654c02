import type { Refs, Repository } from '@weighbridge/core';

/** Who can be asked about commits, nearest first. */
export interface CommitSources {
  readonly repository: Repository;
  readonly refs: Refs | undefined;
}

/** First-parent history as far as it could be seen. */
export interface SeenHistory {
  /** The commit itself first. */
  readonly commits: readonly { readonly sha: string; readonly at: string }[];
  /** Whether the list ends at the limit or at the repository's first commit, and not where a clone is cut. */
  readonly complete: boolean;
  /** What the forge said when it could not be asked. */
  readonly cause?: unknown;
}

/** How many commits each further fetch adds; after the last the search gives up. */
export const depths: readonly number[] = [50, 250, 1000];

/** First-parent ancestors of a commit: from local git, else from the forge, else from a deeper clone, bounded. */
export async function seeHistory(
  commit: string,
  limit: number,
  { repository, refs }: CommitSources,
): Promise<SeenHistory> {
  const local = await localHistory(commit, limit, repository);
  if (local.complete) return local;
  const remote = await forgeHistory(commit, limit, refs);
  if (remote.commits.length > local.commits.length) return remote;
  for (const depth of depths) {
    if (!(await repository.fetch(commit, depth))) break;
    const deeper = await localHistory(commit, limit, repository);
    if (deeper.complete) return deeper;
  }
  return { ...(await localHistory(commit, limit, repository)), ...(remote.cause ? { cause: remote.cause } : {}) };
}

async function localHistory(commit: string, limit: number, repository: Repository): Promise<SeenHistory> {
  const commits = await repository.ancestors(commit, limit);
  const last = commits.at(-1);
  if (last === undefined) return { commits, complete: false };
  const parents = await repository.parents(last.sha);
  return { commits, complete: commits.length >= limit || parents?.length === 0 };
}

/** A forge that fails is passed over: the clone can still be deepened, and what it said is kept for the error. */
async function forgeHistory(commit: string, limit: number, refs: Refs | undefined): Promise<SeenHistory> {
  try {
    return { commits: (await refs?.ancestors(commit, limit)) ?? [], complete: true };
  } catch (cause) {
    return { commits: [], complete: false, cause };
  }
}
