import {
  type IssueComment,
  type Issues,
  issueMark,
  PermissionError,
  type TrackedIssue,
  type WatchMove,
} from '@weighbridge/core';
import type { Context } from '../command.ts';

/** The model's issue as the forge has it. */
export interface KnownIssue {
  readonly issue: TrackedIssue | undefined;
  readonly comments: readonly IssueComment[];
  /** The token may not look: whether there is one is not known. */
  readonly refused?: PermissionError;
}

/** The model's issue by the number that the state has, and what people said in it. */
export function knownIssue(context: Context, model: string, number: number | undefined): Promise<KnownIssue> {
  return orRefused(context, async (issues) =>
    number === undefined ? undefined : issues.get(number, issueMark(model)),
  );
}

/** The model's issue wherever it is: the state may have been lost after it was made. This may read through all issues. */
export function searchedIssue(context: Context, model: string): Promise<KnownIssue> {
  return orRefused(context, (issues) => issues.find(issueMark(model)));
}

async function orRefused(
  { forge: { issues } }: Context,
  look: (issues: Issues) => Promise<TrackedIssue | undefined>,
): Promise<KnownIssue> {
  if (!issues) return { issue: undefined, comments: [] };
  try {
    const issue = await look(issues);
    return { issue, comments: issue ? await issues.comments(issue) : [] };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    return { issue: undefined, comments: [], refused: error };
  }
}

/** What became of the issue. A missing permission is told, and does not keep the rest from being done. */
export interface SyncedIssue {
  readonly issue: TrackedIssue | undefined;
  readonly refused?: PermissionError;
}

/** Opens, edits, closes or reopens the issue as the move says; an issue that says so already is left as it is. */
export async function syncIssue(
  { forge, log }: Context,
  { issue: move }: Pick<WatchMove, 'issue'>,
  { issue: known, refused }: KnownIssue,
  text: { readonly title: string; readonly body: string },
): Promise<SyncedIssue> {
  const { issues } = forge;
  if (refused) return told(log, known, refused);
  if (!issues || move === 'none') return { issue: known };
  try {
    if (!known) return { issue: move === 'close' ? undefined : await issues.create(text) };
    const open = isOpenAfter(move, known);
    if (known.open === open && known.body === text.body && known.title === text.title) return { issue: known };
    return { issue: await issues.update(known, { ...text, ...(known.open === open ? {} : { open }) }) };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    return told(log, known, error);
  }
}

function told(log: Context['log'], issue: TrackedIssue | undefined, refused: PermissionError): SyncedIssue {
  log.warn(`monitor: the issue was not written: ${refused.message}`);
  return { issue, refused };
}

function isOpenAfter(move: WatchMove['issue'], known: TrackedIssue): boolean {
  if (move === 'edit') return known.open;
  return move !== 'close';
}
