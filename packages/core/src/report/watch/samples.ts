import type { Sample } from '../../port/notify.ts';
import type { Watch } from '../../record/watch.ts';
import { sliceLabel } from '../slice.ts';
import { terminal } from '../terminal.ts';
import { thresholdOf } from './values.ts';
import { type SeriesView, watchViewOf } from './view.ts';

const help = {
  value:
    'Newest judged value of a watched series: the PSI of a column or of predictions, a metric, a share of bad events.',
  limit: 'Value at which the limit of a watched series is passed.',
  flagged: '1 where the newest judged value is past its limit beyond noise, or the column is gone, else 0.',
  rows: 'Rows behind the newest judged value.',
  alarm: '1 while an alarm rings on a watched series, else 0.',
} as const;

/** What is watched as gauges, grouped by name: one of each for every series, and when it was looked. */
export function samplesOf(watch: Watch): readonly Sample[] {
  const { capabilities, links, version } = terminal;
  // Neither the rule nor the place of a report shows in numbers.
  const rule = { k: 1, n: 1, closeAfter: 1 };
  const now = new Date(watch.lookedAt);
  const { series } = watchViewOf(watch, { capabilities, links, version, repository: '', rule, now });
  const gauge = (name: keyof typeof help, numberOf: (series: SeriesView) => number | undefined): Sample[] =>
    series.flatMap((each) => {
      const value = numberOf(each);
      if (value === undefined || !Number.isFinite(value)) return [];
      return [{ name: `weighbridge_watch_${name}`, help: help[name], labels: labelsOf(watch, each), value }];
    });
  return [
    ...gauge('value', ({ latest }) => latest?.point.value),
    ...gauge('limit', ({ latest }) => (latest === undefined ? undefined : thresholdOf(latest.point))),
    ...gauge('flagged', ({ latest }) => (latest === undefined ? undefined : Number(latest.point.flagged))),
    ...gauge('rows', ({ latest }) => latest?.point.n),
    ...gauge('alarm', ({ alarm }) => Number(alarm !== undefined)),
    {
      name: 'weighbridge_watch_last_look_timestamp_seconds',
      help: 'When the model was looked at last.',
      labels: { model: watch.model },
      value: Date.parse(watch.lookedAt) / 1000,
    },
  ];
}

function labelsOf({ model }: Watch, { name: { kind, name, slice } }: SeriesView): Sample['labels'] {
  return { model, kind, series: name, ...(slice === undefined ? {} : { slice: sliceLabel(slice) }) };
}
