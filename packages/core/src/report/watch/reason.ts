import type { SeriesPoint } from '../../record/watch.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted, signed } from '../number.ts';
import { goneSeries } from './gone.ts';
import { bare, seriesText, spanText } from './names.ts';
import { firstMetric, unknownText } from './unknown.ts';
import { allowedWords, changeWord, decimalsOfPoint, measuredText, valueText } from './values.ts';
import { type SeriesView, troubleOfSeries, type WatchView } from './view.ts';
import { flaggedNow, lengthOf, lengths, nameList, sentenceList } from './words.ts';

/** The most characters of the bold sentence. */
const longestReason = 100;

/** The bold sentence: the number that decided, and its limit; at most 100 characters. */
export function watchReason(view: WatchView, inkOf: (longest: number) => Ink = markdownInk): string {
  for (const reason of reasons(view)) {
    const longest = lengths.find((each) => lengthOf(reason(markdownInk(each))) <= longestReason);
    if (longest !== undefined) return reason(inkOf(longest));
  }
  return 'See the table.';
}

type Sentence = (ink: Ink) => string;

function reasons(view: WatchView): Sentence[] {
  const { state } = view;
  if (state === 'waiting') return waitingReasons(view);
  if (state === 'recovered') return recoveredReasons(view);
  if (state === 'quiet') return [quietReason(view)];
  const worst = deciding(view);
  const point = worst?.latest?.point;
  if (worst === undefined || point === undefined) return [unknownReason(view)];
  if (worst.name.kind === 'metric') return [metricReason(worst, point), shortReason(worst, point)];
  if (worst.name.kind === 'service') return [serviceReason(worst, point), shortReason(worst, point)];
  const gone = goneSeries(view.ringing);
  if (gone.length > 0) return goneReasons(gone);
  return [...driftReasons(view, worst, point), shortReason(worst, point)];
}

/** `income and source are not in the rows any more.` */
function goneReasons(gone: readonly SeriesView[]): Sentence[] {
  const end = `${gone.length === 1 ? 'is' : 'are'} not in the rows any more.`;
  return [
    (ink) => `${sentenceList(gone, 3, ink)} ${end}`,
    (ink) => `${sentenceList(gone, 1, ink)} ${end}`,
    () => `${counted(gone.length, 'watched column')} ${end}`,
  ];
}

/** From the opening to the end of the last alarm; undefined where one of them is not known. */
function periodText({ watch: { openedAt, closedAt } }: WatchView): string | undefined {
  if (openedAt === undefined || closedAt === undefined || closedAt <= openedAt) return undefined;
  return spanText(Date.parse(closedAt) - Date.parse(openedAt));
}

/** Nothing that rings was judged by what counts now. */
function unknownReason({ passed }: WatchView): Sentence {
  if (passed > 0) return () => 'The reference or the limits changed, and no window was judged by them yet.';
  return () => 'What rings has no value in the windows that are kept.';
}

/** The worst series of the gravest trouble. */
function deciding({ ringing, trouble }: WatchView): SeriesView | undefined {
  return ringing.find(({ name, latest }) => troubleOfSeries(name) === trouble && latest !== undefined) ?? ringing[0];
}

/** Why nothing could be judged; of many reasons the first one. */
function waitingReasons({ windows, judged, series }: WatchView): Sentence[] {
  if (windows.length === 0) return [() => 'No window was judged against this reference yet.'];
  if (judged === undefined) return [() => `None of ${counted(windows.length, 'window')} had enough rows to judge.`];
  const none = `None of ${counted(series.length, 'watched series', 'watched series')} could be judged`;
  const why = series.flatMap(({ places }) => places.at(-1)?.point?.reason ?? [])[0];
  return [...(why === undefined ? [] : [(ink: Ink) => `${none}: ${ink.prose(bare(why))}.`]), () => `${none}.`];
}

function recoveredReasons(view: WatchView): Sentence[] {
  const rang = periodText(view);
  const [worst] = view.ringing;
  const point = worst?.latest?.point;
  const after = rang === undefined ? '' : `After ${rang} `;
  const nothing: Sentence = () => `${after === '' ? 'N' : `${after}n`}othing is past its limit any more.`;
  if (worst === undefined || point === undefined) return [nothing];
  const isBack: Sentence = (ink) => `${seriesText(worst.name, ink)} is back at ${measuredText(point)}`;
  return [(ink) => `${after}${isBack(ink)}${limitEnd(point, ink)}.`, (ink) => `${isBack(ink)}.`, nothing];
}

function limitEnd({ limit }: SeriesPoint, ink: Ink): string {
  return limit === undefined ? '' : `; the policy allows ${allowedInSentence(limit, ink)}`;
}

function allowedInSentence(limit: NonNullable<SeriesPoint['limit']>, ink: Ink): string {
  const words = allowedWords(limit, ink);
  if (limit.kind === 'max-drop') return `a drop of ${words.replace(/^[−+]/, '')}`;
  if (limit.kind === 'max-rise') return `a rise of ${words.replace(/^[−+]/, '')}`;
  return limit.kind === 'max' ? words.replace(/^at most /, '') : words;
}

function quietReason(view: WatchView): Sentence {
  const limited = view.series.filter(({ latest }) => latest?.point.limit !== undefined).length;
  const flagged = flaggedNow(view);
  if (flagged.length > 0) {
    const { k, n } = view.context.rule;
    const gone = goneSeries(flagged);
    if (gone.length > 0) {
      const is = gone.length === 1 ? 'is' : 'are';
      return (ink) => `${sentenceList(gone, 2, ink)} ${is} not in the newest rows; an alarm takes ${k} of ${n}.`;
    }
    const past = flagged.length === 1 ? 'was past its limit' : 'were past their limits';
    return (ink) => `${sentenceList(flagged, 2, ink)} ${past} in the newest window; an alarm takes ${k} of ${n}.`;
  }
  return () => `None of ${counted(limited, 'watched series', 'watched series')} is past its limit.`;
}

/** What rings by its value, not because it is gone. */
function measuredDrift({ ringing }: WatchView): SeriesView[] {
  const gone = goneSeries(ringing);
  return ringing.filter((each) => troubleOfSeries(each.name) === 'drift' && !gone.includes(each));
}

/** `2 of 14 columns are over the drift limit of 0.2, income most (PSI 0.34).` */
function driftReasons(view: WatchView, worst: SeriesView, point: SeriesPoint): Sentence[] {
  const drifted = measuredDrift(view);
  const columns = drifted.filter(({ name }) => name.kind === 'column');
  if (drifted.length === 1 || columns.length < drifted.length) {
    return [
      (ink) =>
        `${capital(seriesText(worst.name, ink), worst)} drifted: PSI ${valueText(point)}${limitEnd(point, ink)}.`,
    ];
  }
  const all = view.series.filter(({ name, latest }) => name.kind === 'column' && latest !== undefined).length;
  const limits = new Set(columns.map(({ latest }) => latest?.point.limit?.written));
  const start = `${count(columns.length)} of ${counted(all, 'column')} are over`;
  const limit: Sentence = (ink) =>
    limits.size === 1 && point.limit !== undefined
      ? `the drift limit of ${allowedWords(point.limit, ink)}`
      : 'their drift limits';
  return [
    (ink) => `${start} ${limit(ink)}, ${seriesText(worst.name, ink)} most (PSI ${valueText(point)}).`,
    (ink) => `${start} ${limit(ink)}.`,
  ];
}

function capital(text: string, { name }: SeriesView): string {
  return name.kind === 'prediction' ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** `roc_auc fell from 0.729 to 0.702; the policy allows a drop of 0.01.` */
function metricReason(worst: SeriesView, point: SeriesPoint): Sentence {
  const { reference, change, limit, value = 0 } = point;
  return (ink) => {
    const name = seriesText(worst.name, ink);
    const by = change?.value ?? (reference === undefined ? 0 : value - reference);
    const isRelative = limit?.kind === 'max-drop' || limit?.kind === 'max-rise';
    if (isRelative && reference !== undefined && by !== 0) {
      const amount = signed(Math.abs(by), decimalsOfPoint(point)).replace('+', '');
      return `${name} ${by < 0 ? 'fell' : 'rose'} by ${amount} to ${valueText(point)}${limitEnd(point, ink)}.`;
    }
    return `${name} is ${valueText(point)}${limitEnd(point, ink)}.`;
  };
}

function serviceReason(worst: SeriesView, point: SeriesPoint): Sentence {
  return (ink) => `The share of ${seriesText(worst.name, ink)} is ${valueText(point)}${limitEnd(point, ink)}.`;
}

function shortReason(worst: SeriesView, point: SeriesPoint): Sentence {
  return (ink) => `${seriesText(worst.name, ink)} is at ${measuredText(point)}, past its limit.`;
}

/** What follows the bold sentence: whether the model itself is worse, as far as labels tell. */
export function afterWatchReason(view: WatchView, ink: Ink): string {
  if (view.state === 'waiting') return '';
  if (view.state === 'quiet') return unknownText(view, view.primary ?? firstMetric(view), ink);
  if (view.state === 'recovered') return closedText(view, ink);
  return [...alsoTexts(view, ink), performanceText(view, ink)].filter((text) => text !== '').join(' ');
}

/** What else is back, and that it is held against something new. */
function closedText({ watch, ringing }: WatchView, ink: Ink): string {
  const { openedAt, reference } = watch;
  const [, ...rest] = ringing.filter(({ latest }) => latest !== undefined);
  const isNew = reference.at !== undefined && openedAt !== undefined && reference.at >= openedAt;
  const parts = [
    ...(rest.length === 0 ? [] : [`So ${rest.length === 1 ? 'is' : 'are'} ${sentenceList(rest, 3, ink)}.`]),
    ...(isNew ? [`The reference is a new one: ${ink.prose(reference.name)}.`] : []),
  ];
  return parts.join(' ');
}

/** What is there beside the headline: columns that are gone, drift beside those, and what rings of other kinds. */
function alsoTexts(view: WatchView, ink: Ink): string[] {
  const { ringing, series, trouble } = view;
  const gone = goneSeries(series);
  const told = trouble === 'drift' ? goneSeries(ringing) : [];
  const more = gone.filter((each) => !told.includes(each));
  const also = ringing.filter((each) => troubleOfSeries(each.name) !== trouble && !gone.includes(each));
  return [
    ...(more.length === 0 ? [] : [goneReasons(more)[0]?.(ink) ?? '']),
    ...(told.length === 0 ? [] : [driftBeside(view, ink)]),
    ...(also.length === 0
      ? []
      : [`Also past ${also.length === 1 ? 'its limit' : 'their limits'}: ${nameList(also, 3, ink)}.`]),
  ];
}

/** What drifts where the headline tells of columns that are gone. */
function driftBeside(view: WatchView, ink: Ink): string {
  const worst = measuredDrift(view).find(({ latest }) => latest !== undefined);
  const point = worst?.latest?.point;
  return worst === undefined || point === undefined ? '' : (driftReasons(view, worst, point)[0]?.(ink) ?? '');
}

/** `roc_auc on labelled rows is within noise of v1.3.2.` */
function performanceText(view: WatchView, ink: Ink): string {
  const { primary, trouble, watch, windows } = view;
  const unknown = unknownText(view, trouble === 'performance' ? deciding(view) : (primary ?? firstMetric(view)), ink);
  if (trouble === 'performance' || unknown !== '') return unknown;
  if (primary?.latest === undefined) {
    const isAwaited = windows.some(({ labels }) => labels !== undefined);
    return isAwaited ? 'Whether the model got worse is not known yet: no labels have matured.' : '';
  }
  const { point } = primary.latest;
  const name = seriesText(primary.name, ink);
  if (point.change === undefined) return `${name} on labelled rows is ${valueText(point)}.`;
  const version = watch.reference.version;
  const reference = version === undefined ? 'the reference' : ink.prose(version);
  const word = changeWord(point);
  return `${name} on labelled rows is ${word}${word === 'within noise' ? ' of' : ' than'} ${reference}.`;
}
