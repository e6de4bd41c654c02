import type { Watch } from '../../../record/watch.ts';
import { htmlInk } from '../../ink.ts';
import { day } from '../../number.ts';
import { htmlDocument } from '../../page/document.ts';
import type { WatchReportContext } from '../context.ts';
import { falseAlarmsSentence } from '../expected.ts';
import { momentText } from '../names.ts';
import { afterWatchReason, watchReason } from '../reason.ts';
import { type WatchView, watchViewOf } from '../view.ts';
import { plainWatchHeadline, watchHeadline } from '../words.ts';
import { recordSection, retrainingSection } from './retraining.ts';
import { alarmsSection, columnsSection, metricsSection } from './series.ts';
import { trendsSection } from './trends.ts';
import { labelsSection, windowsSection } from './windows.ts';

/** A model in production as one HTML file of at most 150 kB: no script, no outside request, readable on a phone and on paper. */
export function renderWatchPage(watch: Watch, context: WatchReportContext): string {
  const view = watchViewOf(watch, context);
  return htmlDocument(plainWatchHeadline(view), opening(view), [
    alarmsSection(view),
    trendsSection(view),
    metricsSection(view),
    columnsSection(view),
    windowsSection(view),
    labelsSection(view),
    retrainingSection(view),
    recordSection(view),
  ]);
}

/** Verdict, reason, when it was looked at, and how often it rings for nothing. */
function opening(view: WatchView): string {
  const { watch, now, context } = view;
  const ink = htmlInk();
  const opened = watch.openedAt === undefined ? undefined : day(watch.openedAt, now);
  const closed = watch.closedAt === undefined || view.state !== 'recovered' ? undefined : day(watch.closedAt, now);
  const until = closed === undefined ? '' : `, closed ${closed}`;
  const since = opened === undefined || view.state === 'quiet' ? '' : `, alarm opened ${opened}${until}`;
  const look = ink.link(`Last look ${momentText(watch.lookedAt, now)}`, context.runUrl);
  const expected = falseAlarmsSentence({ expected: watch.expected, newest: view.newest });
  return [
    `<h1>${watchHeadline(view, htmlInk)}</h1>`,
    `<p class="lead"><b>${watchReason(view, htmlInk)}</b> ${afterWatchReason(view, ink)}</p>`,
    `<p class="mut">${look}${since}. ${expected}</p>`,
  ].join('\n');
}
