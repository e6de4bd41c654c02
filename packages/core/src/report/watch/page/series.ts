import type { ColumnSummary } from '../../../record/data.ts';
import type { SeriesPoint } from '../../../record/watch.ts';
import { numberText } from '../../data/words.ts';
import { clean } from '../../escape.ts';
import { icons } from '../../headline.ts';
import { htmlInk, type Ink, plainInk } from '../../ink.ts';
import { counted, nbsp, percent, pValue } from '../../number.ts';
import { type Part, shareFigure } from '../../page/histogram.ts';
import { alarmsText } from '../facts.ts';
import { isGone } from '../gone.ts';
import { seriesText, startText, windowCell, windowWord } from '../names.ts';
import { effectLines, isOpen, isPast, olderWindow } from '../table.ts';
import { gapText, limitWords, measuredText, type ShareMove, shareMoves, valueCell } from '../values.ts';
import type { SeriesView, WatchView } from '../view.ts';
import { troubleIcon } from '../words.ts';

/** The most rows of one table, and the most figures. */
const [mostRows, mostFigures] = [40, 9];

/** What rings and what is past its limit, with the number that decided. */
export function alarmsSection(view: WatchView): string {
  const open = view.series.filter(isOpen);
  const shown = view.ringing.length > 0 && view.state !== 'recovered' ? [...new Set([...view.ringing, ...open])] : open;
  if (shown.length === 0) return '';
  const ink = htmlInk();
  const rows = shown.slice(0, mostRows).map((series) => alarmLine(view, series, ink));
  const left = shown.length - rows.length;
  const more = left > 0 ? `<p class="note">${counted(left, 'more series', 'more series')} past the limit.</p>` : '';
  const head =
    '<thead><tr><th>Series</th><th>Latest</th><th>Allowed</th><th>Rings since</th><th class="by">p, corrected</th></tr></thead>';
  const rule = alarmsText({ ...view, ringing: view.ringing.slice(0, 1) }, ink);
  const note = rule === undefined ? '' : `<p class="note">${rule.slice(rule.indexOf('An alarm takes'))}</p>`;
  return `<h2 id="alarms">Alarms</h2><table class="drift">${head}${rows.join('')}</table>${more}${note}`;
}

function alarmLine({ now, newest }: WatchView, series: SeriesView, ink: Ink): string {
  const word = windowWord(newest);
  const { name, latest, alarm } = series;
  const limit = latest?.point.limit;
  const none = latest !== undefined && isGone(latest.point) ? 'in the rows' : 'no limit';
  const since =
    alarm === undefined
      ? 'does not ring'
      : `${startText(alarm.since, now, ink)}<small>${alarm.flagged} of ${counted(alarm.of, word)}</small>`;
  const cells = [
    `<td>${troubleIcon(series)} ${seriesText(name, ink)}</td>`,
    `<td>${latest === undefined ? 'no value' : `<b>${measuredText(latest.point)}</b><small>${windowCell(latest.window, now, ink)}</small>`}</td>`,
    `<td>${limit === undefined ? none : limitWords(limit, ink)}</td>`,
    `<td>${since}</td>`,
    `<td class="mut by">${latest === undefined ? '' : testText(latest.point)}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>`;
}

/** `p &lt; 0.001`, corrected for all series of the window that are tested together. */
function testText({ adjusted }: SeriesPoint): string {
  return adjusted === undefined ? '' : pValue(adjusted).replace('<', '&lt;');
}

/** Every column and the predictions, reference and latest window side by side; pictures of the values that moved. */
export function columnsSection(view: WatchView): string {
  const columns = view.series.filter(({ name }) => name.kind === 'column' || name.kind === 'prediction');
  if (columns.length === 0) return '';
  const ink = htmlInk();
  const rows = columns.slice(0, mostRows).map((series) => columnLine(view, series, ink));
  const left = columns.length - rows.length;
  const more = left > 0 ? `<p class="note">${counted(left, 'more column')} in the record.</p>` : '';
  const head =
    '<thead><tr><th>Column</th><th>Reference</th><th>Latest</th><th>PSI</th><th class="by">p, corrected</th></tr></thead>';
  return `<h2 id="columns">Columns</h2>${figures(view, columns)}<table class="drift">${head}${rows.join('')}</table>${more}`;
}

function columnLine(view: WatchView, series: SeriesView, ink: Ink): string {
  const { name, latest, places } = series;
  const point = latest?.point ?? places.findLast((place) => place.point !== undefined)?.point;
  const label = name.kind === 'prediction' ? `predictions<small>${ink.code(name.name)}</small>` : ink.code(name.name);
  if (point === undefined || latest === undefined) {
    const why = point === undefined ? 'not judged' : gapText(point, ink);
    return `<tr><td>${label}</td><td></td><td></td><td>${why}</td><td class="mut by"></td></tr>`;
  }
  const [was, now] = sides(point, ink);
  const older = olderWindow(view, series, ink);
  const word = `${wordOf(point)}${older === undefined ? '' : `<small>of ${older}</small>`}`;
  return `<tr><td>${label}</td><td>${was}</td><td>${now}</td><td>${valueCell(point, ink).replace('PSI ', '')}${word}</td><td class="mut by">${testText(point)}</td></tr>`;
}

function wordOf(point: SeriesPoint): string {
  if (isGone(point)) return '';
  if (point.flagged) return ' <span class="worse">drifted</span>';
  return isPast(point) ? '<small>over the limit, within noise</small>' : '';
}

function sides(point: SeriesPoint, ink: Ink): [string, string] {
  if (point.kind === 'prediction') {
    const text = (share: number | undefined): string =>
      share === undefined ? 'not known' : `${percent(share)} positive`;
    return [text(point.reference), text(point.share)];
  }
  return [summary(point.was, ink), summary(point.now, ink)];
}

function summary(column: ColumnSummary | undefined, ink: Ink): string {
  if (column === undefined) return '<span class="mut">not kept</span>';
  if (column.kind === 'median') return `median ${numberText(column.median)}`;
  if (column.shares.length === 0) return 'not shown';
  return column.shares
    .slice(0, 3)
    .map(({ value, share }) => `${ink.code(value ?? '(missing)')} ${percent(share)}`)
    .join('<br>');
}

/** Values of columns that are past their limit, then of those nearest to it. */
function figures(view: WatchView, columns: readonly SeriesView[]): string {
  const drawn = columns
    .map((series) => {
      const point = series.latest?.point;
      if (point === undefined) return '';
      const older = olderWindow(view, series, plainInk());
      const words = `${measuredText(point)}${older === undefined ? '' : ` of ${older}`}${point.limit === undefined ? '' : `, ${limitWords(point.limit, plainInk())}`}`;
      return shareFigure(series.name.name, words, partsOf(point));
    })
    .filter((text) => text !== '')
    .slice(0, mostFigures);
  if (drawn.length === 0) return '';
  const key =
    '<div class="key"><span><i class="f"></i>latest window</span><span><i class="w"></i>reference</span></div>';
  return `${key}<div class="grid">${drawn.join('')}</div>`;
}

/** The values that both sides name, and all others. */
function partsOf({ was, now }: SeriesPoint): Part[] {
  if (was === undefined || now === undefined) return [];
  const parts = shareMoves(was, now).map((move) => ({ name: valueName(move), was: move.was, now: move.now }));
  return parts.some((part) => part.was > 0 || part.now > 0) ? parts : [];
}

function valueName({ value }: ShareMove): string {
  if (value === undefined) return 'other values';
  return value === null ? '(missing)' : clean(value, 15);
}

/** Metrics over all rows and in slices, and service levels, against the champion's own and their limits. */
export function metricsSection(view: WatchView): string {
  const rows = view.series.filter(({ name }) => name.kind === 'metric' || name.kind === 'service');
  if (rows.length === 0) return '';
  const ink = htmlInk();
  const ordered = [
    ...rows.filter(({ name }) => name.slice === undefined),
    ...rows.filter(({ name }) => name.slice !== undefined),
  ];
  const lines = ordered.slice(0, mostRows).map((series) => metricLine(view, series, ink));
  const left = ordered.length - lines.length;
  const more = left > 0 ? `<p class="note">${counted(left, 'more series', 'more series')} in the record.</p>` : '';
  const head =
    '<thead><tr><th>Series</th><th>Latest (reference)</th><th>Change, 90% interval</th><th class="by">Allowed</th></tr></thead>';
  return `<h2 id="metrics">Metrics and service</h2><table class="checks">${head}${lines.join('')}</table>${more}`;
}

function metricLine(view: WatchView, series: SeriesView, ink: Ink): string {
  const { name, latest, places } = series;
  const point = latest?.point ?? places.findLast((place) => place.point !== undefined)?.point;
  const mark = isOpen(series) ? `${troubleIcon(series)} ` : `${latest === undefined ? '' : `${icons.passed} `}`;
  const value = point === undefined ? 'not judged' : valueCell(point, ink);
  const of =
    latest === undefined
      ? ''
      : `<small>${windowCell(latest.window, view.now, ink)}, ${counted(latest.point.n, 'row')}</small>`;
  const limit = point?.limit === undefined ? 'no limit' : limitWords(point.limit, ink);
  const change =
    latest === undefined ? 'not judged' : effectLines(latest.point, ink).join('<br>').replaceAll(nbsp, ' ');
  return `<tr><td>${mark}${seriesText(name, ink)}</td><td>${value}${of}</td><td>${change}</td><td class="mut by">${limit}</td></tr>`;
}
