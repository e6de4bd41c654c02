/** A commit as the forge lists it; `at` is the committer's time, ISO 8601. */
export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly at: string;
}

/**
 * Walks first parents. Forges list everything that a commit reaches, merged branches too, so each page is used as far as
 * the chain stays inside it; the next page starts at the first commit that it lacks. Pages are bounded: a history of
 * nothing but large merges may come back shorter than asked for. `start` may be a branch: the first commit that a forge lists
 * of one is its tip.
 */
export async function firstParents(
  start: string,
  limit: number,
  page: (from: string) => Promise<readonly Commit[]>,
): Promise<readonly { readonly sha: string; readonly at: string }[]> {
  const chain: { readonly sha: string; readonly at: string }[] = [];
  const known = new Map<string, Commit>();
  let pagesLeft = 10 + Math.ceil(limit / 20);
  let next: string | undefined = start;
  while (next !== undefined && chain.length < limit) {
    if (!known.has(next) && pagesLeft > 0) {
      pagesLeft -= 1;
      const listed = await page(next);
      for (const commit of listed) known.set(commit.sha, commit);
      if (next === start && !isSha(start)) next = listed[0]?.sha ?? start;
    }
    const commit: Commit | undefined = known.get(next);
    if (commit !== undefined) chain.push({ sha: commit.sha, at: commit.at });
    next = commit?.parents[0];
  }
  return chain;
}

function isSha(name: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(name);
}
