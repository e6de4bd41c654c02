import type { Alarm, Watch, WatchWindow } from '../record/watch.ts';
import { alarmsOf } from './alarm.ts';
import type { Look } from './look.ts';
import { isCounted, seriesKey } from './series.ts';

/**
 * What rings now. An alarm that rang at the last look ends by `closeAfter` judged windows within limits and by nothing else:
 * not as its windows grew too old to be kept, nor as one of them was judged again.
 */
export function alarmsNow(
  before: Watch | undefined,
  counted: readonly WatchWindow[],
  { reference, by, rule }: Pick<Look, 'reference' | 'by' | 'rule'>,
): readonly Alarm[] {
  const ringing = alarmsOf(counted, rule);
  if (!before || before.by !== by || before.reference.digest !== reference.digest) return ringing;
  const old = new Map(before.alarms.map((alarm) => [seriesKey(alarm), alarm]));
  const ids = new Set(counted.map(({ id }) => id));
  const now = ringing.map((alarm) => {
    const was = old.get(seriesKey(alarm));
    return was && !ids.has(was.first) ? { ...alarm, first: was.first, since: was.since } : alarm;
  });
  const names = new Set(now.map(seriesKey));
  const silent = before.alarms.filter((alarm) => !names.has(seriesKey(alarm)));
  return [...now, ...silent.flatMap((alarm) => lasting(alarm, counted, rule))];
}

function lasting(alarm: Alarm, counted: readonly WatchWindow[], { n, closeAfter }: Look['rule']): readonly Alarm[] {
  const since = counted.findIndex(({ id }) => id === alarm.since);
  const points = counted.flatMap(({ series }, index) => {
    const point = series.find((each) => isCounted(each) && seriesKey(each) === seriesKey(alarm));
    return point ? [{ flagged: point.flagged, isAfter: index >= since }] : [];
  });
  if (longestQuiet(points) >= closeAfter) return [];
  const recent = points.slice(-n);
  return [{ ...alarm, flagged: recent.filter(({ flagged }) => flagged).length, of: recent.length }];
}

/** The most windows in a row without a flag, up to one since the alarm rang: what it rang for may have been corrected. */
function longestQuiet(points: readonly { readonly flagged: boolean; readonly isAfter: boolean }[]): number {
  let [longest, quiet] = [0, 0];
  for (const { flagged, isAfter } of points) {
    quiet = flagged ? 0 : quiet + 1;
    if (isAfter) longest = Math.max(longest, quiet);
  }
  return longest;
}
