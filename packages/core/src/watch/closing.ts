import type { Watch } from '../record/watch.ts';
import type { Look, WatchMove } from './look.ts';

/** That a person closed the issue. */
export interface PersonClosing {
  /** RFC 3339. */
  readonly at: string;
  readonly by?: string | undefined;
}

/**
 * The closing that a person meant; undefined where the issue is open, or we closed it. Closing says something only where the
 * state wants the issue open, or has it ignored for being closed; not when it was closed before this alarm began; and only
 * by somebody who may write to the repository, as with comments.
 */
export function personClosing(before: Watch | undefined, look: Look): PersonClosing | undefined {
  const { issue } = look;
  if (!before || before.phase === 'quiet' || !issue || issue.open || issue.closedAt === undefined) return undefined;
  if (isOwnClosing(before, look) || issue.closerMayWrite !== true) return undefined;
  const began = before.openedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(before.openedAt);
  return Date.parse(issue.closedAt) < began ? undefined : { at: issue.closedAt, by: issue.closedBy };
}

/** The first closing after we meant to close it is ours, and stays so as long as it is the same one. */
function isOwnClosing({ closing }: Watch, { issue, ownClosed }: Look): boolean {
  if (ownClosed === true) return true;
  return closing?.own === true && (closing.seen !== true || closing.at === issue?.closedAt);
}

/** Whether a person opened the issue again while what rings is ignored: it was seen closed, and nobody of us opened it. */
export function isReopened(before: Watch | undefined, { issue }: Look): boolean {
  return before?.phase === 'ignored' && issue?.open === true && before.closing?.seen === true;
}

/** What the state keeps of the issue's closing: that it is asked for now, or whose the one is that was seen. */
export function closingKept(before: Watch | undefined, look: Look, move: WatchMove['issue']): Pick<Watch, 'closing'> {
  const { issue } = look;
  if (!issue) return before?.closing ? { closing: before.closing } : {};
  if (issue.open) return move === 'close' ? { closing: { own: true } } : {};
  const own = before !== undefined && isOwnClosing(before, look);
  return { closing: { own, seen: true, ...(issue.closedAt === undefined ? {} : { at: issue.closedAt }) } };
}
