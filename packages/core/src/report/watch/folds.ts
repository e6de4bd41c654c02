import type { SeriesPoint, WatchWindow } from '../../record/watch.ts';
import type { Cuts } from '../cuts.ts';
import { type Fold, foldText } from '../fold.ts';
import { markdownInk } from '../ink.ts';
import { count, counted } from '../number.ts';
import { sliceLabel, summaryName } from '../slice.ts';
import { sparkline } from '../sparkline.ts';
import { table } from '../table.ts';
import { columnsFold, restFold, slicesFold } from './folds-series.ts';
import { goneSeries, goneWords, isGone } from './gone.ts';
import { seriesCell, windowCell, windowWord } from './names.ts';
import { mainSeries } from './table.ts';
import { allowedWords, decimalsOfPoint, isPsi, thresholdOf, valueText } from './values.ts';
import type { Placed, SeriesView, WatchView } from './view.ts';
import { troubleIcon } from './words.ts';

/** The most windows of one list. */
const mostWindows = 10;
/** From so many on, windows that wait for their labels are one row. */
const fewestWaiting = 4;
const toCome = 'labels to come';

/** The folded parts, those that explain the alarm first; each summary line says what is found inside. */
export function watchFolds(view: WatchView, cuts: Cuts): string[] {
  const folds = [
    windowsFold(view, cuts),
    columnsFold(view, cuts),
    restFold(view, cuts),
    slicesFold(view, cuts),
    labelsFold(view, cuts),
    expectedFold(view),
  ].filter((fold) => fold !== undefined);
  return folds.map((fold) => foldText(fold, view.context.capabilities));
}

const windowTitles = {
  day: 'Day by day',
  hour: 'Hour by hour',
  week: 'Week by week',
  window: 'Window by window',
} as const;

/** The series that matter most, in each window, newest first. */
function windowsFold(view: WatchView, cuts: Cuts): Fold | undefined {
  const word = windowWord(view.newest);
  // Names of hours and of files are longer than those of days, and a phone is 390 px wide.
  const shown = mainSeries(view, word === 'day' ? 3 : 2);
  if (shown.length === 0 || view.windows.length < 2) return undefined;
  const ink = markdownInk();
  const decimals = shown.map(decimalsOfSeries);
  const cellsOf = (window: WatchWindow): string[] =>
    shown.map((series, index) => placeCell(series, window, decimals[index] ?? 2));
  const newestFirst = view.windows.toReversed();
  const waiting = waitingWindows(newestFirst, cellsOf);
  const windows = newestFirst.slice(waiting.length).slice(0, Math.max(1, Math.min(cuts.rows, mostWindows)));
  const rows = [
    ...waiting.slice(0, 1).map((window) => [counted(waiting.length, `newer ${word}`), ...cellsOf(window)]),
    ...windows.map((window) => [windowCell(window, view.now, ink), ...cellsOf(window)]),
  ];
  const head = [capital(word), ...shown.map(({ name }) => seriesCell(name, ink))];
  const left = newestFirst.length - waiting.length - windows.length;
  const more = left === 0 ? '' : `\n\n${counted(left, `older ${word}`)} ${left === 1 ? 'is' : 'are'} in the report.`;
  return {
    title: windowTitles[word],
    result: windowsResult(shown[0], word),
    ornament: ornamentOf(shown[0]),
    body: table([head, ...rows, ...trendRow(shown, windows)], ['l', ...shown.map(() => 'r' as const)]) + more,
  };
}

/** The newest windows whose labels are still to come, where nothing else is shown of them: they are one row. */
function waitingWindows(
  newestFirst: readonly WatchWindow[],
  cellsOf: (window: WatchWindow) => readonly string[],
): readonly WatchWindow[] {
  const end = newestFirst.findIndex((window) => cellsOf(window).some((cell) => cell !== toCome));
  return end < fewestWaiting ? [] : newestFirst.slice(0, end);
}

/** The same numbers for the eye, oldest first. */
function trendRow(shown: readonly SeriesView[], windows: readonly WatchWindow[]): string[][] {
  if (windows.length < 3) return [];
  const listed = new Set(windows);
  const bars = shown.map(({ places, latest }) => {
    const values = places.filter(({ window }) => listed.has(window)).map(({ point }) => point?.value);
    return `<span aria-hidden="true">${sparkline(values, marksOf(latest?.point))}</span>`;
  });
  return [['Trend', ...bars]];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function placeCell(series: SeriesView, window: WatchWindow, decimals: number): string {
  if (window.outcome === 'empty') return 'no rows';
  if (window.outcome === 'too few') return 'too few rows';
  const point = series.places.find((place) => place.window === window)?.point;
  if (point?.outcome === 'judged') {
    const text = valueText(point, decimals);
    return point.flagged ? `${text} ${troubleIcon(series)}` : text;
  }
  if (point !== undefined && isGone(point)) return `gone ${troubleIcon(series)}`;
  if (series.name.kind === 'metric' && window.labels?.matured === false) return toCome;
  return point === undefined ? 'no value' : point.outcome;
}

/** Values of one series share the decimals of the one that needs most, so that each tells on which side of its limit it is. */
function decimalsOfSeries(series: SeriesView): number {
  return Math.max(0, ...judgedPlaces(series).map(({ point }) => (point === undefined ? 0 : decimalsOfPoint(point))));
}

const mostBars = 14;

function judgedPlaces({ places }: SeriesView): Placed[] {
  return places.filter(({ point }) => point?.outcome === 'judged' && point.value !== undefined);
}

/** `income PSI 0.19 to 0.34, past its limit in 5 of 8 days`. Read in a summary line, where Markdown is not. */
function windowsResult(series: SeriesView | undefined, word: string): string | undefined {
  if (series?.latest !== undefined && isGone(series.latest.point))
    return `${summarySeries(series)} is ${goneWords} any more`;
  const judged = series === undefined ? [] : judgedPlaces(series);
  const [first, last] = [judged[0]?.point, judged.at(-1)?.point];
  if (series === undefined || first === undefined || last === undefined) return undefined;
  const flagged = judged.filter(({ point }) => point?.flagged === true).length;
  const limit =
    last.limit === undefined ? '' : `, past its limit in ${count(flagged)} of ${counted(judged.length, word)}`;
  const decimals = decimalsOfSeries(series);
  const values = [...(judged.length === 1 ? [] : [first]), last].map((point) => valueText(point, decimals));
  const span = `${isPsi(last) ? 'PSI ' : ''}${values.join(' to ')}`;
  return `${summarySeries(series)} ${span}${limit}`;
}

/** A series where Markdown is not read. */
function summarySeries({ name: { kind, name, slice } }: SeriesView): string {
  if (kind === 'prediction') return 'predictions';
  return slice === undefined ? summaryName(name) : `${summaryName(name)} for ${summaryName(sliceLabel(slice))}`;
}

function ornamentOf(series: SeriesView | undefined): string {
  if (series === undefined) return '';
  const values = series.places.slice(-mostBars).map(({ point }) => point?.value);
  return sparkline(values, marksOf(series.latest?.point));
}

/** What bars are drawn against, so that noise stays small: the limit, and nothing at all or the champion's value. */
function marksOf(point: SeriesPoint | undefined): number[] {
  if (point === undefined) return [];
  const threshold = thresholdOf(point);
  return [...(threshold === undefined ? [] : [threshold]), point.kind === 'metric' ? (point.reference ?? 0) : 0];
}

function hasOddLabels({ labels }: WatchWindow): boolean {
  return labels !== undefined && labels.missing + labels.duplicated + labels.contradictory > 0;
}

/** How labels came in, window by window, where they are due and not all as they should be. */
function labelsFold(view: WatchView, cuts: Cuts): Fold | undefined {
  const labelled = view.windows.filter(({ labels }) => labels !== undefined);
  const due = labelled.filter(({ labels }) => labels?.matured === true);
  const shown = due.slice(-Math.max(1, Math.min(cuts.rows, mostWindows))).toReversed();
  if (!due.some(hasOddLabels)) return undefined;
  const ink = markdownInk();
  const rows = shown.map(({ labels, ...window }) => {
    const { labelled: known = 0, missing = 0, duplicated = 0, contradictory = 0 } = labels ?? {};
    return [
      windowCell(window, view.now, ink),
      `${count(known)} of ${count(window.rows)}`,
      ...[missing, duplicated, contradictory].map(count),
    ];
  });
  const word = windowWord(view.newest);
  const head = [capital(word), 'Labelled', 'Missing', 'Double', 'Contradictory'];
  const left = due.length - shown.length;
  const more = left === 0 ? '' : `\n\n${counted(left, `older ${word}`)} ${left === 1 ? 'is' : 'are'} in the report.`;
  return {
    title: 'Labels',
    result: `due for ${count(due.length)} of ${counted(labelled.length, word)}${oddText(due)}`,
    body: table([head, ...rows], ['l', 'r', 'r', 'r', 'r']) + more,
  };
}

/** `, 15 contradictory`. */
function oddText(due: readonly WatchWindow[]): string {
  const odd = due.reduce((sum, { labels }) => sum + (labels?.contradictory ?? 0), 0);
  return odd === 0 ? '' : `, ${count(odd)} contradictory`;
}

/** What to do where the change is wanted: what lasts, what passes, and the knob last. */
function expectedFold(view: WatchView): Fold | undefined {
  const { state, trouble, retraining, watch } = view;
  if (state !== 'alarm' && state !== 'ignored') return undefined;
  const word = view.context.capabilities.changeWord;
  const gone = goneSeries(view.ringing);
  const lasting =
    retraining === undefined
      ? 'train on newer data and let the gate judge it. What is promoted becomes the reference'
      : 'let the retraining finish. When it is promoted, its data becomes the reference';
  const steps = [
    ...(trouble === 'service' ? [] : [`A lasting change: ${lasting}.`]),
    state === 'ignored'
      ? 'Look again sooner: open this issue again.'
      : `A one-time event: close this issue with the comment ${markdownInk().code('/ignore 7d')}. It is opened again if the alarm lasts. Closed without a comment, it is ignored for 7 days.`,
    ...(gone.length === 0
      ? []
      : [`A column that is not needed: leave it out of ${markdownInk().code('monitor.columns')} in a ${word}.`]),
    ...(gone.length > 0 && gone.length === view.ringing.length
      ? []
      : [`A limit that is too tight: ${knobText(view)} in a ${word}. The windows are then judged again.`]),
    ...(watch.decision === undefined || trouble === 'service'
      ? []
      : ['Nothing is deployed by this issue or by closing it.']),
  ];
  return { title: 'If this is expected', result: undefined, body: steps.map((step) => `- ${step}`).join('\n') };
}

function knobText({ trouble, ringing }: WatchView): string {
  const ink = markdownInk();
  const limit = ringing.find(({ latest }) => latest?.point.limit !== undefined)?.latest?.point.limit;
  const now = limit === undefined ? '' : ` (now ${allowedWords(limit, ink)})`;
  if (trouble === 'service') return `raise ${ink.code('max')} of ${ink.code('monitor.service')}${now}`;
  if (trouble === 'performance') return `loosen the line of ${ink.code('gate')}${now}`;
  return `raise ${ink.code('max')} of the drift line in ${ink.code('gate')}${now}`;
}
