import type { WatchWindow } from '../../record/watch.ts';
import type { Ink } from '../ink.ts';
import { counted } from '../number.ts';
import { bare, seriesText, windowText, windowWord } from './names.ts';
import type { SeriesView, WatchView } from './view.ts';

/** Windows whose labels are due and that are newer than the newest value of a metric. */
function unknownWindows({ windows }: WatchView, { latest }: SeriesView): readonly WatchWindow[] {
  const known = latest === undefined ? -1 : windows.indexOf(latest.window);
  return windows.slice(known + 1).filter(({ labels }) => labels?.matured === true);
}

/** Whether the model's first metric has no value where its labels are due. */
export function isUnknown(view: WatchView): boolean {
  const metric = view.primary ?? firstMetric(view);
  return metric !== undefined && unknownWindows(view, metric).length > 0;
}

/** The metric of the gate's first line that has no value yet. */
export function firstMetric({ series, windows }: WatchView): SeriesView | undefined {
  const named = windows.flatMap((window) => window.series).find(({ kind, slice }) => kind === 'metric' && !slice);
  return series.find(({ name }) => name.kind === 'metric' && name.slice === undefined && name.name === named?.name);
}

/**
 * `roc_auc is not known for the newest 3 days whose labels are due: no row has a label. It was judged last for 14 Nov.`
 * Empty where its newest value is of the newest window whose labels are due.
 */
export function unknownText(view: WatchView, metric: SeriesView | undefined, ink: Ink): string {
  if (metric === undefined) return '';
  const unknown = unknownWindows(view, metric);
  const newest = unknown.at(-1);
  if (newest === undefined) return '';
  const why = whyUnknown(metric, unknown);
  const word = windowWord(newest);
  const which = unknown.length === 1 ? word : counted(unknown.length, word);
  const start = `${seriesText(metric.name, ink)} is not known for the newest ${which} whose labels are due`;
  const last =
    metric.latest === undefined
      ? 'It was never judged.'
      : `It was judged last for ${windowText(metric.latest.window, view.now, ink)}.`;
  return `${start}${why === undefined ? '' : `: ${ink.prose(bare(why))}`}. ${last}`;
}

/** The newest reason that is known. */
function whyUnknown({ places }: SeriesView, unknown: readonly WatchWindow[]): string | undefined {
  const reason = places.findLast(({ window, point }) => unknown.includes(window) && point?.reason !== undefined);
  if (reason?.point?.reason !== undefined) return reason.point.reason;
  return unknown.at(-1)?.outcome === 'empty' ? 'there are no rows' : undefined;
}
