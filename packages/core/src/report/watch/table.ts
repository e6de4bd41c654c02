import { seriesKey } from '../../watch/series.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, nbsp } from '../number.ts';
import { isShort } from '../slice.ts';
import { table } from '../table.ts';
import { isGone } from './gone.ts';
import { seriesCell, windowCell } from './names.ts';
import { allowedWords, changeLines, shareLines, summaryText, thresholdOf, valueCell } from './values.ts';
import type { SeriesView, WatchView } from './view.ts';
import { troubleIcon } from './words.ts';

/** The most rows of the main table. */
const mostRows = 5;

/** What rings, what is past a limit, the primary metric, predictions, then what is nearest to its limit. */
export function mainSeries({ series, ringing, primary }: WatchView, most = mostRows): SeriesView[] {
  const known = series.filter(({ latest }) => latest !== undefined);
  const isOpen = ({ latest }: SeriesView): boolean => latest?.point.flagged === true;
  const usual = known.filter(({ name }) => name.slice === undefined);
  const ordered = [
    ...ringing,
    ...known.filter(isOpen),
    ...(primary === undefined ? [] : [primary]),
    ...usual.filter(({ name }) => name.kind === 'prediction'),
    ...usual.filter(({ name }) => name.kind === 'service'),
    ...usual,
  ];
  const keys = new Map(ordered.map((entry) => [seriesKey(entry.name), entry]));
  return [...keys.values()].slice(0, most);
}

/** The main table, at most `most` rows, and how many of those that ring it leaves out. */
export function watchTable(view: WatchView, most: number): string {
  const shown = mainSeries(view, most);
  if (view.judged === undefined || shown.length === 0) return '';
  const ink = markdownInk();
  const head = ['Watched', windowHeader(view, ink), 'Against reference'];
  const lines = shown.map((series) => [
    labelCell(view, series, ink),
    nowCell(view, series, ink),
    againstCell(series, ink),
  ]);
  const left = view.ringing.filter((series) => !shown.includes(series)).length;
  const more = left === 0 ? '' : `\n\n${count(left)} more ${left === 1 ? 'rings' : 'ring'}; the report has all.`;
  return table([head, ...lines], ['l', 'r', 'l']) + more;
}

/** `21 Nov`: the newest window that was judged. */
function windowHeader({ judged, now }: WatchView, ink: Ink): string {
  return judged?.from === undefined ? 'Latest rows' : windowCell(judged, now, ink);
}

/** Whether a series is past its limit now, or rings. */
export function isOpen({ alarm, latest }: SeriesView): boolean {
  return alarm !== undefined || latest?.point.flagged === true;
}

function labelCell(view: WatchView, series: SeriesView, ink: Ink): string {
  const name = seriesCell(series.name, ink);
  if (!isOpen(series) || view.state === 'recovered') return name;
  return `${troubleIcon(series)}${isShort(series.name.name, 2) ? nbsp : ' '}${name}`;
}

/** The value, and the window that it is of where that is an older one: labels come later. */
function nowCell(view: WatchView, series: SeriesView, ink: Ink): string {
  const { latest, places } = series;
  const point = latest?.point ?? places.at(-1)?.point;
  if (point === undefined) return 'no data';
  const older = olderWindow(view, series, ink);
  return `${valueCell(point, ink)}${older === undefined ? '' : `<br>of ${older}`}`;
}

/** `14 Nov` where the value of a series is not of the newest window that was judged. */
export function olderWindow({ judged, now }: WatchView, { latest }: SeriesView, ink: Ink): string | undefined {
  return latest === undefined || latest.window === judged ? undefined : windowCell(latest.window, now, ink);
}

/** How it stands against the reference; what is allowed, where that was passed. */
export function againstCell({ latest }: SeriesView, ink: Ink): string {
  const point = latest?.point;
  if (point === undefined) return 'not judged';
  if (isGone(point)) return 'the reference has it';
  const lines = effectLines(point, ink);
  const allowed = point.limit === undefined ? undefined : `allowed: ${allowedWords(point.limit, ink)}`;
  const word = point.flagged ? allowed : standing(point, allowed, lines.length > 0);
  return [...lines, ...(word === undefined ? [] : [word])].join('<br>');
}

type Point = NonNullable<SeriesView['latest']>['point'];

/** What the number stands for: what moved in a column, the change of a metric, the events behind a share. */
export function effectLines(point: Point, ink: Ink): string[] {
  if (point.kind === 'metric') return changeLines(point, ink);
  if (point.kind === 'service') return [`${count(Math.round((point.value ?? 0) * point.n))} of ${count(point.n)}`];
  if (point.kind === 'prediction') return shareLines(point);
  const text = summaryText(point.was, point.now, ink);
  return text === undefined ? [] : [text];
}

/** The word of a point that is not flagged; over its limit by noise alone it is said so, with the limit. */
function standing(point: Point, allowed: string | undefined, hasLines: boolean): string | undefined {
  if (allowed === undefined) return hasLines ? undefined : 'no limit';
  if (isPast(point)) return `over the limit, within noise<br>${allowed}`;
  return hasLines && (point.kind === 'metric' || point.kind === 'prediction') ? undefined : 'within its limit';
}

/** Whether the effect is over its limit, beyond noise or not. */
export function isPast(point: Point): boolean {
  const threshold = thresholdOf(point);
  if (point.value === undefined || threshold === undefined || point.limit === undefined) return false;
  const isLow = point.limit.kind === 'min' || point.limit.kind === 'max-drop';
  return isLow ? point.value < threshold : point.value > threshold;
}
