import type { Alarm, SeriesName, Watch } from '../record/watch.ts';
import { isReopened, personClosing } from './closing.ts';
import { ignoreOf, type Snooze } from './ignore.ts';
import type { Look } from './look.ts';
import { seriesKey } from './series.ts';

/** Whether what rings is ignored, and what the state keeps of it. */
export interface Ignoring {
  readonly holds: boolean;
  readonly kept: Pick<Watch, 'ignored' | 'heard'>;
}

/**
 * What people said holds for the series that rang when they said it, and were shown to them: when another one rings, it ends at
 * once, and is not picked up again at the next look. Who opens the issue again ends it, as `/watch` does: what was said up
 * to the last look says nothing any more.
 */
export function ignoringAt(before: Watch | undefined, look: Look, alarms: readonly Alarm[]): Ignoring {
  const reopened = isReopened(before, look);
  const snooze = ignoreOf(look.comments ?? [], look.at, {
    since: reopened ? later(before?.heard, before?.lookedAt) : before?.heard,
    closing: personClosing(before, look),
    before: reopened ? undefined : before?.ignored,
  });
  const series = snooze ? coveredBy(snooze, before, alarms) : [];
  const names = new Set(series.map(seriesKey));
  const holds = snooze !== undefined && alarms.every((each) => names.has(seriesKey(each)));
  if (alarms.length > 0 && !holds)
    return { holds, kept: before?.phase === 'alarm' && !snooze ? heardOf(before) : answered(before, look) };
  if (reopened && !snooze) return { holds, kept: answered(before, look) };
  const ignored = snooze && series.length > 0 ? { ignored: { ...snooze, series: [...series] } } : {};
  return { holds, kept: { ...ignored, ...heardOf(before) } };
}

function coveredBy({ until, by }: Snooze, before: Watch | undefined, alarms: readonly Alarm[]): readonly SeriesName[] {
  if (!before) return named(alarms);
  const old = before.ignored?.series ?? [];
  if (before.ignored?.until === until && before.ignored.by === by) return old;
  const names = new Set(old.map(seriesKey));
  return [...old, ...named(before.alarms).filter((each) => !names.has(seriesKey(each)))];
}

function named(alarms: readonly Alarm[]): SeriesName[] {
  return alarms.map(({ kind, name, slice }) => (slice ? { kind, name, slice } : { kind, name }));
}

function heardOf(before: Watch | undefined): Pick<Watch, 'heard'> {
  return before?.heard === undefined ? {} : { heard: before.heard };
}

/** The newest of all that was said, by the forge's clock, which is not ours. */
function answered(before: Watch | undefined, { comments = [], issue }: Look): Pick<Watch, 'heard'> {
  const said = [before?.heard, issue?.closedAt, ...comments.map(({ at }) => at)]
    .flatMap((at) => (at === undefined ? [] : [Date.parse(at)]))
    .filter((at) => !Number.isNaN(at));
  return said.length === 0 ? {} : { heard: new Date(Math.max(...said)).toISOString() };
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(a) > Date.parse(b) ? a : b;
}
