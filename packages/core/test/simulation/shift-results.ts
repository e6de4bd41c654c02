import type { AlarmRule } from '../../src/policy/watch.ts';
import type { WatchWindow } from '../../src/record/watch.ts';
import { alarmRules, type Rung, ruleName, rungOf } from './shift-judge.ts';
import { say } from './simulate.ts';

/** One line of the table in docs/watching.md. */
export interface Result {
  readonly story: string;
  readonly kind: 'sudden' | 'gradual' | 'seasonal' | 'performance';
  /** Rows a day; a window has `days` of them. */
  readonly perDay: number;
  readonly days: number;
  readonly rule: string;
  readonly runs: number;
  /** Runs in which an alarm on a shifted series rang by each window. */
  readonly byWindow: readonly number[];
  /** Alarms on shifted series that began, and windows in which one rang, over all runs. */
  readonly alarms: number;
  readonly ringing: number;
}

export interface Trial extends Pick<Result, 'story' | 'kind' | 'perDay' | 'days' | 'runs'> {
  readonly shifted: readonly string[];
  readonly windows: number;
  /** The windows of one run. */
  readonly start: (run: number) => (index: number) => WatchWindow;
}

/** Replays every run under each rule: one result a rule, said in the log. */
export function tryOut(trial: Trial): readonly Result[] {
  const runs = Array.from({ length: trial.runs }, (_, run) => look(trial, trial.start(run)));
  return alarmRules.map((rule) => resultOf(trial, rule, runs));
}

/** All windows of a season; of other runs only until each rule has rung. */
function look({ kind, windows, shifted }: Trial, draw: (index: number) => WatchWindow): readonly WatchWindow[] {
  const drawn: WatchWindow[] = [];
  while (drawn.length < windows) {
    drawn.push(draw(drawn.length));
    const mayEnd = kind !== 'seasonal' && drawn.length % 10 === 0;
    if (mayEnd && alarmRules.every((rule) => rungOf(drawn, rule, shifted).first >= 0)) break;
  }
  return drawn;
}

function resultOf(trial: Trial, rule: AlarmRule, runs: readonly (readonly WatchWindow[])[]): Result {
  const { story, kind, perDay, days, windows, shifted } = trial;
  const rungs = runs.map((run) => rungOf(run, rule, shifted));
  const byWindow = Array.from({ length: windows }, (_, window) => {
    return rungs.filter(({ first }) => first >= 0 && first <= window).length;
  });
  const sum = (of: (rung: Rung) => number) => rungs.reduce((total, rung) => total + of(rung), 0);
  const [alarms, ringing] = [sum((rung) => rung.alarms), sum((rung) => rung.windows)];
  const result = { story, kind, perDay, days, rule: ruleName(rule), runs: runs.length, byWindow, alarms, ringing };
  const by = (share: number) => delayOf(result, share) ?? 'none';
  say(
    `${story}, ${perDay} rows a day, ${result.rule}: half of ${runs.length} found by window ${by(0.5)}, ` +
      `90% by ${by(0.9)}, never found ${neverOf(result).toFixed(3)}, alarms ${(alarms / runs.length).toFixed(2)}`,
  );
  return result;
}

/** The window by which a share of all runs was found, from 1; undefined: so many never were. */
export function delayOf({ byWindow, runs }: Pick<Result, 'byWindow' | 'runs'>, share: number): number | undefined {
  const at = byWindow.findIndex((count) => count >= share * runs);
  return at < 0 ? undefined : at + 1;
}

/** Share of runs in which nothing rang. */
export function neverOf({ byWindow, runs }: Pick<Result, 'byWindow' | 'runs'>): number {
  return 1 - (byWindow.at(-1) ?? 0) / runs;
}
