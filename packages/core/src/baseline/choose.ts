import type { Occasion } from '../port/runner.ts';
import type { BaseReason } from '../record/comparison.ts';

/**
 * What is known when the base commit is chosen. A fact that was not looked up yet is absent; `null` says that it
 * was looked up and is proven not to exist.
 */
export interface BaseFacts {
  readonly occasion: Occasion;
  readonly checkedOut: string;
  /** All parents of `checkedOut`, first parent first; empty for a repository's first commit. */
  readonly parents: readonly string[];
  /** Tip of the branch that the change goes to; on other occasions of the default branch. */
  readonly baseTip?: string | null;
  /** Merge-base of `checkedOut` and `baseTip`. */
  readonly mergeBase?: string | null;
  /** Whether the commit before a forced push can still be had. */
  readonly beforeObtainable?: boolean;
}

/** The base commit, or proof that there is none, or the one fact that is missing to say so. */
export type BaseDecision =
  | { readonly kind: 'base'; readonly commit: string; readonly reason: BaseReason }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'ask'; readonly what: 'base tip' }
  | { readonly kind: 'ask'; readonly what: 'merge-base'; readonly of: string; readonly and: string }
  | { readonly kind: 'ask'; readonly what: 'before'; readonly commit: string };

/**
 * Chooses the commit that the candidate is measured against (DESIGN §3, "Baseline"). Never the candidate's own
 * commit: comparing a model with itself always passes.
 */
export function chooseBase(facts: BaseFacts): BaseDecision {
  const decision = chooseFor(facts);
  if (decision.kind !== 'base') return decision;
  return isItself(decision.commit, facts) ? firstParent(facts) : decision;
}

function chooseFor(facts: BaseFacts): BaseDecision {
  const { occasion } = facts;
  switch (occasion.kind) {
    case 'change':
      return baseOfChange(occasion, facts);
    case 'queue':
      return base(occasion.base, 'queue base');
    case 'push':
      return baseOfPush(occasion, facts);
    case 'other':
      return forkPoint(facts);
  }
}

function baseOfChange(change: Extract<Occasion, { kind: 'change' }>, facts: BaseFacts): BaseDecision {
  if (change.mergedInto !== undefined) return base(change.mergedInto, 'target of merged results');
  const other = otherParent(change.head, facts);
  if (other !== undefined) return base(other, 'base tip');
  if (change.mergeBase !== undefined) return base(change.mergeBase, 'merge-base');
  const tip = facts.baseTip === undefined ? (change.baseTip ?? undefined) : facts.baseTip;
  const point = forkPoint({ ...facts, ...(tip === undefined ? {} : { baseTip: tip }) });
  // Unrelated histories: the change is still measured against the branch that it goes to.
  return point.kind !== 'ask' && facts.mergeBase === null && tip ? base(tip, 'base tip') : point;
}

/** The forge's test merge has two parents, and one is the change's head: the other is what it was merged with. */
function otherParent(head: string | undefined, { checkedOut, parents }: BaseFacts): string | undefined {
  const [first, second, ...more] = parents;
  if (head === undefined || checkedOut === head || more.length > 0) return undefined;
  if (second === head) return first;
  return first === head ? second : undefined;
}

function baseOfPush(push: Extract<Occasion, { kind: 'push' }>, facts: BaseFacts): BaseDecision {
  const { before, forced, isDefault } = push;
  if (before === undefined) return firstParent(facts);
  if (!forced || facts.beforeObtainable === true) return base(before, 'commit before the push');
  if (facts.beforeObtainable === undefined) return { kind: 'ask', what: 'before', commit: before };
  return isDefault ? firstParent(facts) : forkPoint(facts);
}

/** Where `checkedOut` left the other branch; on that branch itself, its first parent. */
function forkPoint(facts: BaseFacts): BaseDecision {
  const { checkedOut, baseTip, mergeBase } = facts;
  if (baseTip === undefined) return { kind: 'ask', what: 'base tip' };
  if (baseTip === null || mergeBase === null || baseTip === checkedOut) return firstParent(facts);
  if (mergeBase === undefined) return { kind: 'ask', what: 'merge-base', of: checkedOut, and: baseTip };
  return base(mergeBase, 'merge-base');
}

function firstParent(facts: BaseFacts): BaseDecision {
  const [parent] = facts.parents;
  if (parent !== undefined) return base(parent, 'nearest ancestor');
  return { kind: 'none', why: 'it is the first commit of the repository' };
}

function isItself(commit: string, { occasion, checkedOut }: BaseFacts): boolean {
  const head = occasion.kind === 'change' || occasion.kind === 'queue' ? occasion.head : undefined;
  return commit === checkedOut || commit === head;
}

function base(commit: string, reason: BaseReason): BaseDecision {
  return { kind: 'base', commit, reason };
}
