import { cut } from '../escape.ts';
import { icons } from '../headline.ts';
import { type Ink, markdownInk, plainInk } from '../ink.ts';
import { count, day } from '../number.ts';
import { seriesText, startText } from './names.ts';
import { isUnknown } from './unknown.ts';
import { type SeriesView, type Trouble, troubleOfSeries, type WatchView } from './view.ts';

/** The most characters of the headline, of the bold sentence, and of the issue's title. */
const [longestHeadline, longestTitle] = [60, 120];
export const lengths = [64, 32, 20, 12, 8] as const;

const troubleIcons: Record<Trouble, string> = {
  drift: icons.inconclusive,
  performance: icons.failed,
  service: icons.failed,
};

/** The icon of a series that is past its limit; a column that drifts is a warning, a broken limit of the gate is not. */
export function troubleIcon(series: SeriesView): string {
  return troubleIcons[troubleOfSeries(series.name)];
}

function stateIcon({ state, trouble }: WatchView): string {
  if (state === 'waiting') return icons.running;
  if (state === 'quiet' || state === 'recovered') return icons.passed;
  return trouble === undefined ? icons.inconclusive : troubleIcons[trouble];
}

const troubleWords: Record<Trouble, string> = {
  drift: 'drifts in production',
  performance: 'got worse in production',
  service: 'misses its service level',
};

function stateWords(view: WatchView): string {
  const { state, trouble } = view;
  if (state === 'waiting') return 'cannot be judged yet';
  if (state === 'recovered') return 'is back within its limits';
  if (state === 'quiet')
    return flaggedNow(view).length > 0 || isUnknown(view) ? 'has no alarm' : 'is within its limits';
  return trouble === undefined ? 'is past a limit' : troubleWords[trouble];
}

/** What became of it, fullest first; the shortest is nothing. */
function endings(view: WatchView): string[] {
  const { state, watch, retraining } = view;
  if (state === 'ignored') {
    const until = watch.ignored === undefined ? undefined : day(watch.ignored.until, view.now);
    return until === undefined ? ['; ignored', ''] : [`; ignored until ${until}`, '; ignored', ''];
  }
  if (state !== 'alarm') return [''];
  if (retraining?.change !== undefined || retraining?.changeUrl !== undefined) {
    return [`; a ${view.context.capabilities.changeWord} is open`, '; retraining has started', '; retraining', ''];
  }
  if (retraining !== undefined) return ['; retraining has started', '; retraining', ''];
  return watch.decision?.outcome === 'wait' ? ['; retraining waits', ''] : [''];
}

/** `⚠️ churn drifts in production; retraining has started`, without the `###`, at most 60 characters. */
export function watchHeadline(view: WatchView, inkOf: (longest: number) => Ink = markdownInk): string {
  const text = (ink: Ink, ending: string): string =>
    `${stateIcon(view)} ${ink.name(view.watch.model)} ${stateWords(view)}${ending}`;
  for (const longest of lengths) {
    const ending = endings(view).find((each) => lengthOf(text(markdownInk(longest), each)) <= longestHeadline);
    if (ending !== undefined) return text(inkOf(longest), ending);
  }
  return text(inkOf(8), '');
}

/** The headline without icon and markup. */
export function plainWatchHeadline(view: WatchView): string {
  return cut(watchHeadline(view, plainInk).replace(/^\S+ /, ''), longestHeadline);
}

export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** `churn drifts in production: income, source (since 17 Nov)`: of the issue, and of what others are told. */
export function watchTitle(view: WatchView, inkOf: (longest: number) => Ink = markdownInk): string {
  for (const most of [5, 3, 2, 1, 0]) {
    const longest = lengths.find((each) => lengthOf(titleOf(view, most, markdownInk(each))) <= longestTitle);
    if (longest !== undefined) return titleOf(view, most, inkOf(longest));
  }
  return titleOf(view, 0, inkOf(8));
}

function titleOf(view: WatchView, most: number, ink: Ink): string {
  const start = `${ink.name(view.watch.model)}`;
  if (view.state !== 'alarm' && view.state !== 'ignored') {
    return `${start}: ${stateWords(view).replace(/^(is|has) /, '')}`;
  }
  const names = nameList(view.ringing, most, ink);
  const since = sinceOf(view, ink);
  return `${start} ${stateWords(view)}${names === '' ? '' : `: ${names}`}${since === undefined ? '' : ` (since ${since})`}`;
}

/** `income, source and 3 more`; of none named, how many there are. */
export function nameList(series: readonly SeriesView[], most: number, ink: Ink): string {
  const names = series.slice(0, most).map(({ name }) => seriesText(name, ink));
  const left = series.length - names.length;
  if (left === 0) return names.join(', ');
  return names.length === 0 ? `${count(left)} of its limits` : `${names.join(', ')} and ${count(left)} more`;
}

/** The same in a sentence: `income and source`. */
export function sentenceList(series: readonly SeriesView[], most: number, ink: Ink): string {
  const [last] = series.slice(-1);
  if (last === undefined || series.length < 2 || series.length > most) return nameList(series, most, ink);
  return `${nameList(series.slice(0, -1), most, ink)} and ${seriesText(last.name, ink)}`;
}

/** The start of the window in which the first alarm that rings now rang. */
function sinceOf({ watch, now, newest }: WatchView, ink: Ink): string | undefined {
  const isTimed = newest?.from !== undefined;
  const first = watch.alarms.map(({ since }) => since).toSorted()[0];
  return first === undefined || !isTimed ? undefined : startText(first, now, ink);
}

/** Series that were past their limit in the newest window that was judged. */
export function flaggedNow({ series, judged }: WatchView): SeriesView[] {
  return series.filter(({ latest }) => latest?.point.flagged === true && latest.window === judged);
}
