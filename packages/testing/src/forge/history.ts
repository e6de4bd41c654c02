import type { FakeCommit, ForgeState } from './state.ts';

/** Everything that a commit reaches, newest first; undefined when it is not there. */
export function reachable(state: ForgeState, name: string): readonly FakeCommit[] | undefined {
  const start = find(state, name);
  if (start === undefined) return undefined;
  const seen = new Set<string>();
  const queue = [start.sha];
  for (let sha = queue.pop(); sha !== undefined; sha = queue.pop()) {
    if (seen.has(sha)) continue;
    seen.add(sha);
    queue.push(...(state.commits.get(sha)?.parents ?? []));
  }
  return [...state.commits.values()].filter(({ sha }) => seen.has(sha)).reverse();
}

/** A commit by sha, or by the name of a tag or branch: of two with one name git takes the tag. */
export function find(state: ForgeState, name: string): FakeCommit | undefined {
  return state.commits.get(state.tags.get(name) ?? state.branches.get(name) ?? name);
}

/** First parents, the commit itself first. */
export function firstParents(state: ForgeState, name: string): readonly FakeCommit[] {
  const chain: FakeCommit[] = [];
  for (let commit = find(state, name); commit !== undefined; commit = state.commits.get(commit.parents[0] ?? '')) {
    chain.push(commit);
  }
  return chain;
}

/** Newest common ancestor: enough for the histories that tests make, which have no criss-cross. */
export function mergeBase(state: ForgeState, a: string, b: string): FakeCommit | undefined {
  const ofB = new Set(reachable(state, b)?.map(({ sha }) => sha));
  return reachable(state, a)?.find(({ sha }) => ofB.has(sha));
}
