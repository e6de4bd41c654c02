import type { AlarmRule } from '../../policy/watch.ts';
import type { Alarm, SeriesName, SeriesPoint, Watch, WatchWindow } from '../../record/watch.ts';
import { visible } from '../escape.ts';
import { plainInk } from '../ink.ts';
import { count, counted, nbsp } from '../number.ts';
import { terminal } from '../terminal.ts';
import { falseAlarmsText } from './expected.ts';
import { alarmsText, decisionText, followText, ignoredText, labelsText, windowsText } from './facts.ts';
import { seriesText, spanText, startText, windowCell, windowWord } from './names.ts';
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
    ['expected', falseAlarmsText(watch)],
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
  const limit = point.limit === undefined ? 'no limit' : limitWords(point.limit, ink);
  const state = alarm === undefined ? standing(point) : 'rings';
  return [
    label,
    measuredText(point),
    limit,
    [windowCell(window, now, ink), state].filter((text) => text !== '').join(', '),
  ];
}

function standing(point: SeriesPoint): string {
  if (point.flagged) return 'past its limit';
  return isPast(point) ? 'over its limit, within noise' : '';
}

/** One window of the past, and what rang after it: as `replayAlarms` gives them. */
export interface ReplayedWindow {
  readonly window: WatchWindow;
  readonly ringing: readonly Alarm[];
}

export interface BacktestFacts {
  readonly model: string;
  readonly rule: AlarmRule;
  /** False alarms per year that the rule makes when nothing changes, at most. */
  readonly expected: number;
  readonly now: Date;
}

/** Past windows one by one, oldest first: when it would have rung, for what, and for how long; for a terminal. */
export function backtestLines(replay: readonly ReplayedWindow[], facts: BacktestFacts): string {
  const ink = plainInk();
  const now = facts.now.toISOString();
  const { k, n, closeAfter } = facts.rule;
  const word = windowWord(replay[0]?.window);
  const alarms = startedAlarms(replay);
  const lines = [
    `${ink.name(facts.model)}: ${counted(alarms, 'alarm')} in ${counted(replay.length, word)}${spanOf(replay)}`,
    `rule: ${count(k)} of ${count(n)}, ends after ${counted(closeAfter, word)} within the limits; ${falseAlarmsText(facts)}`,
    ...replay.map((step, index) => `  ${replayLine(step, replay[index - 1], now)}`),
  ];
  return lines.map((line) => line.replaceAll(nbsp, ' ').trimEnd()).join('\n');
}

/** How often something began to ring while nothing did. */
function startedAlarms(replay: readonly ReplayedWindow[]): number {
  return replay.filter(({ ringing }, index) => ringing.length > 0 && (replay[index - 1]?.ringing.length ?? 0) === 0)
    .length;
}

function spanOf(replay: readonly ReplayedWindow[]): string {
  const [from, to] = [replay[0]?.window.from, replay.at(-1)?.window.to];
  return from === undefined || to === undefined ? '' : ` (${spanText(Date.parse(to) - Date.parse(from))})`;
}

function replayLine({ window, ringing }: ReplayedWindow, before: ReplayedWindow | undefined, now: string): string {
  const state = replayState(window, ringing, (before?.ringing.length ?? 0) > 0);
  const name = startText(window.id, now, plainInk()).padEnd(14);
  return `${name} ${counted(window.rows, 'row').padStart(14)}  ${judgedText(window, state)}`;
}

function replayState(window: WatchWindow, ringing: readonly Alarm[], rang: boolean): string {
  if (ringing.length > 0) return `${rang ? 'rings' : 'RINGS'}: ${firstNames(ringing)}`;
  if (rang) return 'ends';
  const flagged = window.series.filter((point) => point.flagged);
  return flagged.length === 0 ? 'quiet' : `past a limit: ${firstNames(flagged)}`;
}

function firstNames(series: readonly SeriesName[]): string {
  const names = series.slice(0, 3).map((name) => seriesText(name, plainInk()));
  const left = series.length - names.length;
  return `${names.join(', ')}${left === 0 ? '' : ` and ${count(left)} more`}`;
}

function judgedText({ outcome }: WatchWindow, state: string): string {
  return outcome === 'judged' ? state : `${outcome}${state === 'quiet' ? '' : `, ${state}`}`;
}
