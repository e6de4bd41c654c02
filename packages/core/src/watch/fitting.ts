import type { SeriesPoint, WatchWindow } from '../record/watch.ts';
import { seriesKey } from './series.ts';

/** The most bytes of all windows as JSON: the document that holds them, with its alarms twice, may have 1 MiB. */
const mostText = 760_000;

/** By window the series whose points an alarm still looks at. */
type Needed = ReadonlyMap<string, ReadonlySet<string>>;

/** How windows are made smaller; the newest is of age 0. */
interface Step {
  readonly slim: (window: WatchWindow, age: number, needed: Needed) => WatchWindow;
  /** So many of the newest are kept, beside those that are needed. */
  readonly floor: number;
  /** Nothing but the newest window is sure to be kept. */
  readonly last?: boolean;
}

/** From what readers miss least to what they miss most: how columns looked, numbers within limits, old windows. */
const steps: readonly Step[] = [
  { slim: (window, age) => (age < 10 ? window : withoutPictures(window)), floor: 20 },
  { slim: (window, age) => (age < 2 ? window : withoutPictures(window)), floor: 20 },
  { slim: bare, floor: 20 },
  { slim: bare, floor: 1 },
  { slim: lean, floor: 1 },
  { slim: lean, floor: 1, last: true },
];

/** The windows, oldest first, as much of them as fits in the watch's document. */
export function fitting(windows: readonly WatchWindow[], needed: Needed): WatchWindow[] {
  let kept: WatchWindow[] = [];
  for (const step of steps) {
    const slim = windows.map((window, index) => step.slim(window, windows.length - 1 - index, needed));
    kept = within(slim, step, needed);
    if (total(kept) <= mostText) return kept;
  }
  return kept;
}

function within(windows: readonly WatchWindow[], { floor, last = false }: Step, needed: Needed): WatchWindow[] {
  const isSureAt = (index: number): boolean =>
    index >= windows.length - floor || (!last && needed.has(windows[index]?.id ?? ''));
  const texts = windows.map(textOf);
  let text = texts.reduce((sum, each, index) => sum + (isSureAt(index) ? each : 0), 0);
  const begin = windows.findLastIndex((_, index) => {
    text += isSureAt(index) ? 0 : (texts[index] ?? 0);
    return text > mostText && !isSureAt(index);
  });
  return windows.filter((_, index) => index > begin || isSureAt(index));
}

function total(windows: readonly WatchWindow[]): number {
  return windows.reduce((sum, window) => sum + textOf(window), 0);
}

function textOf(window: WatchWindow): number {
  return new TextEncoder().encode(JSON.stringify(window)).length + 1;
}

function withoutPictures(window: WatchWindow): WatchWindow {
  return { ...window, series: window.series.map(withoutPicture) };
}

function withoutPicture({ was: _was, now: _now, ...point }: SeriesPoint): SeriesPoint {
  return point;
}

function bare(window: WatchWindow, age: number): WatchWindow {
  return { ...window, series: window.series.map((point) => barePoint(point, age)) };
}

function barePoint(point: SeriesPoint, age: number): SeriesPoint {
  if (point.flagged) return age < 2 ? point : withoutPicture(point);
  const { reason: _reason, ...rest } = withoutPicture(point);
  return rest;
}

/** Of older windows that is left which the alarm rule reads, and of what was flagged its value. */
function lean(window: WatchWindow, age: number, needed: Needed): WatchWindow {
  if (age === 0)
    return { ...window, series: window.series.map((point) => rounded(barePoint(withoutPicture(point), 0))) };
  const names = needed.get(window.id);
  const series = window.series.filter((point) => names?.has(seriesKey(point)));
  return { ...window, series: series.map(leanPoint) };
}

function leanPoint({ kind, name, slice, outcome, value, n, flagged }: SeriesPoint): SeriesPoint {
  const seen = flagged && value !== undefined ? { value: short(value) } : {};
  return { kind, name, ...(slice ? { slice } : {}), outcome, ...seen, n, flagged };
}

function rounded(point: SeriesPoint): SeriesPoint {
  const { value, p, adjusted } = point;
  return {
    ...point,
    ...(value === undefined ? {} : { value: short(value) }),
    ...(p === undefined ? {} : { p: short(p) }),
    ...(adjusted === undefined ? {} : { adjusted: short(adjusted) }),
  };
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
