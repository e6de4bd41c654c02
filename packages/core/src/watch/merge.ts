import type { WatchWindow } from '../record/watch.ts';
import { fitting } from './fitting.ts';
import { joinWindow } from './join.ts';
import type { Look } from './look.ts';
import { isCounted, seriesKey } from './series.ts';
import { mostKeptWindows } from './windows.ts';

/** What decides which windows are kept. */
export type MergeTerms = Pick<Look, 'windows' | 'reference' | 'by' | 'rule'>;

/**
 * Windows that are known and windows that were judged now, oldest first: of two with one name the newer judgement counts.
 * Those without a time stand in the order in which they were looked at last: rows that come again are the newest.
 * At most 200, and as many as fit in the watch's document. Those in which nothing was judged go before those that an alarm
 * still looks at.
 */
export function mergeWindows(before: readonly WatchWindow[], look: MergeTerms): WatchWindow[] {
  const known = new Map(before.map((window) => [window.id, window]));
  const judged = look.windows.map((window) => joinWindow(known.get(window.id), window));
  const again = new Set(judged.filter(({ from }) => from === undefined).map(({ id }) => id));
  const all = [...before.filter(({ id }) => !again.has(id)), ...judged];
  const byId = new Map(all.map((window) => [window.id, window]));
  const windows = [...byId.values()].toSorted(byStart);
  const needed = neededPoints(windows, look);
  return fitting(newest(windows, needed), needed);
}

function byStart(a: WatchWindow, b: WatchWindow): number {
  return a.from === undefined || b.from === undefined ? 0 : Date.parse(a.from) - Date.parse(b.from);
}

/** By window the series that the alarm rule looks at there: of each its newest `n + closeAfter` judged points. */
function neededPoints(windows: readonly WatchWindow[], { reference, by, rule }: MergeTerms): Map<string, Set<string>> {
  const seen = new Map<string, number>();
  const needed = new Map<string, Set<string>>();
  for (const window of windows.toReversed()) {
    if (window.reference !== reference.digest || window.by !== by) continue;
    for (const point of window.series.filter(isCounted)) {
      const key = seriesKey(point);
      const count = seen.get(key) ?? 0;
      seen.set(key, count + 1);
      if (count < rule.n + rule.closeAfter) needed.set(window.id, (needed.get(window.id) ?? new Set()).add(key));
    }
  }
  return needed;
}

function newest(windows: readonly WatchWindow[], needed: ReadonlyMap<string, unknown>): readonly WatchWindow[] {
  const surplus = Math.max(0, windows.length - mostKeptWindows);
  const dropped = new Set(windows.filter(({ id }) => !needed.has(id)).slice(0, surplus));
  return windows.filter((window) => !dropped.has(window)).slice(-mostKeptWindows);
}
