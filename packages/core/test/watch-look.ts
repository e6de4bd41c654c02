import { createHash } from 'node:crypto';
import type { IssueComment, TrackedIssue } from '../src/port/issues.ts';
import type { Sha256 } from '../src/record/canonical.ts';
import type { SeriesName, SeriesPoint, Watch, WatchWindow } from '../src/record/watch.ts';
import type { Look } from '../src/watch/look.ts';
import { digestOf } from './watch-windows.ts';

export const dayLength = 24 * 60 * 60 * 1000;

/** A moment of a day that is counted from 1 January 2026. */
export function dayAt(day: number, clock = '06:00:00'): Date {
  return new Date(Date.parse(`2026-01-01T${clock}Z`) + day * dayLength);
}

export const sha256: Sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The window of the day before, in which the named series are flagged. */
export function windowOf(
  day: number,
  flagged: readonly string[],
  { champion = 1, names = ['income', 'source', 'roc_auc'] }: { champion?: number; names?: readonly string[] } = {},
): WatchWindow {
  const from = dayAt(day - 1, '00:00:00').toISOString();
  return {
    id: from,
    from,
    to: dayAt(day, '00:00:00').toISOString(),
    rows: 1000 + day,
    outcome: 'judged',
    reference: digestOf(String(champion)),
    by: digestOf('b'),
    series: names.map((name) => pointOf(name, flagged.includes(name))),
  };
}

function pointOf(name: string, flagged: boolean): SeriesPoint {
  return { ...seriesOf(name), outcome: 'judged', value: flagged ? 0.4 : 0.01, n: 1000, flagged };
}

/** Names with an underscore are metrics. */
function seriesOf(name: string): SeriesName {
  return { kind: name.includes('_') ? 'metric' : 'column', name };
}

/** A daily look at windows of a day; an alarm is 2 of 3, and ends after 2. */
export function lookOn(
  day: number,
  windows: readonly WatchWindow[],
  more: Partial<Look> & { champion?: number } = {},
): Look {
  const { champion = 1, ...rest } = more;
  return {
    model: 'churn',
    at: dayAt(day),
    reference: {
      digest: digestOf(String(champion)),
      record: digestOf(String(champion)),
      name: 'data.train',
      rows: 9000,
    },
    by: digestOf('b'),
    windows,
    rule: { k: 2, n: 3, closeAfter: 2 },
    expected: 0.5,
    ...rest,
  };
}

/** An issue of ours; closed at a moment, or open. Of those who close it ada may write. */
export function issueOf(closedAt?: Date, closedBy = 'ada'): TrackedIssue {
  const open = closedAt === undefined;
  const closing = open ? {} : { closedAt: closedAt.toISOString(), closedBy, closerMayWrite: closedBy === 'ada' };
  return { number: 7, title: 't', body: 'b', open, ...closing };
}

export function comment(at: Date, body: string): IssueComment {
  return { author: 'ada', body, at: at.toISOString(), mayWrite: true };
}

/** Everything but when somebody last looked. */
export function unlooked({ lookedAt: _lookedAt, ...rest }: Watch): Omit<Watch, 'lookedAt'> {
  return rest;
}
