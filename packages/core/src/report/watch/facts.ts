import type { Alarm, RetrainDecision, Retraining, WatchWindow } from '../../record/watch.ts';
import { isNumber } from '../escape.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted, day } from '../number.ts';
import { bare, startText, windowText, windowWord } from './names.ts';
import type { SeriesView, WatchView } from './view.ts';
import { nameList } from './words.ts';

type Fact = readonly [name: string, text: string | undefined];

/** The list below the table: what rings by which rule, the windows, the decision on retraining, and where to go on. */
export function watchFacts(view: WatchView): string {
  const ink = markdownInk();
  const facts: readonly Fact[] = [
    ['Alarms', alarmsText(view, ink)],
    ['Windows', windowsText(view, ink)],
    ['Labels', labelsText(view, ink)],
    ['Ignored', ignoredText(view, ink)],
    ['Decision', decisionText(view, ink)],
    ['Follow', followText(view, ink)],
    ['Owners', ownersText(view, ink)],
    ['More', moreText(view, ink)],
  ];
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [`- **${name}** ${text}`])).join('\n');
}

/** The most groups of alarms, and the most names in one. */
const mostAlarms = 5;

/** `income since 17 Nov, source since 18 Nov. An alarm takes 3 of 5 windows past a limit.` */
export function alarmsText({ ringing, state, now, context, newest }: WatchView, ink: Ink): string | undefined {
  if (state !== 'alarm' && state !== 'ignored') return undefined;
  const groups = alikeAlarms(ringing);
  if (groups.length === 0) return undefined;
  const word = windowWord(newest);
  const shown = groups.slice(0, mostAlarms).map(({ alarm, series }) => {
    const since = startText(alarm.since, now, ink);
    return `${nameList(series, mostAlarms, ink)} since ${since}, in ${count(alarm.flagged)} of the last ${counted(alarm.of, word)}`;
  });
  const left = groups.slice(mostAlarms).reduce((sum, { series }) => sum + series.length, 0);
  const { k, n } = context.rule;
  const rule = `An alarm takes ${count(k)} of ${counted(n, word)} past a limit, beyond noise.`;
  return `${shown.join('; ')}${left === 0 ? '' : `; ${count(left)} more`}. ${rule}`;
}

interface Alike {
  readonly alarm: Alarm;
  readonly series: SeriesView[];
}

/** Alarms that rang in the same window and stand alike are told together. */
function alikeAlarms(ringing: readonly SeriesView[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const series of ringing) {
    if (series.alarm === undefined) continue;
    const { since, flagged, of } = series.alarm;
    const key = JSON.stringify([since, flagged, of]);
    const group = groups.get(key) ?? { alarm: series.alarm, series: [] };
    group.series.push(series);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What was held against what; windows that could not be judged are said so. */
export function windowsText(view: WatchView, ink: Ink): string {
  const { reference } = view.watch;
  const at = reference.at === undefined ? undefined : day(reference.at, view.now);
  const about = [...(reference.rows === 0 ? [] : [counted(reference.rows, 'row')]), ...(at === undefined ? [] : [at])];
  const start = `reference: ${ink.prose(reference.name)}${about.length === 0 ? '' : ` (${about.join(', ')})`}.`;
  return [start, latestText(view, ink), passedText(view)].filter((text) => text !== '').join(' ');
}

function latestText({ newest, judged, windows, now }: WatchView, ink: Ink): string {
  if (newest === undefined) return 'No window was judged against it yet.';
  const rows = (window: WatchWindow): string => `${windowText(window, now, ink)}, ${counted(window.rows, 'row')}`;
  if (newest === judged) {
    return `Current: ${rows(newest)}, the newest of ${counted(windows.length, windowWord(newest))}.`;
  }
  const word = newest.outcome === 'empty' ? 'has no rows' : `has only ${counted(newest.rows, 'row')}, too few to judge`;
  const start = `The newest window, ${windowText(newest, now, ink)}, ${word}`;
  return judged === undefined ? `${start}; none was judged yet.` : `${start}. Judged last: ${rows(judged)}.`;
}

function passedText({ passed }: WatchView): string {
  if (passed === 0) return '';
  const were = passed === 1 ? 'window was' : 'windows were';
  return `${count(passed)} older ${were} judged against another reference or by other limits, and count${passed === 1 ? 's' : ''} for nothing.`;
}

/** How many labels came for the newest window whose labels are due. */
export function labelsText({ windows, now, newest }: WatchView, ink: Ink): string | undefined {
  const labelled = windows.filter(({ labels }) => labels !== undefined);
  if (labelled.length === 0) return undefined;
  const due = labelled.findLast(({ labels }) => labels?.matured === true);
  const waiting = labelled.filter(({ labels }) => labels?.matured === false).length;
  const word = windowWord(newest);
  if (due?.labels === undefined) return `none are due yet: ${counted(waiting, word)} to wait for.`;
  const { missing, duplicated, contradictory, labelled: known } = due.labels;
  const odd = [
    ...(missing === 0 ? [] : [`${count(missing)} have not come`]),
    ...(duplicated === 0 ? [] : [`${count(duplicated)} came more than once and count once`]),
    ...(contradictory === 0 ? [] : [`${count(contradictory)} contradict each other and are left out`]),
  ];
  const start = `of ${windowText(due, now, ink)}: ${count(known)} of ${counted(due.rows, 'row')} have one`;
  const wait = waiting === 0 ? '' : `Those of ${counted(waiting, `newer ${word}`)} are not due yet.`;
  return [`${start}${odd.length === 0 ? '' : `; ${odd.join(', ')}`}.`, wait].filter((text) => text !== '').join(' ');
}

/** Until when nothing is told, and who said so. */
export function ignoredText({ state, watch, now }: WatchView, ink: Ink): string | undefined {
  if (state !== 'ignored' || watch.ignored === undefined) return undefined;
  const until = day(watch.ignored.until, now) ?? 'an unknown day';
  return `until ${until}, by ${ink.code(watch.ignored.by)}. It is opened again if something still rings then, or as soon as anything else does.`;
}

/** `retrain: …`, `wait: …`; of a wait the reason that decided. */
export function decisionText({ watch, state }: WatchView, ink: Ink): string | undefined {
  const { decision } = watch;
  if (state === 'waiting' || state === 'quiet' || state === 'recovered') return undefined;
  if (decision === undefined) return `none: the policy has no ${ink.code('monitor.retrain')}.`;
  const reasons = decidingReasons(decision).map(({ text }) => ink.prose(bare(text)));
  return `${decision.outcome}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}.`;
}

/** Of a retraining: why, how long after the last one, which one of the month, none beside it. The report has every rule. */
const toldRules = ['alarm', 'cooldown', 'month', 'open'];

function decidingReasons({ outcome, reasons }: RetrainDecision): RetrainDecision['reasons'] {
  const deciding = reasons.find(({ holds }) => !holds);
  if (outcome === 'wait' && deciding !== undefined) return [deciding];
  return toldRules.flatMap((name) => reasons.find(({ rule }) => rule === name) ?? []);
}

/** Where the retraining is, and that it is weighed like any other change. */
export function followText({ retraining, context, state }: WatchView, ink: Ink): string | undefined {
  if (retraining === undefined) return undefined;
  const word = context.capabilities.changeWord;
  const start = runText(retraining, context.links, ink);
  const { change, changeUrl, compareUrl } = retraining;
  if (change !== undefined || changeUrl !== undefined) {
    const name = change === undefined ? `the ${word}` : `${word} ${change}`;
    const url = changeUrl ?? (change === undefined ? undefined : context.links.change(change));
    const made = `made by ${start}`;
    if (state === 'recovered') return `${ink.link(name, url)}, ${made}.`;
    return `${ink.link(name, url)} with the usual gate, ${made}. Nothing is deployed without it.`;
  }
  if (compareUrl === undefined) {
    return `${start}, then a ${word} with the usual gate. Nothing is deployed without it.`;
  }
  const open = ink.link(`open the ${word}`, compareUrl);
  return `${start}, then ${open}: the token of this job may not. Nothing is deployed without it.`;
}

function runText({ run, branch }: Retraining, links: WatchView['context']['links'], ink: Ink): string {
  const id = run?.id;
  const url = run?.url ?? (id === undefined ? undefined : links.run(id));
  const name = `training run${id !== undefined && isNumber(id) ? ` ${id}` : ''}`;
  return run === undefined
    ? `training on the branch ${ink.code(branch)}`
    : `${ink.link(name, url)} on ${ink.code(branch)}`;
}

function ownersText({ context: { owners = [] } }: WatchView, ink: Ink): string | undefined {
  if (owners.length === 0) return undefined;
  const named = owners.slice(0, 3).map((owner) => ownerText(owner, ink));
  return `${named.join(', ')}${owners.length > 3 ? ' and others' : ''}`;
}

/** `acme/ml-leads`: never a mention. */
function ownerText(owner: string, ink: Ink): string {
  const name = owner.replace(/^@/, '');
  return name.split('/').every((part) => ink.name(part) === part) ? name : ink.code(name);
}

function moreText({ context: { pageUrl, runUrl } }: WatchView, ink: Ink): string | undefined {
  const links = [
    ...(pageUrl === undefined ? [] : [`${ink.link('report', pageUrl)} with every trend`]),
    ...(runUrl === undefined ? [] : [ink.link('the run that looked', runUrl)]),
  ];
  return links.length === 0 ? undefined : `${links.join(' · ')}`;
}
