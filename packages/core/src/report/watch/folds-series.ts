import type { Cuts } from '../cuts.ts';
import type { Fold } from '../fold.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted, fixed } from '../number.ts';
import { isAmount } from '../shape.ts';
import { table } from '../table.ts';
import { goneWords, isGone } from './gone.ts';
import { seriesCell } from './names.ts';
import { againstCell, isOpen, isPast, mainSeries, olderWindow } from './table.ts';
import { changeWord, gapText, valueCell, valueText } from './values.ts';
import type { SeriesView, WatchView } from './view.ts';
import { troubleIcon } from './words.ts';

/** The most rows of one list. */
const mostRows = 8;

/** Columns that the main table leaves out, worst first; the last row says how far the others are. */
export function columnsFold(view: WatchView, cuts: Cuts): Fold | undefined {
  const rest = leftOut(view).filter(({ name }) => name.kind === 'column');
  if (rest.length === 0) return undefined;
  const ink = markdownInk();
  const shown = rest.slice(0, mostOf(cuts));
  const rows = shown.map((series) => [markedName(view, series, ink), psiText(view, series, ink)]);
  const body = table([['Column', 'PSI'], ...rows, ...lastRow(rest.slice(shown.length))], ['l', 'r']);
  return { title: 'Other columns', result: tally(rest), body };
}

function psiText(view: WatchView, series: SeriesView, ink: Ink): string {
  const { latest, places } = series;
  const point = latest?.point ?? places.findLast((place) => place.point !== undefined)?.point;
  if (point === undefined) return 'no data';
  if (latest === undefined) return gapText(point, ink);
  return `${valueText(point)}${!point.flagged && isPast(point) ? ', within noise' : ''}${olderText(view, series, ink)}`;
}

/** `of 14 Nov` on a second line, or nothing where the value is of the newest window. */
function olderText(view: WatchView, series: SeriesView, ink: Ink): string {
  const older = olderWindow(view, series, ink);
  return older === undefined ? '' : `<br>of ${older}`;
}

/** `10 more`, `at most 0.03`. */
function lastRow(left: readonly SeriesView[]): string[][] {
  if (left.length === 0) return [];
  const values = left.flatMap(({ latest }) => latest?.point.value ?? []);
  return [
    [`${count(left.length)} more`, values.length === 0 ? 'not judged' : `at most ${fixed(Math.max(...values), 2)}`],
  ];
}

/** Whole metrics, service levels and predictions that the main table leaves out. */
export function restFold(view: WatchView, cuts: Cuts): Fold | undefined {
  const rest = leftOut(view).filter(({ name }) => name.kind !== 'column' && name.slice === undefined);
  if (rest.length === 0) return undefined;
  return { title: 'Also watched', result: tally(rest), body: seriesTable(view, rest, cuts) };
}

/** Metrics in slices, worst first. */
export function slicesFold(view: WatchView, cuts: Cuts): Fold | undefined {
  const slices = view.series.filter(({ name }) => name.slice !== undefined);
  const rest = leftOut(view).filter(({ name }) => name.slice !== undefined);
  if (rest.length === 0) return undefined;
  return { title: counted(slices.length, 'slice'), result: sliceTally(slices), body: seriesTable(view, rest, cuts) };
}

function leftOut(view: WatchView): SeriesView[] {
  const main = mainSeries(view);
  return view.series.filter((series) => !main.includes(series));
}

function mostOf({ rows }: Cuts): number {
  return Math.max(1, Math.min(rows, mostRows));
}

function seriesTable(view: WatchView, all: readonly SeriesView[], cuts: Cuts): string {
  const shown = all.slice(0, mostOf(cuts));
  const rows = shown.map((series) => rowOf(view, series));
  const left = all.length - shown.length;
  const more = left === 0 ? '' : `\n\n${count(left)} more ${left === 1 ? 'is' : 'are'} in the report.`;
  return table([['Series', 'Latest (reference)', 'Change'], ...rows], ['l', 'r', 'l']) + more;
}

function rowOf(view: WatchView, series: SeriesView): string[] {
  const ink = markdownInk();
  return [markedName(view, series, ink), latestCell(view, series, ink), againstCell(series, ink)];
}

function markedName(view: WatchView, series: SeriesView, ink: Ink): string {
  const name = seriesCell(series.name, ink);
  return isOpen(series) && view.state !== 'recovered' ? `${troubleIcon(series)} ${name}` : name;
}

function latestCell(view: WatchView, series: SeriesView, ink: Ink): string {
  const { latest, places } = series;
  const point = latest?.point ?? places.findLast((place) => place.point !== undefined)?.point;
  return point === undefined ? 'no data' : `${valueCell(point, ink)}${olderText(view, series, ink)}`;
}

/** `12 within the limit of 0.2`, `2 within their limits, 1 not judged`. Read in a summary line, where only digits may stand bare. */
function tally(rest: readonly SeriesView[]): string {
  const points = rest.flatMap(({ latest }) => latest?.point ?? []);
  const gone = points.filter(isGone).length;
  const flagged = points.filter((point) => point.flagged).length - gone;
  const past = points.filter((point) => !point.flagged && isPast(point)).length;
  const free = points.filter(({ limit, flagged: isFlagged }) => limit === undefined && !isFlagged).length;
  const inside = points.length - gone - flagged - past - free;
  const counts: readonly (readonly [number, string])[] = [
    [gone, goneWords],
    [flagged, 'past a limit'],
    [past, 'over a limit within noise'],
    [inside, insideWords(rest, inside)],
    [free, 'without a limit'],
    [rest.length - points.length, 'not judged'],
  ];
  return tallied(counts);
}

/** Where all columns have one limit, it is said. */
function insideWords(rest: readonly SeriesView[], inside: number): string {
  const limits = new Set(rest.flatMap(({ latest }) => latest?.point.limit?.written.trim() ?? []));
  const [only] = limits;
  const isOne = limits.size === 1 && only !== undefined && isAmount(only);
  if (isOne && rest.every(({ name }) => name.kind === 'column')) return `within the limit of ${only}`;
  return `within ${inside === 1 ? 'its limit' : 'their limits'}`;
}

/** `1 worse, 2 within noise, 1 too small to judge`. */
function sliceTally(slices: readonly SeriesView[]): string {
  const words = slices.flatMap(({ latest }) => (latest === undefined ? [] : [changeWord(latest.point)]));
  const unjudged = slices.filter(({ latest }) => latest === undefined);
  const small = unjudged.filter(({ places }) => places.some(({ point }) => point?.outcome === 'too few')).length;
  const moved = (['worse', 'better', 'higher', 'lower', 'within noise'] as const).map(
    (word) => [words.filter((each) => each === word).length, word] as const,
  );
  return tallied([...moved, [small, 'too small to judge'], [unjudged.length - small, 'not judged yet']]);
}

function tallied(counts: readonly (readonly [number, string])[]): string {
  return counts.flatMap(([n, text]) => (n === 0 ? [] : [`${count(n)} ${text}`])).join(', ');
}
