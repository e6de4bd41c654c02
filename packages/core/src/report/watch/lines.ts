import type { AlarmRule } from '../../policy/watch.ts';
import type { SeriesPoint, Watch } from '../../record/watch.ts';
import { visible } from '../escape.ts';
import { plainInk } from '../ink.ts';
import { nbsp } from '../number.ts';
import { terminal } from '../terminal.ts';
import { falseAlarmsText } from './expected.ts';
import { alarmsText, decisionText, followText, ignoredText, labelsText, windowsText } from './facts.ts';
import { isGone } from './gone.ts';
import { seriesText, windowCell } from './names.ts';
import { afterWatchReason, watchReason } from './reason.ts';
import { isPast, mainSeries } from './table.ts';
import { limitWords, measuredText } from './values.ts';
import { type SeriesView, type WatchView, watchViewOf } from './view.ts';
import { watchHeadline } from './words.ts';

const usualRule: AlarmRule = { k: 3, n: 5, closeAfter: 3 };

function viewForTerminal(watch: Watch, rule: AlarmRule): WatchView {
  const { capabilities, links, version } = terminal;
  return watchViewOf(watch, { capabilities, links, version, repository: '', rule, now: new Date(watch.lookedAt) });
}

/**
 * What is known of a model in production, for a terminal: the headline, why, the series that matter, the facts. Everything
 * foreign is visible and on its own line.
 */
export function watchLines(watch: Watch, rule: AlarmRule = usualRule): string {
  const view = viewForTerminal(watch, rule);
  const ink = plainInk();
  const reason = [watchReason(view, plainInk), afterWatchReason(view, ink)].filter((text) => text !== '').join(' ');
  const facts = [
    ['alarms', alarmsText(view, ink)],
    ['windows', windowsText(view, ink)],
    ['labels', labelsText(view, ink)],
    ['ignored', ignoredText(view, ink)],
    ['decision', watch.decision === undefined ? undefined : decisionText(view, ink)],
    ['follow', followText(view, ink)],
    ['issue', watch.issue === undefined ? undefined : visible(watch.issue.url ?? `#${watch.issue.number}`)],
    ['expected', falseAlarmsText({ expected: watch.expected, newest: view.newest })],
  ].flatMap(([name, text]) => (text === undefined ? [] : [`${name}: ${text}`]));
  return [watchHeadline(view, plainInk), reason, ...seriesLines(view), ...facts]
    .map((line) => line.replaceAll(nbsp, ' ').trimEnd())
    .join('\n');
}

/** `! income  PSI 0.34  at most 0.2`, in columns. */
function seriesLines(view: WatchView): string[] {
  const rows = mainSeries(view, 8).map((series) => seriesCells(view, series));
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((cells) => lengthOf(cells[column] ?? ''))));
  return rows.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(cell.length + Math.max(0, (widths[column] ?? 0) - lengthOf(cell)))).join('  ')}`.trimEnd(),
  );
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

function seriesCells({ now }: WatchView, { name, latest, alarm }: SeriesView): string[] {
  const ink = plainInk();
  const label = seriesText(name, ink);
  if (latest === undefined) return [label, 'not judged', '', alarm === undefined ? '' : 'rings'];
  const { point, window } = latest;
  const none = isGone(point) ? '' : 'no limit';
  const limit = point.limit === undefined ? none : limitWords(point.limit, ink);
  const state = alarm === undefined ? standing(point) : 'rings';
  return [
    label,
    measuredText(point),
    limit,
    [windowCell(window, now, ink), state].filter((text) => text !== '').join(', '),
  ];
}

function standing(point: SeriesPoint): string {
  if (isGone(point)) return '';
  if (point.flagged) return 'past its limit';
  return isPast(point) ? 'over its limit, within noise' : '';
}
