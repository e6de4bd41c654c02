import type { TrackedIssue } from '../port/issues.ts';
import type { Alarm, SeriesName, Watch } from '../record/watch.ts';
import { closingKept } from './closing.ts';
import { type Ignoring, ignoringAt } from './ignoring.ts';
import { alarmsNow } from './lasting.ts';
import type { Look, WatchMove } from './look.ts';
import { mergeWindows } from './merge.ts';
import { type NoticeKind, withNotice } from './notice.ts';
import { seriesKey } from './series.ts';

/**
 * Moves a watch on by one look. What is to be done with the issue follows from the state and from the issue as it is, so
 * whoever comes after a kill between writing and doing puts it right. Looks that find the same change `lookedAt` alone.
 */
export function nextWatch(before: Watch | undefined, look: Look): WatchMove {
  const { reference, by } = look;
  const windows = mergeWindows(before?.windows ?? [], look);
  const counted = windows.filter((window) => window.reference === reference.digest && window.by === by);
  const alarms = alarmsNow(before, counted, look);
  const ignoring = ignoringAt(before, look, alarms);
  const phase = phaseOf(alarms, ignoring);
  const notice = noticeOf(before, phase, alarms);
  const issue = issueMove(before, phase, look.issue);
  return {
    watch: {
      ...carriedOn(before, look),
      phase,
      windows,
      alarms: [...alarms],
      ...periodOf(before, phase, look.at),
      ...ignoring.kept,
      ...closingKept(before, look, issue),
      ...withNotice(before, notice, look.at),
    },
    issue,
    ...(notice ? { notice } : {}),
  };
}

function phaseOf(alarms: readonly Alarm[], { holds }: Ignoring): Watch['phase'] {
  if (alarms.length === 0) return 'quiet';
  return holds ? 'ignored' : 'alarm';
}

type Carried = Omit<
  Watch,
  'phase' | 'windows' | 'alarms' | 'openedAt' | 'closedAt' | 'closing' | 'ignored' | 'heard' | 'notice'
>;

function carriedOn(before: Watch | undefined, { model, at, reference, by, expected, issue }: Look): Carried {
  const known = issue && { number: issue.number, ...(issue.url === undefined ? {} : { url: issue.url }) };
  const kept = known ?? before?.issue;
  return {
    version: 1,
    model,
    reference,
    by,
    lookedAt: at.toISOString(),
    expected,
    retrainings: before?.retrainings ?? [],
    told: before?.told ?? {},
    ...(kept ? { issue: kept } : {}),
    ...(before?.decision ? { decision: before.decision } : {}),
  };
}

/** An alarm lasts while anything rings, ignored or not. */
function periodOf(before: Watch | undefined, phase: Watch['phase'], at: Date): Pick<Watch, 'openedAt' | 'closedAt'> {
  const { openedAt, closedAt } = before ?? {};
  const rang = before !== undefined && before.phase !== 'quiet';
  const opened = !rang && phase !== 'quiet' ? at.toISOString() : openedAt;
  const closed = rang && phase === 'quiet' ? at.toISOString() : closedAt;
  return {
    ...(opened === undefined ? {} : { openedAt: opened }),
    ...(closed === undefined ? {} : { closedAt: closed }),
  };
}

/** Nothing is told of what is ignored; that it is over is told to those who had heard of it. */
function noticeOf(before: Watch | undefined, phase: Watch['phase'], alarms: readonly Alarm[]): NoticeKind | undefined {
  const was = before?.phase ?? 'quiet';
  if (phase === 'alarm') return was === 'alarm' ? changedNotice(before?.alarms ?? [], alarms) : 'opened';
  if (phase === 'ignored' || was === 'quiet') return undefined;
  return was === 'ignored' && (before?.notice?.kind ?? 'recovered') === 'recovered' ? undefined : 'recovered';
}

function changedNotice(before: readonly SeriesName[], now: readonly SeriesName[]): NoticeKind | undefined {
  const names = new Set(before.map(seriesKey));
  return names.size === now.length && now.every((each) => names.has(seriesKey(each))) ? undefined : 'changed';
}

function issueMove(
  before: Watch | undefined,
  phase: Watch['phase'],
  issue: TrackedIssue | undefined,
): WatchMove['issue'] {
  if (!issue) return phase === 'alarm' ? 'create' : 'none';
  if (phase === 'alarm') return issue.open ? 'edit' : 'reopen';
  if (issue.open) return 'close';
  if (phase === 'ignored') return 'edit';
  // Somebody closed it before it was over: its last words are still to be written.
  return before !== undefined && before.phase !== 'quiet' ? 'close' : 'none';
}
