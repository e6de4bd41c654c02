import type { AlarmRule } from '../../policy/watch.ts';
import type { Alarm, SeriesName, WatchWindow } from '../../record/watch.ts';
import { seriesKey } from '../../watch/series.ts';
import { plainInk } from '../ink.ts';
import { count, counted, nbsp } from '../number.ts';
import { falseAlarmsText } from './expected.ts';
import { seriesText, spanText, startText, windowWord } from './names.ts';

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
  /** Complete windows that are at hand; more than those that are replayed where only the newest are. */
  readonly atHand?: number;
  /** Milliseconds after the end of a window before which no look judges it, and before which none knows its labels. */
  readonly settle: number;
  readonly delay: number;
}

/** Past windows one by one, oldest first: when it would have rung, for what, and for how long; for a terminal. */
export function backtestLines(replay: readonly ReplayedWindow[], facts: BacktestFacts): string {
  const ink = plainInk();
  const { k, n, closeAfter } = facts.rule;
  const word = windowWord(replay[0]?.window);
  const alarms = startedAlarms(replay);
  const lines = [
    `${ink.name(facts.model)}: ${counted(alarms, 'alarm')} in ${windowsOf(replay.length, facts.atHand, word)}${spanOf(replay)}`,
    `rule: ${count(k)} of ${count(n)}, ends after ${counted(closeAfter, word)} within the limits; ${falseAlarmsText({ expected: facts.expected, newest: replay.at(-1)?.window })}`,
    ...replay.map((step, index) => `  ${replayLine(step, replay[index - 1], facts)}`),
  ];
  return lines.map((line) => line.replaceAll(nbsp, ' ').trimEnd()).join('\n');
}

/** `12 days`, `the newest 200 of 312 days`. */
function windowsOf(shown: number, atHand: number | undefined, word: string): string {
  if (atHand === undefined || atHand <= shown) return counted(shown, word);
  return `the newest ${count(shown)} of ${counted(atHand, word)}`;
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

function replayLine(step: ReplayedWindow, before: ReplayedWindow | undefined, facts: BacktestFacts): string {
  const { window, ringing } = step;
  const state = replayState(window, ringing, (before?.ringing.length ?? 0) > 0) + knownText(step, before, facts);
  const name = startText(window.id, facts.now.toISOString(), plainInk()).padEnd(14);
  return `${name} ${counted(window.rows, 'row').padStart(14)}  ${judgedText(window, state)}`;
}

function replayState(window: WatchWindow, ringing: readonly Alarm[], rang: boolean): string {
  if (ringing.length > 0) return `${rang ? 'rings' : 'RINGS'}: ${firstNames(ringing)}`;
  if (rang) return 'ends';
  const flagged = window.series.filter((point) => point.flagged);
  return flagged.length === 0 ? 'quiet' : `past a limit: ${firstNames(flagged)}`;
}

/** When a look could have known what began to ring: after the window's end, and of metrics once labels have matured. */
function knownText(
  { window, ringing }: ReplayedWindow,
  before: ReplayedWindow | undefined,
  facts: BacktestFacts,
): string {
  const { to } = window;
  const rang = new Set((before?.ringing ?? []).map(seriesKey));
  const begun = ringing.filter((alarm) => !rang.has(seriesKey(alarm)));
  if (to === undefined || begun.length === 0) return '';
  const after = ({ kind }: Alarm): number => (kind === 'metric' ? Math.max(facts.settle, facts.delay) : facts.settle);
  const waits = [...new Set(begun.map(after))].toSorted((a, b) => a - b);
  const dates = waits.map((wait) => {
    const at = new Date(Date.parse(to) + wait).toISOString();
    const known = `known from ${startText(at, facts.now.toISOString(), plainInk())}`;
    const isAll = waits.length === 1 && begun.length === ringing.length;
    return isAll ? known : `${firstNames(begun.filter((alarm) => after(alarm) === wait))} ${known}`;
  });
  return ` (${dates.join('; ')})`;
}

function firstNames(series: readonly SeriesName[]): string {
  const names = series.slice(0, 3).map((name) => seriesText(name, plainInk()));
  const left = series.length - names.length;
  return `${names.join(', ')}${left === 0 ? '' : ` and ${count(left)} more`}`;
}

function judgedText({ outcome }: WatchWindow, state: string): string {
  return outcome === 'judged' ? state : `${outcome}${state === 'quiet' ? '' : `, ${state}`}`;
}
