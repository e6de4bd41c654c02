import type { WatchWindow } from '../../record/watch.ts';
import type { Cuts } from '../cuts.ts';
import { type Fold, foldText } from '../fold.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted, decimalsThatTell, fixed } from '../number.ts';
import { cellCode, sliceLabel, summaryName } from '../slice.ts';
import { sparkline } from '../sparkline.ts';
import { table } from '../table.ts';
import { seriesCell, startName, windowName, windowWord } from './names.ts';
import { againstCell, isOpen, isPast, mainSeries } from './table.ts';
import { allowedWords, changeWord, gapText, isPsi, valueCell, valueText } from './values.ts';
import type { Placed, SeriesView, WatchView } from './view.ts';
import { measuredText, troubleIcon } from './words.ts';

/** The most windows of one list, and the most series beside each other. */
const [mostWindows, mostSeries] = [10, 3];

/** The folded parts, those that explain the alarm first; each summary line says what is found inside. */
export function watchFolds(view: WatchView, cuts: Cuts): string[] {
  const folds = [
    windowsFold(view, cuts),
    othersFold(view, cuts),
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
  const shown = mainSeries(view, mostSeries);
  const windows = view.windows.slice(-Math.max(1, Math.min(cuts.rows, mostWindows))).toReversed();
  if (shown.length === 0 || view.windows.length < 2) return undefined;
  const ink = markdownInk();
  const word = windowWord(view.newest);
  const rows = windows.map((window) => [
    windowCell(window, view.now, ink),
    ...shown.map((series) => placeCell(view, series, window, ink)),
  ]);
  const head = [word.charAt(0).toUpperCase() + word.slice(1), ...shown.map(({ name }) => seriesCell(name, ink))];
  const left = view.windows.length - windows.length;
  const more = left === 0 ? '' : `\n\n${counted(left, `older ${word}`)} ${left === 1 ? 'is' : 'are'} on the page.`;
  return {
    title: windowTitles[word],
    result: windowsResult(shown[0], word),
    ornament: ornamentOf(shown[0]),
    body: table([head, ...rows], ['l', ...shown.map(() => 'r' as const)]) + more,
  };
}

function windowCell(window: WatchWindow, now: string, ink: Ink): string {
  return window.from === undefined ? ink.code(startName(window.id, now)) : windowName(window, now);
}

function placeCell(view: WatchView, series: SeriesView, window: WatchWindow, ink: Ink): string {
  const point = series.places.find((place) => place.window === window)?.point;
  if (point !== undefined) {
    const text = point.outcome === 'judged' ? valueText(point) : gapText(point, ink);
    return point.flagged ? `${text} ${troubleIcon(series)}` : text;
  }
  if (window.outcome === 'empty') return 'no rows';
  if (window.outcome === 'too few') return `${counted(window.rows, 'row')}, too few`;
  if (series.name.kind === 'metric' && window.labels?.matured !== true) return 'labels to come';
  return view.judged === undefined ? 'not judged' : 'no value';
}

const mostBars = 14;

function judgedPlaces({ places }: SeriesView): Placed[] {
  return places.filter(({ point }) => point?.outcome === 'judged' && point.value !== undefined);
}

/** `income PSI 0.19 to 0.34, past its limit in 5 of 8 days`. Read in a summary line, where Markdown is not. */
function windowsResult(series: SeriesView | undefined, word: string): string | undefined {
  const judged = series === undefined ? [] : judgedPlaces(series);
  const [first, last] = [judged[0]?.point, judged.at(-1)?.point];
  if (series === undefined || first === undefined || last === undefined) return undefined;
  const flagged = judged.filter(({ point }) => point?.flagged === true).length;
  const limit =
    last.limit === undefined ? '' : `, past its limit in ${count(flagged)} of ${counted(judged.length, word)}`;
  const span = judged.length === 1 ? measuredText(last) : `${measuredText(first)} to ${valueText(last)}`;
  return `${summarySeries(series)} ${span}${limit}`;
}

/** A series where Markdown is not read. */
function summarySeries({ name: { kind, name, slice } }: SeriesView): string {
  if (kind === 'prediction') return 'predictions';
  return slice === undefined ? summaryName(name) : `${summaryName(name)} for ${summaryName(sliceLabel(slice))}`;
}

function ornamentOf(series: SeriesView | undefined): string {
  return series === undefined ? '' : sparkline(series.places.slice(-mostBars).map(({ point }) => point?.value));
}

/** Series without a slice that the main table leaves out. */
function othersFold(view: WatchView, cuts: Cuts): Fold | undefined {
  const main = mainSeries(view);
  const rest = view.series.filter((series) => series.name.slice === undefined && !main.includes(series));
  if (rest.length === 0) return undefined;
  const ink = markdownInk();
  const shown = rest.slice(0, Math.max(1, Math.min(cuts.rows, 8)));
  const rows = shown.map((series) => [
    markedCell(view, series, ink),
    otherValue(series, ink),
    againstCell(series, ink),
  ]);
  const left = rest.slice(shown.length);
  const isColumns = rest.every(({ name }) => name.kind === 'column');
  return {
    title: isColumns ? 'Other columns' : 'Also watched',
    result: restResult(rest, isColumns),
    body:
      table([[isColumns ? 'Column' : 'Series', 'Latest', 'Against reference'], ...rows], ['l', 'r', 'l']) +
      restLine(left, isColumns),
  };
}

function markedCell(view: WatchView, series: SeriesView, ink: Ink): string {
  const name = seriesCell(series.name, ink);
  return isOpen(series) && view.state !== 'recovered' ? `${troubleIcon(series)} ${name}` : name;
}

function otherValue({ latest, places }: SeriesView, ink: Ink): string {
  const point = latest?.point ?? places.findLast((place) => place.point !== undefined)?.point;
  return point === undefined ? 'no data' : valueCell(point, ink);
}

/** `12 within their limits, 1 not judged`. */
function restResult(rest: readonly SeriesView[], isColumns: boolean): string {
  const judged = rest.filter(({ latest }) => latest !== undefined);
  const flagged = judged.filter(({ latest }) => latest?.point.flagged === true).length;
  const past = judged.filter(
    ({ latest }) => latest !== undefined && !latest.point.flagged && isPast(latest.point),
  ).length;
  const limits = new Set(judged.map(({ latest }) => latest?.point.limit?.written));
  const [limit] = judged.flatMap(({ latest }) => latest?.point.limit ?? []);
  const inside = judged.length - flagged - past;
  const below =
    isColumns && limits.size === 1 && limit !== undefined && past + flagged === 0
      ? `${count(inside)} at most ${plainNumber(limit.written)}`
      : `${count(inside)} within ${inside === 1 ? 'its limit' : 'their limits'}`;
  return [
    ...(flagged === 0 ? [] : [`${count(flagged)} past a limit`]),
    ...(past === 0 ? [] : [`${count(past)} over a limit within noise`]),
    ...(inside === 0 ? [] : [below]),
    ...(rest.length === judged.length ? [] : [`${count(rest.length - judged.length)} not judged`]),
  ].join(', ');
}

/** In a summary line only digits may stand bare. */
function plainNumber(written: string): string {
  return /^\d*\.?\d+%?$/.test(written.trim()) ? written.trim() : 'their limit';
}

function restLine(left: readonly SeriesView[], isColumns: boolean): string {
  if (left.length === 0) return '';
  const points = left.flatMap(({ latest }) => latest?.point ?? []);
  const values = points.filter(isPsi).flatMap(({ value }) => value ?? []);
  const most = Math.max(...values);
  const word = counted(left.length, isColumns ? 'more column' : 'more', isColumns ? 'more columns' : 'more');
  const decimals = decimalsThatTell(2, [most], []);
  const end =
    isColumns && values.length === left.length ? ` with a PSI of at most ${fixed(most, decimals)}` : ' on the page';
  return `\n\n${word}${end}.`;
}

/** Metrics in slices, worst first. */
function slicesFold(view: WatchView, cuts: Cuts): Fold | undefined {
  const main = mainSeries(view);
  const slices = view.series.filter(({ name }) => name.slice !== undefined);
  const rest = slices.filter((series) => !main.includes(series));
  if (rest.length === 0) return undefined;
  const ink = markdownInk();
  const shown = rest.slice(0, Math.max(1, Math.min(cuts.rows, 8)));
  const rows = shown.map((series) => {
    const mark = isOpen(series) && view.state !== 'recovered' ? `${troubleIcon(series)} ` : '';
    const { slice } = series.name;
    const label = slice === undefined ? '' : `<br>${cellCode(sliceLabel(slice), ink)}`;
    return [
      `${mark}${seriesCell({ kind: series.name.kind, name: series.name.name }, ink)}${label}`,
      otherValue(series, ink),
      againstCell(series, ink),
    ];
  });
  const left = rest.length - shown.length;
  const more = left === 0 ? '' : `\n\n${counted(left, 'more slice')} ${left === 1 ? 'is' : 'are'} on the page.`;
  return {
    title: counted(slices.length, 'slice'),
    result: slicesResult(slices),
    body: table([['Slice', 'Latest (reference)', 'Change'], ...rows], ['l', 'r', 'l']) + more,
  };
}

/** `1 worse, 2 within noise, 1 too small to judge`. */
function slicesResult(slices: readonly SeriesView[]): string {
  const points = slices.flatMap(({ latest }) => latest?.point ?? []);
  const words = points.map(changeWord);
  const unjudged = slices.filter(({ latest }) => latest === undefined);
  const small = unjudged.filter(({ places }) => places.some(({ point }) => point?.outcome === 'too few')).length;
  const counts = [
    ...(['worse', 'better', 'within noise'] as const).map(
      (word) => [words.filter((each) => each === word).length, word] as const,
    ),
    [small, 'too small to judge'] as const,
    [unjudged.length - small, 'not judged yet'] as const,
  ];
  return counts.flatMap(([n, word]) => (n === 0 ? [] : [`${count(n)} ${word}`])).join(', ');
}

/** How labels came in, window by window, where there is anything odd about them. */
function labelsFold(view: WatchView, cuts: Cuts): Fold | undefined {
  const labelled = view.windows.filter(({ labels }) => labels !== undefined);
  const shown = labelled.slice(-Math.max(1, Math.min(cuts.rows, mostWindows))).toReversed();
  const due = labelled.filter(({ labels }) => labels?.matured === true).length;
  if (shown.length === 0) return undefined;
  const ink = markdownInk();
  const rows = shown.map((window) => {
    const {
      matured = false,
      labelled: known = 0,
      missing = 0,
      duplicated = 0,
      contradictory = 0,
    } = window.labels ?? {};
    const late = matured ? count(missing) : 'not due yet';
    return [
      windowCell(window, view.now, ink),
      `${count(known)} of ${count(window.rows)}`,
      late,
      count(duplicated),
      count(contradictory),
    ];
  });
  const word = windowWord(view.newest);
  return {
    title: 'Labels',
    result: `due for ${count(due)} of ${counted(labelled.length, word)}`,
    body: table(
      [[word.charAt(0).toUpperCase() + word.slice(1), 'Labelled', 'Missing', 'Double', 'Contradictory'], ...rows],
      ['l', 'r', 'r', 'r', 'r'],
    ),
  };
}

/** What to do where the change is wanted: what lasts, what passes, and the knob last. */
function expectedFold(view: WatchView): Fold | undefined {
  const { state, trouble, retraining, watch } = view;
  if (state !== 'alarm' && state !== 'ignored') return undefined;
  const word = view.context.capabilities.changeWord;
  const lasting =
    retraining === undefined
      ? 'train on newer data and let the gate judge it. What is promoted becomes the reference'
      : 'let the retraining finish. When it is promoted, its data becomes the reference';
  const steps = [
    ...(trouble === 'service' ? [] : [`A lasting change: ${lasting}.`]),
    state === 'ignored'
      ? 'Look again sooner: open this issue again.'
      : `A one-time event: close this issue with the comment ${markdownInk().code('/ignore 7d')}. It is opened again if the alarm lasts. Closed without a comment, it is ignored for 7 days.`,
    `A limit that is too tight: ${knobText(view)} in a ${word}. The windows are then judged again.`,
    ...(watch.decision === undefined || trouble === 'service'
      ? []
      : ['Nothing is deployed by this issue or by closing it.']),
  ];
  return { title: 'If this is expected', result: undefined, body: steps.map((step) => `- ${step}`).join('\n') };
}

function knobText({ trouble, ringing }: WatchView): string {
  const ink = markdownInk();
  const limit = ringing[0]?.latest?.point.limit;
  const now = limit === undefined ? '' : ` (now ${allowedWords(limit, ink)})`;
  if (trouble === 'service') return `raise ${ink.code('max')} of ${ink.code('monitor.service')}${now}`;
  if (trouble === 'performance') return `loosen the line of ${ink.code('gate')}${now}`;
  return `raise ${ink.code('max')} of the drift line in ${ink.code('gate')}${now}`;
}
