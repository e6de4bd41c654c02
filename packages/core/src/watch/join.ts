import type { SeriesPoint, WatchWindow } from '../record/watch.ts';
import { seriesKey } from './series.ts';

/**
 * A window that was judged again. What was judged in it before and cannot be judged now, as labels, the score or the
 * counters of a service could not be had for one look, stands as it was found.
 */
export function joinWindow(old: WatchWindow | undefined, now: WatchWindow): WatchWindow {
  if (!old || !isSameTerms(old, now)) return now;
  const judged = new Set(now.series.filter(({ outcome }) => outcome === 'judged').map(seriesKey));
  const kept = old.series.filter((point) => point.outcome === 'judged' && !judged.has(seriesKey(point)));
  if (kept.length === 0) return now;
  const byKey = new Map(kept.map((point) => [seriesKey(point), point]));
  const names = new Set(now.series.map(seriesKey));
  const { labels, ...rest } = now;
  const labelled = kept.some(({ kind }) => kind === 'metric') ? (old.labels ?? labels) : labels;
  const isWhole = now.outcome !== 'judged' && old.outcome === 'judged' && kept.some(isData);
  return {
    ...rest,
    ...(isWhole ? { rows: old.rows, outcome: old.outcome } : {}),
    ...(labelled ? { labels: labelled } : {}),
    series: [
      ...now.series.map((point) => byKey.get(seriesKey(point)) ?? point),
      ...kept.filter((point) => !names.has(seriesKey(point))),
    ],
  };
}

/**
 * A window whose first rows were deleted by age since: what was found in all of them stands for columns and the score.
 * Labels come later than rows, and are counted and measured on the rows that are left.
 */
export function afterDeletion(old: WatchWindow | undefined, now: WatchWindow): WatchWindow {
  if (!old || !isSameTerms(old, now) || old.rows <= now.rows) return now;
  const { labels = old.labels } = now;
  return {
    ...now,
    rows: old.rows,
    outcome: old.outcome,
    ...(labels ? { labels } : {}),
    series: [...old.series.filter(isData), ...now.series.filter((point) => !isData(point))],
  };
}

function isSameTerms(old: WatchWindow, now: WatchWindow): boolean {
  return old.reference === now.reference && old.by === now.by;
}

function isData({ kind }: SeriesPoint): boolean {
  return kind === 'column' || kind === 'prediction';
}
