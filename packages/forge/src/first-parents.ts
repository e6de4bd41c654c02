/** A commit as the forge lists it; `at` is the committer's time, ISO 8601. */
export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly at: string;
}

/**
 * Walks first parents. Forges list everything that a commit reaches, merged branches too, so each page is used as far as
 * the chain stays inside it; the next page starts at the first commit that it lacks. Pages are bounded: a history of
 * nothing but large merges may come back shorter than asked for.
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
      for (const commit of await page(next)) known.set(commit.sha, commit);
    }
    const commit: Commit | undefined = known.get(next);
    if (commit !== undefined) chain.push({ sha: commit.sha, at: commit.at });
    next = commit?.parents[0];
  }
  return chain;
}
