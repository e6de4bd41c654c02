import type { AlarmRule } from '../../policy/watch.ts';
import type { Alarm, Retraining, SeriesName, SeriesPoint, Watch, WatchWindow } from '../../record/watch.ts';
import { replayAlarms } from '../../watch/alarm.ts';
import { seriesKey } from '../../watch/series.ts';
import type { WatchReportContext } from './context.ts';
import { isGone } from './gone.ts';
import { isPsi, thresholdOf } from './values.ts';

/** A series in one window; `point` undefined where the window has none of it. */
export interface Placed {
  readonly window: WatchWindow;
  readonly point: SeriesPoint | undefined;
}

/** One series over the windows that count. */
export interface SeriesView {
  readonly name: SeriesName;
  /** Of every window that counts, oldest first. */
  readonly places: readonly Placed[];
  /** Its newest judged point, or that the rows no longer have it; undefined while it has neither. */
  readonly latest: { readonly window: WatchWindow; readonly point: SeriesPoint } | undefined;
  readonly alarm: Alarm | undefined;
}

export type WatchState = 'waiting' | 'quiet' | 'alarm' | 'ignored' | 'recovered';

/** What rings, the gravest first. */
export type Trouble = 'service' | 'performance' | 'drift';

/** A watch as a reader sees it. Every part of every report is made from it. */
export interface WatchView {
  readonly watch: Watch;
  readonly context: WatchReportContext;
  /** RFC 3339. */
  readonly now: string;
  readonly state: WatchState;
  /** Windows that were judged against today's reference by today's limits, oldest first. */
  readonly windows: readonly WatchWindow[];
  /** How many were judged by other ones, and count for nothing. */
  readonly passed: number;
  /** The newest of the windows, and the newest that was judged. */
  readonly newest: WatchWindow | undefined;
  readonly judged: WatchWindow | undefined;
  /** Worst first. */
  readonly series: readonly SeriesView[];
  /** The first metric over all rows that has a value: that of the first line of the gate. */
  readonly primary: SeriesView | undefined;
  /** Those that ring, worst first; of a recovered model those that rang. */
  readonly ringing: readonly SeriesView[];
  readonly trouble: Trouble | undefined;
  /** The newest retraining of the alarm that is open, or was the last. */
  readonly retraining: Retraining | undefined;
}

/** Reads a watch once for the whole report. */
export function watchViewOf(watch: Watch, context: WatchReportContext): WatchView {
  const windows = countedWindows(watch);
  const newest = windows.at(-1);
  const recorded = seriesOf(watch, windows);
  const series = recorded.toSorted(worstFirst);
  const state = stateOf(watch, recorded);
  const rang = state === 'recovered' ? lastRang(watch, context.rule) : new Set(watch.alarms.map(seriesKey));
  const ringing = series.filter(({ name }) => rang.has(seriesKey(name))).toSorted(gravestFirst);
  const { openedAt } = watch;
  const retraining = watch.retrainings.at(-1);
  return {
    watch,
    context,
    now: context.now.toISOString(),
    state,
    windows,
    passed: watch.windows.length - windows.length,
    newest,
    judged: windows.findLast(({ outcome }) => outcome === 'judged'),
    series,
    primary: recorded.find(
      ({ name, latest }) => name.kind === 'metric' && name.slice === undefined && latest !== undefined,
    ),
    ringing,
    trouble: troubleOf(ringing),
    retraining:
      retraining !== undefined && openedAt !== undefined && retraining.at >= openedAt ? retraining : undefined,
  };
}

/** Windows of another reference, or of other limits than the newest one of this reference, count for nothing. */
function countedWindows({ windows, reference }: Watch): WatchWindow[] {
  const own = windows.filter((window) => window.reference === reference.digest);
  const by = own.at(-1)?.by;
  return own.filter((window) => window.by === by);
}

/** Nothing is called within its limits of which nothing could be judged. */
function stateOf({ phase, closedAt }: Watch, series: readonly SeriesView[]): WatchState {
  if (phase !== 'quiet') return phase;
  if (closedAt !== undefined) return 'recovered';
  return series.every(({ latest }) => latest === undefined) ? 'waiting' : 'quiet';
}

function seriesOf({ alarms }: Watch, windows: readonly WatchWindow[]): SeriesView[] {
  const points = new Map<WatchWindow, ReadonlyMap<string, SeriesPoint>>(
    windows.map((window) => [window, new Map(window.series.map((point) => [seriesKey(point), point]))]),
  );
  const ringing = new Map(alarms.map((alarm) => [seriesKey(alarm), alarm]));
  const names = new Map<string, SeriesName>();
  for (const name of [...windows.flatMap(({ series }) => series), ...alarms]) {
    const key = seriesKey(name);
    if (!names.has(key)) names.set(key, name);
  }
  return [...names].map(([key, name]) => {
    const places = windows.map((window) => ({ window, point: points.get(window)?.get(key) }));
    return { name, places, latest: latestOf(places), alarm: ringing.get(key) };
  });
}

function latestOf(places: readonly Placed[]): SeriesView['latest'] {
  const found = places.findLast(({ point }) => point !== undefined && (point.outcome === 'judged' || isGone(point)));
  return found?.point === undefined ? undefined : { window: found.window, point: found.point };
}

/** What rings, what is flagged, then by how near the limit is; what has no limit comes last, in the record's order. */
function worstFirst(a: SeriesView, b: SeriesView): number {
  return rankOf(a) - rankOf(b) || nearness(b) - nearness(a);
}

function rankOf({ alarm, latest }: SeriesView): number {
  if (alarm !== undefined) return 0;
  return latest?.point.flagged === true ? 1 : 2;
}

/** How much of what is allowed is used up: 1 is the limit. */
function nearness({ latest }: SeriesView): number {
  const point = latest?.point;
  const used = point === undefined ? undefined : usedUp(point);
  return used === undefined || Number.isNaN(used) ? Number.NEGATIVE_INFINITY : Math.min(used, Number.MAX_VALUE);
}

function usedUp(point: SeriesPoint): number | undefined {
  const { value, limit, reference, kind } = point;
  const threshold = thresholdOf(point);
  if (value === undefined || limit === undefined || threshold === undefined) return undefined;
  if (isPsi(point) || kind === 'service') return value / threshold;
  const from = reference ?? threshold;
  return from === threshold ? Number(value === threshold) : (from - value) / (from - threshold);
}

/** Series of the alarm that ended last, as the windows tell it; else as the last decision on a retraining does. */
function lastRang({ windows, decision }: Watch, rule: AlarmRule): Set<string> {
  const steps = replayAlarms(windows, rule).map(({ ringing }) => ringing);
  const last = steps.findLastIndex((ringing) => ringing.length > 0);
  const before = steps.slice(0, last + 1);
  const period = before.slice(before.findLastIndex((ringing) => ringing.length === 0) + 1).flat();
  return new Set((period.length > 0 ? period : (decision?.inputs.alarms ?? [])).map(seriesKey));
}

const gravity: Record<Trouble, number> = { service: 0, performance: 1, drift: 2 };

/** Service, then the model, then its data; within these as they came, worst first. */
function gravestFirst(a: SeriesView, b: SeriesView): number {
  return gravity[troubleOfSeries(a.name)] - gravity[troubleOfSeries(b.name)];
}

function troubleOf(ringing: readonly SeriesView[]): Trouble | undefined {
  if (ringing.length === 0) return undefined;
  if (ringing.some(({ name }) => name.kind === 'service')) return 'service';
  return ringing.some(({ name }) => name.kind === 'metric') ? 'performance' : 'drift';
}

/** What kind of trouble one series is. */
export function troubleOfSeries({ kind }: SeriesName): Trouble {
  if (kind === 'service') return 'service';
  return kind === 'metric' ? 'performance' : 'drift';
}
