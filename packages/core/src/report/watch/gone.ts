import type { SeriesPoint } from '../../record/watch.ts';
import type { SeriesView } from './view.ts';

/** What stands in place of a value. */
export const goneWords = 'not in the rows';

/** Whether a column was flagged because the rows no longer have it: there is no value, and none of chance's making. */
export function isGone({ outcome, flagged, value }: Pick<SeriesPoint, 'outcome' | 'flagged' | 'value'>): boolean {
  return flagged && outcome === 'not in both' && value === undefined;
}

/** Series that the newest rows no longer have, in the order given. */
export function goneSeries(series: readonly SeriesView[]): SeriesView[] {
  return series.filter(({ latest }) => latest !== undefined && isGone(latest.point));
}
