import type { AlarmRule } from '../policy/watch.ts';
import type { Alarm, SeriesName, WatchWindow } from '../record/watch.ts';
import { isCounted, seriesKey } from './series.ts';

/** One series along its judged windows. */
interface Track {
  readonly name: SeriesName;
  /** Its last judged windows, oldest first, at most `n`; none from before its last alarm ended. */
  readonly recent: readonly { readonly id: string; readonly flagged: boolean }[];
  /** Judged windows in a row without a flag. */
  readonly quiet: number;
  readonly ringing?: { readonly first: string; readonly since: string };
}

/** What rings after the last window; see `replayAlarms`. */
export function alarmsOf(windows: readonly WatchWindow[], rule: AlarmRule): readonly Alarm[] {
  return replayAlarms(windows, rule).at(-1)?.ringing ?? [];
}

/**
 * What rings after each window; windows come oldest first. A series rings when `k` of its last `n` judged windows are
 * flagged, and stops after `closeAfter` judged windows in a row that are not; those before that do not count again.
 * Windows in which a series was not judged are passed over; a column that is gone is
 * flagged there without a value. Only windows that were judged against the same reference,
 * by the same limits, count together. Alarms stand in the order in which their series first appeared.
 */
export function replayAlarms(
  windows: readonly WatchWindow[],
  rule: AlarmRule,
): readonly { readonly window: WatchWindow; readonly ringing: readonly Alarm[] }[] {
  const byRules = new Map<string, Map<string, Track>>();
  return windows.map((window) => {
    const judgedBy = JSON.stringify([window.reference, window.by]);
    const tracks = byRules.get(judgedBy) ?? new Map<string, Track>();
    byRules.set(judgedBy, tracks);
    for (const { kind, name, slice, outcome, flagged } of window.series) {
      const series: SeriesName = slice ? { kind, name, slice } : { kind, name };
      const key = seriesKey(series);
      const track = tracks.get(key) ?? { name: series, recent: [], quiet: 0 };
      tracks.set(key, isCounted({ outcome, flagged }) ? moved(track, { id: window.id, flagged }, rule) : track);
    }
    return { window, ringing: [...tracks.values()].flatMap(alarmOf) };
  });
}

function moved(track: Track, point: Track['recent'][number], { k, n, closeAfter }: AlarmRule): Track {
  const { name } = track;
  const recent = [...track.recent, point].slice(-n);
  const quiet = point.flagged ? 0 : track.quiet + 1;
  if (track.ringing) return quiet < closeAfter ? { ...track, recent, quiet } : { name, recent: [], quiet: 0 };
  const flagged = recent.filter((each) => each.flagged);
  const [first] = flagged;
  if (!first || flagged.length < k) return { name, recent, quiet };
  return { name, recent, quiet, ringing: { first: first.id, since: point.id } };
}

function alarmOf({ name, recent, ringing }: Track): readonly Alarm[] {
  if (!ringing) return [];
  return [{ ...name, ...ringing, flagged: recent.filter(({ flagged }) => flagged).length, of: recent.length }];
}
