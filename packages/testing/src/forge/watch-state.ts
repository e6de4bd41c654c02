import { find, reachable } from './history.ts';
import {
  addChange,
  addRun,
  type FakeChange,
  type FakeNote,
  type FakeRun,
  type ForgeState,
  nextId,
  timeOf,
} from './state.ts';
import type { FakeIssue } from './watch.ts';

export function addIssue(
  state: ForgeState,
  fields: Pick<FakeIssue, 'author' | 'title' | 'body'> & { readonly number?: number },
): FakeIssue {
  nextId(state);
  const issue = {
    number: nextNumber(state, true),
    at: timeOf(state),
    open: true,
    closed: undefined,
    comments: [],
    ...fields,
  };
  state.issues.push(issue);
  return issue;
}

/** The next number that is free, among issues alone or among changes as well. */
export function nextNumber(state: ForgeState, shared: boolean): number {
  const changes = shared ? [...state.changes.keys()] : [];
  return Math.max(0, ...changes, ...state.issues.map(({ number }) => number)) + 1;
}

export function issueOf(state: ForgeState, number: number): FakeIssue | undefined {
  return state.issues.find((issue) => issue.number === number);
}

export function addIssueComment(state: ForgeState, issue: FakeIssue, author: string, body: string): FakeNote {
  const comment = { id: nextId(state), change: issue.number, author, body, at: timeOf(state) };
  issue.comments.push(comment);
  return comment;
}

/** Closes or reopens; GitLab's web page and API write a system note of it. */
export function setOpen(state: ForgeState, issue: FakeIssue, open: boolean, author: string): void {
  if (issue.open === open) return;
  const id = nextId(state);
  issue.open = open;
  issue.comments.push({
    id,
    change: issue.number,
    author,
    body: open ? 'reopened' : 'closed',
    at: timeOf(state),
    system: true,
  });
  issue.closed = open ? undefined : { at: timeOf(state), by: author };
}

/** A run of the branch's tip that somebody asked for; it goes on until a test ends it. */
export function addDispatchedRun(
  state: ForgeState,
  run: Pick<FakeRun, 'branch' | 'event' | 'workflow' | 'inputs'>,
): FakeRun {
  return addRun(state, { commit: state.branches.get(run.branch) ?? '', conclusion: undefined, ...run });
}

/** Why no change can be opened between two branches; undefined where one can. */
export function openingProblem(
  state: ForgeState,
  head: string,
  base: string,
): 'missing' | 'open' | 'empty' | undefined {
  if (!(state.branches.has(head) && state.branches.has(base))) return 'missing';
  if (openChangeOf(state, head, base)) return 'open';
  const tip = find(state, head)?.sha;
  return reachable(state, base)?.some(({ sha }) => sha === tip) ? 'empty' : undefined;
}

export function openChangeOf(state: ForgeState, head: string, base: string): FakeChange | undefined {
  return [...state.changes.values()].find(
    (change) => change.open && change.fork === undefined && change.headRef === head && change.baseRef === base,
  );
}

export function openNewChange(
  state: ForgeState,
  wish: { readonly head: string; readonly base: string; readonly title: string; readonly body: string },
): FakeChange {
  const number = nextNumber(state, true);
  const { head: headRef, base: baseRef, title, body } = wish;
  return addChange(state, { number, head: state.branches.get(headRef) ?? '', headRef, baseRef, title, body });
}
