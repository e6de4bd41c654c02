import type { Watch } from '../../record/watch.ts';
import { fitted, noteTarget, shortenedText } from '../budget.ts';
import type { Cuts } from '../cuts.ts';
import { versionLink } from '../footer.ts';
import { finished, markdownInk } from '../ink.ts';
import { issueMarkerLine } from '../marker.ts';
import { counted, day } from '../number.ts';
import type { WatchReportContext } from './context.ts';
import { falseAlarmsText } from './expected.ts';
import { watchFacts } from './facts.ts';
import { watchFolds } from './folds.ts';
import { momentText, windowWord } from './names.ts';
import { afterWatchReason, watchReason } from './reason.ts';
import { watchTable } from './table.ts';
import { type WatchView, watchViewOf } from './view.ts';
import { watchHeadline, watchTitle } from './words.ts';

/** The one issue of a model: its title, and its body in Markdown within the forge's limit, the marker line first. */
export function renderIssue(watch: Watch, context: WatchReportContext): { title: string; body: string } {
  const view = watchViewOf(watch, context);
  const budget = context.budget ?? Math.min(noteTarget, context.capabilities.noteLimit);
  const marker = issueMarkerLine(watch.model, watch.reference.record ?? watch.reference.digest);
  return { title: watchTitle(view), body: fitted(budget, (cuts) => `${marker}\n${composed(view, cuts)}`) };
}

function composed(view: WatchView, cuts: Cuts): string {
  const after = afterWatchReason(view, markdownInk());
  const parts = [
    `### ${watchHeadline(view)}`,
    `**${watchReason(view)}**${after === '' ? '' : ` ${after}`}`,
    watchTable(view, cuts.tableRows),
    watchFacts(view),
    ...(cuts.folds ? watchFolds(view, cuts) : [shortened(view)]),
    footer(view),
  ];
  return finished(parts.filter((part) => part !== '').join('\n\n'));
}

function shortened({ context: { pageUrl, pageBytes } }: WatchView): string {
  return shortenedText(pageBytes, pageUrl === undefined ? undefined : markdownInk().link('Open it', pageUrl));
}

/** When it was opened and looked at, when it ends, how often it rings for nothing, which version. */
function footer(view: WatchView): string {
  const parts = [
    [timesText(view), endText(view)].filter((text) => text !== '').join('. '),
    ...(view.windows.length === 0 ? [] : [falseAlarmsText({ expected: view.watch.expected, newest: view.newest })]),
    versionLink(view.context.version),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

function timesText({ watch, now, state }: WatchView): string {
  const opened = watch.openedAt === undefined ? undefined : day(watch.openedAt, now);
  const closed = watch.closedAt === undefined || state !== 'recovered' ? undefined : momentText(watch.closedAt, now);
  const parts = [
    ...(opened === undefined || state === 'quiet' ? [] : [`opened ${opened}`]),
    ...(closed === undefined ? [] : [`closed ${closed}`]),
    `last look ${momentText(watch.lookedAt, now)}`,
    'edited in place',
  ];
  const text = parts.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function endText({ state, context: { rule }, newest }: WatchView): string {
  if (state === 'recovered') return 'Opened again if an alarm rings';
  if (state === 'quiet' || state === 'waiting') return '';
  return `Closes itself after ${counted(rule.closeAfter, windowWord(newest))} within the limits`;
}
