import type { WatchWindow } from '../../record/watch.ts';
import { count, decimalsOfValue, fixed } from '../number.ts';

/** What the rule makes when nothing changes, a year at most, and a window by which rows have a time or have none. */
export interface Expectation {
  readonly expected: number;
  readonly newest: WatchWindow | undefined;
}

/**
 * `at most about 0.6 false alarms a year`: what the rule makes when nothing changes. Rows without a time may stand
 * there again at every look, and nobody knows how many looks a year has: then there is no such number.
 */
export function falseAlarmsText({ expected, newest }: Expectation): string {
  if (hasNoTime(newest)) return 'false alarms a year: not known, rows have no time';
  return numberText(expected);
}

/** The same as a sentence. */
export function falseAlarmsSentence({ expected, newest }: Expectation): string {
  if (hasNoTime(newest)) return 'How many false alarms a year this rule makes is not known: rows have no time.';
  return `Where nothing changes, this rule makes ${numberText(expected)}.`;
}

function hasNoTime(window: WatchWindow | undefined): boolean {
  return window !== undefined && window.from === undefined;
}

function numberText(expected: number): string {
  if (expected < 0.005) return 'fewer than 0.01 false alarms a year';
  const rounded =
    expected >= 10 ? count(Math.round(expected)) : fixed(expected, Math.min(2, decimalsOfValue(expected)));
  return `at most about ${rounded} false alarms a year`;
}
