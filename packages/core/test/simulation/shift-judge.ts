import { usualDrift } from '../../src/drift/drift.ts';
import type { DriftLine } from '../../src/policy/policy.ts';
import type { AlarmRule } from '../../src/policy/watch.ts';
import type { ColumnCounts } from '../../src/port/table.ts';
import type { WatchWindow } from '../../src/record/watch.ts';
import { replayAlarms } from '../../src/watch/alarm.ts';
import { judgeWindow } from '../../src/watch/judge.ts';

/** Rules that are compared; an alarm ends after three windows within the limits, as it does by default. */
export const alarmRules: readonly AlarmRule[] = [
  { k: 1, n: 1, closeAfter: 3 },
  { k: 2, n: 3, closeAfter: 3 },
  { k: 3, n: 5, closeAfter: 3 },
  { k: 5, n: 8, closeAfter: 3 },
];

export function ruleName({ k, n }: AlarmRule): string {
  return `${k} of ${n}`;
}

export const digest = (letter: string): `sha256:${string}` => `sha256:${letter.repeat(64)}`;

/** A window by the policy's defaults, beyond noise at 5% over all columns, and PSI above 0.1 or another limit. */
export function judged(id: string, columns: readonly ColumnCounts[], max = usualDrift): WatchWindow {
  const [first] = columns;
  const input = { id, rows: first?.now.rows ?? 0, reference: digest('a'), by: digest('b'), columns, absent: [] };
  const limit = { amount: max, relative: false, written: String(max) };
  const drift: readonly DriftLine[] = [{ line: 1, measure: 'psi', columns: 'all', max: limit }];
  const rules = { alpha: 0.05, drift, gate: [], minRows: 100, score: 'score' };
  return judgeWindow({ ...input, showValues: false, service: [] }, rules);
}

/** What a rule makes of windows, of the named columns alone. */
export interface Rung {
  /** Index of the first window in which an alarm rings; −1: none does. */
  readonly first: number;
  /** Alarms that began. */
  readonly alarms: number;
  /** Windows in which one rings. */
  readonly windows: number;
}

export function rungOf(windows: readonly WatchWindow[], rule: AlarmRule, names: readonly string[]): Rung {
  const begun = new Set<string>();
  const rings = replayAlarms(windows, rule).map(({ ringing }) => {
    const own = ringing.filter(({ name }) => names.includes(name));
    for (const { name, since } of own) begun.add(`${name} ${since}`);
    return own.length > 0;
  });
  return { first: rings.indexOf(true), alarms: begun.size, windows: rings.filter(Boolean).length };
}
