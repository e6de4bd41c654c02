import type { SeriesPoint } from '../../../record/watch.ts';
import { replayAlarms } from '../../../watch/alarm.ts';
import { seriesKey } from '../../../watch/series.ts';
import { htmlText } from '../../escape.ts';
import { plainInk } from '../../ink.ts';
import { count, counted, fixed } from '../../number.ts';
import { at, figure, label, line, path, type Scale, scale, tickDecimals, ticks } from '../../page/svg.ts';
import { isGone } from '../gone.ts';
import { seriesText, startText, windowWord } from '../names.ts';
import { limitWords, measuredText, thresholdOf } from '../values.ts';
import type { Placed, SeriesView, WatchView } from '../view.ts';

const size = { width: 330, height: 176, left: 44, right: 318, top: 18, bottom: 144 } as const;
/** The most figures, the most windows of one, and the most of which each has a dot. */
const [mostFigures, mostWindows, mostDots] = [18, 50, 30];

/** Every watched series over time as small multiples, what rings first: its limit, and the windows that passed it. */
export function trendsSection(view: WatchView): string {
  const shown = drawnFirst(view).slice(0, mostFigures);
  if (shown.length === 0 || view.windows.length < 2) return '';
  const rang = rangIn(view);
  const figures = shown.map((series) => trendFigure(view, series, rang.get(seriesKey(series.name)) ?? new Set()));
  const left = view.series.length - shown.length;
  const more =
    left === 0 ? '' : `<p class="note">${counted(left, 'more series', 'more series')} in the tables below.</p>`;
  return `<h2 id="trends">Trends</h2>${keyOf(view)}<div class="grid">${figures.join('')}</div>${more}`;
}

/** What rings or is past its limit, then metrics, predictions and service, then columns and slices, each worst first. */
function drawnFirst({ series, ringing, state }: WatchView): SeriesView[] {
  const known = series.filter(({ latest }) => latest !== undefined);
  const rings = state === 'recovered' ? [] : ringing;
  const rankOf = (each: SeriesView): number => {
    if (rings.includes(each)) return rings.indexOf(each) - rings.length;
    if (each.latest?.point.flagged === true) return 0;
    return each.name.slice === undefined ? kinds.indexOf(each.name.kind) + 1 : kinds.length + 1;
  };
  return known.toSorted((a, b) => rankOf(a) - rankOf(b));
}

const kinds = ['metric', 'prediction', 'service', 'column'] as const;

function keyOf({ windows, series }: WatchView): string {
  const word = windowWord(windows.at(-1));
  const points = series.flatMap(({ latest }) => latest?.point ?? []);
  const hasBand = points.some(({ kind, change }) => kind === 'metric' && change !== undefined);
  const entries = [
    '<span><i></i>value</span>',
    '<span><i class="l"></i>limit</span>',
    `<span><i class="o"></i>${word} past the limit, beyond noise</span>`,
    '<span><i class="t"></i>the alarm rings</span>',
    ...(hasBand ? ['<span><i class="f"></i>90% interval</span>', '<span><i class="w"></i>reference</span>'] : []),
  ];
  return `<p class="key">${entries.join('')}</p>`;
}

/** For each series the windows after which it rang. */
function rangIn({ windows, context }: WatchView): Map<string, Set<string>> {
  const rang = new Map<string, Set<string>>();
  for (const { window, ringing } of replayAlarms(windows, context.rule)) {
    for (const alarm of ringing) {
      const key = seriesKey(alarm);
      rang.set(key, (rang.get(key) ?? new Set()).add(window.id));
    }
  }
  return rang;
}

function trendFigure(view: WatchView, series: SeriesView, rang: ReadonlySet<string>): string {
  const places = series.places.slice(-mostWindows);
  const ink = plainInk(32);
  const name = seriesText(series.name, ink);
  const point = series.latest?.point;
  const isOlder = series.latest !== undefined && series.latest.window !== view.judged;
  const of = isOlder ? ` (${startText(series.latest?.window.id ?? '', view.now, plainInk())})` : '';
  const now = point === undefined ? 'no value' : `${measuredText(point)}${of}`;
  const limit = point?.limit === undefined ? 'no limit' : limitWords(point.limit, plainInk());
  const words = {
    caption: `<b>${htmlText(name)}</b> <span>${htmlText(`${now}, ${limit}`)}</span>`,
    title: `${name} over time`,
    finding: findingOf(view, places, series),
  };
  return figure(words, size.width, size.height, drawing(view, places, rang));
}

/** `PSI 0.34 in the newest of 12 days; past its limit in 7 of them, first on 15 Nov.` */
function findingOf({ now, newest }: WatchView, places: readonly Placed[], { latest, alarm }: SeriesView): string {
  const word = windowWord(newest);
  const judged = places.filter(({ point }) => point !== undefined && (point.outcome === 'judged' || isGone(point)));
  const flagged = judged.filter(({ point }) => point?.flagged === true);
  const first = flagged[0]?.window.id;
  const value =
    latest === undefined
      ? 'No value'
      : `${measuredText(latest.point)} in ${startText(latest.window.id, now, plainInk())}`;
  const past =
    first === undefined
      ? `never past its limit in ${counted(judged.length, word)}`
      : `past its limit in ${count(flagged.length)} of ${counted(judged.length, word)}, first in ${startText(first, now, plainInk())}`;
  const open = places.length - judged.length;
  return [
    `${value}; ${past}.`,
    ...(alarm === undefined ? [] : [`It rings since ${startText(alarm.since, now, plainInk())}.`]),
    ...(open === 0 ? [] : [`${counted(open, word)} not judged.`]),
  ].join(' ');
}

/** Shares are drawn in percent. */
function drawnValue(value: number, { kind }: SeriesPoint): number {
  return kind === 'service' ? value * 100 : value;
}

function drawing(view: WatchView, places: readonly Placed[], rang: ReadonlySet<string>): string {
  const points = places.flatMap(({ point }) => (point?.value === undefined ? [] : [point]));
  const [last] = points.slice(-1);
  if (last === undefined) return '';
  const x = scale([0, Math.max(1, places.length - 1)], [size.left + 8, size.right - 6]);
  const y = scale(rangeOf(points, last), [size.bottom, size.top]);
  return [
    alarmArea(places, rang, x),
    grid(y, last),
    band(places, x, y),
    ...referenceLine(last, y),
    ...limitLine(last, y),
    ...runs(places).map((run) =>
      path(
        'now',
        run.map(([index, point]) => [x(index), y(drawnValue(point.value ?? 0, point))]),
      ),
    ),
    ...places.map(({ point }, index) => mark(point, [x(index), places.length > mostDots], y)),
    ...names(view, places, x),
  ].join('');
}

function rangeOf(points: readonly SeriesPoint[], last: SeriesPoint): [number, number] {
  const threshold = thresholdOf(last);
  const values = points.flatMap((point) => [
    drawnValue(point.value ?? 0, point),
    ...(point.kind === 'metric' && point.change !== undefined && point.reference !== undefined
      ? [point.reference + point.change.low, point.reference + point.change.high]
      : []),
  ]);
  const marks = [
    ...(threshold === undefined ? [] : [drawnValue(threshold, last)]),
    ...(last.kind === 'metric' && last.reference !== undefined ? [last.reference] : []),
    ...(last.kind === 'metric' ? [] : [0]),
  ];
  const all = [...values, ...marks].filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const air = (high - low || Math.abs(high) || 1) * 0.12;
  return [last.kind === 'metric' || low < 0 ? low - air : 0, high + air];
}

function grid(y: Scale, { kind }: SeriesPoint): string {
  const rows = ticks(y.from, y.to).filter((_, index, all) => all.length < 6 || index % 2 === 0);
  const places = tickDecimals(rows);
  const unit = kind === 'service' ? '%' : '';
  return rows
    .map(
      (value) =>
        line('g', [size.left, y(value)], [size.right, y(value)]) +
        label(`${fixed(value, places)}${unit}`, [size.left - 6, y(value) + 4], 'end'),
    )
    .join('');
}

/** Where the alarm of the series rang, as a shade from window to window. */
function alarmArea(places: readonly Placed[], rang: ReadonlySet<string>, x: Scale): string {
  const half = (x(1) - x(0)) / 2;
  const edges = places.flatMap(({ window }, index) => {
    const [is, was] = [rang.has(window.id), rang.has(places[index - 1]?.window.id ?? '')];
    return is === was ? [] : [x(index) - half];
  });
  const closed = edges.length % 2 === 0 ? edges : [...edges, size.right];
  return closed
    .flatMap((from, index) => (index % 2 === 0 ? [[Math.max(size.left, from), closed[index + 1] ?? size.right]] : []))
    .map(
      ([from = 0, to = 0]) =>
        `<rect class="tol" x="${at(from)}" y="${size.top}" width="${at(to - from)}" height="${size.bottom - size.top}"/>`,
    )
    .join('');
}

/** Windows in a row that have a value; a gap ends a line. */
function runs(places: readonly Placed[]): (readonly [number, SeriesPoint])[][] {
  const found: (readonly [number, SeriesPoint])[][] = [];
  for (const [index, { point }] of places.entries()) {
    if (point?.value === undefined) continue;
    const last = found.at(-1);
    if (last?.at(-1)?.[0] === index - 1) last.push([index, point]);
    else found.push([[index, point]]);
  }
  return found;
}

/** The 90% interval of the change, around the value. */
function band(places: readonly Placed[], x: Scale, y: Scale): string {
  const withEnds = runs(places).map((run) =>
    run.flatMap(([index, { kind, change, reference }]) =>
      kind !== 'metric' || change === undefined || reference === undefined
        ? []
        : [{ place: x(index), low: y(reference + change.low), high: y(reference + change.high) }],
    ),
  );
  return withEnds
    .filter((run) => run.length > 1)
    .map((run) => {
      const upper = run.map(({ place, high }) => `${at(place)},${at(high)}`);
      const lower = run.toReversed().map(({ place, low }) => `${at(place)},${at(low)}`);
      return `<path class="fnow" d="M${[...upper, ...lower].join('L')}"/>`;
    })
    .join('');
}

function referenceLine(point: SeriesPoint, y: Scale): string[] {
  if (point.kind !== 'metric' || point.reference === undefined) return [];
  return [
    path('was', [
      [size.left, y(point.reference)],
      [size.right, y(point.reference)],
    ]),
  ];
}

function limitLine(point: SeriesPoint, y: Scale): string[] {
  const threshold = thresholdOf(point);
  if (threshold === undefined) return [];
  const place = y(drawnValue(threshold, point));
  return [line('lim', [size.left, place], [size.right, place])];
}

/** A ring where the limit was passed beyond noise, on the floor where the rows had no such column, a tick on the floor where nothing was judged, else a dot if there is room. */
function mark(point: SeriesPoint | undefined, [place, isDense]: readonly [number, boolean], y: Scale): string {
  if (point !== undefined && isGone(point))
    return `<circle class="flag" cx="${at(place)}" cy="${size.bottom}" r="${isDense ? 3 : 4}"/>`;
  if (point?.value === undefined) return line('miss', [place, size.bottom - 2], [place, size.bottom + 2]);
  const height = at(y(drawnValue(point.value, point)));
  if (point.flagged) return `<circle class="flag" cx="${at(place)}" cy="${height}" r="${isDense ? 3 : 4}"/>`;
  return isDense ? '' : `<circle class="dotn" cx="${at(place)}" cy="${height}" r="2.2"/>`;
}

/** The first, the middle and the last window. */
function names({ now }: WatchView, places: readonly Placed[], x: Scale): string[] {
  const last = places.length - 1;
  const middle = last < 4 ? [] : [{ index: Math.round(last / 2), anchor: 'middle' as const }];
  const shown = [{ index: 0, anchor: 'start' as const }, ...middle, { index: last, anchor: 'end' as const }];
  return shown.map(({ index, anchor }) => {
    const id = places[index]?.window.id ?? '';
    const edges = { start: size.left, middle: x(index), end: size.right };
    return label(startText(id, now, plainInk()), [edges[anchor], size.bottom + 18], anchor);
  });
}
