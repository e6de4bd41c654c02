import type { Notice } from '../../port/notify.ts';
import type { Watch } from '../../record/watch.ts';
import { seriesKey } from '../../watch/series.ts';
import { plainInk } from '../ink.ts';
import { nbsp } from '../number.ts';
import type { WatchReportContext } from './context.ts';
import { decisionText, windowsText } from './facts.ts';
import { seriesText } from './names.ts';
import { afterWatchReason, watchReason } from './reason.ts';
import { mainSeries, olderWindow } from './table.ts';
import { limitWords, measuredText } from './values.ts';
import { type SeriesView, type WatchView, watchViewOf } from './view.ts';
import { watchTitle } from './words.ts';

/** The most pairs of a notice. */
const mostFacts = 8;

/** A change of state for those who are told elsewhere: unescaped text, which each channel gives its own form. */
export function noticeOf(watch: Watch, kind: Notice['kind'], context: WatchReportContext): Notice {
  const view = watchViewOf(watch, context);
  const ink = plainInk();
  return {
    kind,
    model: watch.model,
    key: stateKey(watch),
    title: plain(watchTitle(view, plainInk)),
    text: plain([watchReason(view, plainInk), afterWatchReason(view, ink)].filter((text) => text !== '').join(' ')),
    facts: factsOf(view).map(({ name, value }) => ({ name: plain(name), value: plain(value) })),
    links: linksOf(view),
    at: context.now,
    source: { repository: context.repository, version: context.version },
  };
}

function plain(text: string): string {
  return text.replaceAll(nbsp, ' ').replace(/[.\s]+$/, (end) => (end.startsWith('.') ? '.' : ''));
}

/** Equal for equal states: what rings since when, or that nothing does. Looks, values and windows are no part of it. */
function stateKey({ model, phase, alarms, openedAt, closedAt }: Watch): string {
  const series = alarms.map(seriesKey).toSorted();
  return JSON.stringify([model, phase, phase === 'quiet' ? (closedAt ?? null) : (openedAt ?? null), series]);
}

function factsOf(view: WatchView): Notice['facts'] {
  const ink = plainInk();
  const decision = view.watch.decision === undefined ? undefined : decisionText(view, ink);
  const last = [
    { name: 'windows', value: windowsText(view, ink) },
    ...(decision === undefined ? [] : [{ name: 'retraining', value: decision }]),
  ];
  const series = mainSeries(view, mostFacts - last.length).map((each) => seriesFact(view, each));
  return [...series, ...last];
}

/** `income`: `PSI 0.34, at most 0.2`; `roc_auc`: `0.727 of 14 Nov, drop at most 0.01`. */
function seriesFact(view: WatchView, series: SeriesView): Notice['facts'][number] {
  const { name, latest } = series;
  const ink = plainInk();
  const label = seriesText(name, ink);
  if (latest === undefined) return { name: label, value: 'not judged' };
  const { limit } = latest.point;
  const older = olderWindow(view, series, ink);
  return {
    name: label,
    value: `${measuredText(latest.point)}${older === undefined ? '' : ` of ${older}`}${limit === undefined ? '' : `, ${limitWords(limit, ink)}`}`,
  };
}

function linksOf({ watch, context, retraining }: WatchView): Notice['links'] {
  const { changeWord } = context.capabilities;
  const links: readonly (readonly [string, string | undefined])[] = [
    ['Issue', watch.issue?.url],
    ['Report', context.pageUrl],
    [`Open the ${changeWord}`, retraining?.changeUrl === undefined ? retraining?.compareUrl : undefined],
    [changeWord.charAt(0).toUpperCase() + changeWord.slice(1), retraining?.changeUrl],
    ['Training run', retraining?.run?.url],
    ['Run', context.runUrl],
  ];
  return links.flatMap(([name, url]) => (url === undefined ? [] : [{ name, url }]));
}
