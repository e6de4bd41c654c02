import type { WatchWindow } from '../record/watch.ts';

/** The most windows that a watch keeps. */
const mostWindows = 200;

/** The newest windows that keep what each column looked like; older ones keep its effect. */
const mostPictures = 10;

/** The most characters of all windows as JSON: the document that holds them may have 1 MiB. */
const mostText = 800_000;

/** The fewest windows that are kept however wide they are: no alarm looks further back. */
const fewestWindows = 20;

/**
 * Windows that are known and windows that were judged now, oldest first: of two with one name the newer judgement counts.
 * Those without a time stand in the order in which they were looked at last: rows that come again are the newest.
 */
export function mergeWindows(before: readonly WatchWindow[], judged: readonly WatchWindow[]): WatchWindow[] {
  const again = new Set(judged.filter(({ from }) => from === undefined).map(({ id }) => id));
  const all = [...before.filter(({ id }) => !again.has(id)), ...judged];
  const byId = new Map(all.map((window) => [window.id, window]));
  const windows = [...byId.values()].toSorted(byStart).slice(-mostWindows);
  return fitting(
    windows.map((window, index) => (index < windows.length - mostPictures ? withoutPictures(window) : window)),
  );
}

function byStart(a: WatchWindow, b: WatchWindow): number {
  return a.from === undefined || b.from === undefined ? 0 : Date.parse(a.from) - Date.parse(b.from);
}

function withoutPictures(window: WatchWindow): WatchWindow {
  return { ...window, series: window.series.map(({ was: _was, now: _now, ...point }) => point) };
}

function fitting(windows: readonly WatchWindow[]): WatchWindow[] {
  let text = 0;
  const kept = windows.findLastIndex((window, index) => {
    text += JSON.stringify(window).length;
    return text > mostText && index < windows.length - fewestWindows;
  });
  return windows.slice(kept + 1);
}
