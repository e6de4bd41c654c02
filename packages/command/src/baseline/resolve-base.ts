import { type BaseFacts, type BaseReason, chooseBase, type Occasion, ServiceError } from '@weighbridge/core';
import { type CommitSources, depths } from './history.ts';

/** Who is asked, and which branch changes go to by default. */
export interface BaseSources extends CommitSources {
  readonly defaultBranch?: string | undefined;
}

/** The commit to compare with, and how it was found. */
export interface ResolvedBase {
  readonly checkedOut: string;
  /** Absent when it is proven that there is none: `why` then says it. */
  readonly base?: { readonly commit: string; readonly reason: BaseReason };
  readonly why?: string;
  readonly baseTip?: string;
  readonly mergeBase?: string;
  /** Whether the base commit's files can be read from the local repository. */
  readonly here: boolean;
  /** What was asked of whom, in order; for the log. */
  readonly asked: readonly string[];
}

interface Search extends BaseSources {
  readonly occasion: Occasion;
  readonly asked: string[];
}

/**
 * Finds the base commit (DESIGN §3): local git first, then the forge, then a deeper clone, bounded. Throws
 * ServiceError when it could not look; "there is none" is only said when that is proven.
 */
export async function resolveBase(occasion: Occasion, sources: BaseSources): Promise<ResolvedBase> {
  const search: Search = { ...sources, occasion, asked: [] };
  let facts = await firstFacts(search);
  for (;;) {
    const decision = chooseBase(facts);
    if (decision.kind !== 'ask') return answer(search, facts, decision);
    facts = { ...facts, ...(await lookUp(search, facts, decision)) };
  }
}

async function firstFacts({ repository, occasion, asked }: Search): Promise<BaseFacts> {
  const checkedOut = await repository.head();
  const parents = checkedOut && (await repository.parents(checkedOut));
  if (!checkedOut || !parents) throw couldNotLook('the commit that is checked out');
  asked.push(`git: parents of ${short(checkedOut)}`);
  return { occasion, checkedOut, parents };
}

async function answer(
  search: Search,
  facts: BaseFacts,
  decision: Exclude<ReturnType<typeof chooseBase>, { kind: 'ask' }>,
): Promise<ResolvedBase> {
  const { occasion, checkedOut, mergeBase } = facts;
  const baseTip = facts.baseTip ?? (occasion.kind === 'change' ? occasion.baseTip : undefined);
  const shared = {
    checkedOut,
    asked: search.asked,
    ...(baseTip ? { baseTip } : {}),
    ...(mergeBase ? { mergeBase } : {}),
  };
  if (decision.kind === 'none') return { ...shared, why: decision.why, here: false };
  const { commit, reason } = decision;
  return { ...shared, base: { commit, reason }, here: await obtain(search, commit) };
}

type Ask = Extract<ReturnType<typeof chooseBase>, { kind: 'ask' }>;

async function lookUp(search: Search, facts: BaseFacts, ask: Ask): Promise<Partial<BaseFacts>> {
  switch (ask.what) {
    case 'base tip':
      return { baseTip: await findTip(search, facts.checkedOut) };
    case 'merge-base':
      return { mergeBase: await findMergeBase(search, ask.of, ask.and) };
    case 'before':
      return { beforeObtainable: await obtain(search, ask.commit) };
  }
}

/** Whether the commit is here, or can be fetched. */
async function obtain({ repository, asked }: Search, commit: string): Promise<boolean> {
  if (await repository.has(commit)) return true;
  asked.push(`git fetch: ${short(commit)}`);
  return repository.fetch(commit, 1);
}

/** Tip of the branch that the change goes to; null when no branch can be meant. */
async function findTip(search: Search, checkedOut: string): Promise<string | null> {
  const { occasion, defaultBranch, repository, refs, asked } = search;
  const named =
    (occasion.kind === 'change' || occasion.kind === 'queue' ? occasion.baseRef : undefined) ?? defaultBranch;
  for (const branch of named === undefined ? ['main', 'master'] : [named]) {
    asked.push(`git: branch ${branch}`);
    const own = await repository.resolve(branch);
    // On the branch itself its remote copy may lag behind; elsewhere the remote's is the newer one.
    const tip = own === checkedOut ? own : ((await repository.resolve(`origin/${branch}`)) ?? own);
    if (tip !== undefined) return tip;
  }
  if (named === undefined) return (await repository.resolve('origin/HEAD')) ?? null;
  asked.push(`forge: branch ${named}`);
  const [tip] = await asking(() => refs?.ancestors(named, 1), `the branch ${named}`);
  return tip.sha;
}

async function findMergeBase(search: Search, of: string, and: string): Promise<string | null> {
  const what = `the merge-base of ${short(of)} and ${short(and)}`;
  const local = await localMergeBase(search, of, and);
  if (local !== undefined) return local;
  search.asked.push(`forge: ${what}`);
  const failure: unknown[] = [];
  const remote = await search.refs?.mergeBase(of, and).catch((error: unknown) => {
    failure.push(error);
    return undefined;
  });
  if (remote !== undefined) return remote;
  for (const depth of depths) {
    search.asked.push(`git fetch: ${depth} commits below ${short(of)} and ${short(and)}`);
    const fetched = [await search.repository.fetch(of, depth), await search.repository.fetch(and, depth)];
    const deeper = await localMergeBase(search, of, and);
    if (deeper !== undefined) return deeper;
    if (!fetched.includes(true)) break;
  }
  throw couldNotLook(what, failure[0]);
}

/** Undefined when the clone is too shallow to know; null when both histories are here whole and share nothing. */
async function localMergeBase(
  { repository, asked }: Search,
  of: string,
  and: string,
): Promise<string | null | undefined> {
  asked.push(`git: merge-base of ${short(of)} and ${short(and)}`);
  const found = await repository.mergeBase(of, and);
  if (found !== undefined) return found;
  const whole = !(await repository.isShallow()) && (await repository.has(of)) && (await repository.has(and));
  return whole ? null : undefined;
}

async function asking<T>(call: () => Promise<readonly T[]> | undefined, what: string): Promise<readonly [T, ...T[]]> {
  let cause: unknown;
  try {
    const [first, ...rest] = (await call()) ?? [];
    if (first !== undefined) return [first, ...rest];
  } catch (error) {
    cause = error;
  }
  throw couldNotLook(what, cause);
}

/** Exit 3. The cure is a deeper clone, because everything else was tried. */
export function couldNotLook(what: string, cause?: unknown): ServiceError {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  const text = `Could not find ${what}: neither this clone, nor the forge, nor a deeper fetch says it${why}. Nothing was judged. Check out the whole history (fetch-depth: 0 on GitHub, GIT_DEPTH: 0 on GitLab), or give the token read access, and run the job again.`;
  return new ServiceError('WB4104', text, cause === undefined ? {} : { cause });
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
