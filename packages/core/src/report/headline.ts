import type { Check, VerdictWord } from '../record/verdict.ts';
import { stoppingRules } from './data/rules.ts';
import { cut } from './escape.ts';
import { type Ink, markdownInk, plainInk } from './ink.ts';
import { count, counted } from './number.ts';
import { removedText } from './removed.ts';
import { isDataRule, isFromAnchor, relativeSide, sideOf } from './rows.ts';
import { sliceText } from './slice.ts';
import { forbiddenRules } from './under-base.ts';
import type { View } from './view.ts';

/** The most characters of the verdict line, so that lists and phones show it whole. */
const longestHeadline = 60;

/** The four icons; each stands beside its word. */
export const icons = { passed: '✅', failed: '❌', inconclusive: '⚠️', stopped: '❌', running: '⏳' } as const;

/** `✅ churn passed: better than main`, in Markdown, without the `###`. */
export function headline(view: View): string {
  return fitting(view).map(({ text }) => text)[0] ?? `${icons[view.outcome]} ${view.outcome}`;
}

/** The verdict line without its icon and markup, for commit statuses and titles. */
export function plainHeadline(view: View): string {
  const [choice] = fitting(view);
  if (choice === undefined) return view.outcome;
  // Plain prose may be longer than the same in Markdown, where long words are code and cut.
  return cut(lineOf(view, plainInk(choice.longest), choice.index).replace(/^\S+ /, ''), longestHeadline);
}

/** The verdict line for the page: as chosen for the note, in another ink. */
export function inkedHeadline(view: View, inkOf: (longest: number) => Ink): string {
  const [choice] = fitting(view);
  return choice === undefined ? view.outcome : lineOf(view, inkOf(choice.longest), choice.index);
}

interface Choice {
  readonly text: string;
  readonly index: number;
  readonly longest: number;
}

/** The lines that fit: reasons with whole names, the fullest first; then, down to no reason, those with cut names. */
function fitting(view: View): Choice[] {
  const total = reasons(view, markdownInk()).length;
  const whole = Array.from({ length: total }, (_, index) => ({ index, longest: 64 }));
  const cut = [...whole, { index: total, longest: 64 }].flatMap(({ index }) =>
    [64, 32, 20, 12].map((longest) => ({ index, longest })),
  );
  return [...whole, ...cut]
    .map((choice) => ({ ...choice, text: lineOf(view, markdownInk(choice.longest), choice.index) }))
    .filter(({ text }) => Array.from(text).length <= longestHeadline);
}

function lineOf(view: View, ink: Ink, index: number): string {
  const start = `${icons[view.outcome]} ${ink.name(view.record.subject.model)} ${view.outcome}`;
  const reason = reasons(view, ink)[index];
  return reason === undefined ? start : `${start}: ${reason}`;
}

/** What can be said after the verdict, fullest first. */
function reasons(view: View, ink: Ink): string[] {
  if (view.outcome === 'stopped') return stoppedReasons(view, ink);
  if (view.situation === 'loosened policy') return loosenedReasons(view, ink);
  const byOutcome: Record<Exclude<VerdictWord, 'stopped'>, () => string[]> = {
    failed: () => failedReasons(view, ink),
    inconclusive: () => inconclusiveReasons(view, ink),
    passed: () => passedReasons(view, ink),
  };
  return byOutcome[view.outcome]();
}

function loosenedReasons(view: View, ink: Ink): string[] {
  const removed = removedText(view, ink);
  if (removed !== undefined) return [`takes ${removed} out of the policy`, 'takes a model out of the policy'];
  if (forbiddenRules(view.record).length > 0) {
    return ['allowed only by the looser schema here', 'by the schema of the base'];
  }
  return ['allowed only by the looser policy here', 'by the policy of the base'];
}

function stoppedReasons(view: View, ink: Ink): string[] {
  const { stopped } = view.record;
  if (stopped === undefined) return ['no verdict was reached'];
  const rules = stoppingRules(view.record);
  if (rules !== undefined) {
    return [
      `the data broke ${count(rules.broken.length)} of ${counted(rules.checks.length, 'rule')}`,
      'data rules are broken',
    ];
  }
  return [ink.prose(stopped.reason.replace(/\.$/, '')), `in ${ink.name(stopped.command)}`];
}

function failedReasons(view: View, ink: Ink): string[] {
  const check = view.deciding;
  if (view.groups.length === 0) return ['the policy has no checks'];
  if (check === undefined) return ['see the checks'];
  if (isUnreadBase(view, check)) return unreadReasons(view, ink);
  if (check.outcome === 'incomparable') return incomparableReasons(view, ink);
  if (isDataRule(check)) return dataReasons(check, ink);
  const metric = ink.name(check.metric);
  if (isMissing(check))
    return [check.value === undefined ? `${metric} has no value` : `${metric} has no old value`, 'a value is missing'];
  if (check.slice !== undefined) return sliceReasons(view, check, ink);
  if (isFromAnchor(check)) return ['worse than the anchor'];
  if (relativeSide(check) !== undefined) return worseReasons(view, check, ink);
  return check.limit.kind === 'min' ? [`${metric} below its minimum`] : [`${metric} above its maximum`];
}

/** "Worse than main" is said where the interval says it; a limit of zero or a point can fail otherwise. */
function worseReasons(view: View, check: Check, ink: Ink): string[] {
  const row = view.rows.find((candidate) => candidate.checks.includes(check));
  const side = row === undefined ? undefined : sideOf(row);
  if (side === 'worse') return [`worse than ${baseText(view, ink)}`, 'worse'];
  return [`${ink.name(check.metric)} is past its limit`, 'past a limit'];
}

/** Whether a drift check found no data of the base, where the metrics did compare. */
export function isUnreadBase(view: View, check: Check): boolean {
  return isDataRule(check) && check.outcome === 'incomparable' && view.situation !== 'incomparable';
}

function unreadReasons(view: View, ink: Ink): string[] {
  return [`the data of ${baseText(view, ink)} cannot be read`, 'the base’s data cannot be read'];
}

function dataReasons(check: Check, ink: Ink): string[] {
  if (isMissing(check)) return [check.limit.kind === 'schema' ? 'data rules were not judged' : 'a column is missing'];
  if (check.limit.kind === 'schema') return ['data rules are broken'];
  return check.column === undefined ? ['the data drifted'] : [`${ink.code(check.column)} drifted`, 'the data drifted'];
}

function sliceReasons(view: View, check: Check, ink: Ink): string[] {
  if (check.slice === undefined) return [];
  const slice = sliceText(check.slice, ink);
  const side = relativeSide(check);
  if (side === undefined) {
    const where = check.limit.kind === 'min' ? 'below its minimum' : 'above its maximum';
    return [`${ink.name(check.metric)} ${where} for ${slice}`, `${where} for ${slice}`, 'a slice is past its limit'];
  }
  const plain = [`worse for ${slice}`, `worse for ${ink.code(check.slice.value ?? '(missing)')}`, 'worse in a slice'];
  const better = view.primary !== undefined && sideOf(view.primary) === 'better';
  return better ? [...plain.map((reason) => `better overall, ${reason}`), ...plain] : plain;
}

function inconclusiveReasons(view: View, ink: Ink): string[] {
  const check = view.deciding;
  if (check !== undefined && isUnreadBase(view, check)) return unreadReasons(view, ink);
  if (check?.outcome === 'incomparable' || view.situation === 'incomparable') return incomparableReasons(view, ink);
  return view.unjudged?.undecided ? ['every slice is too small to judge', 'too few rows'] : ['too few rows to tell'];
}

function incomparableReasons(view: View, ink: Ink): string[] {
  return [`not comparable with ${baseText(view, ink)}`, 'not comparable'];
}

function passedReasons(view: View, ink: Ink): string[] {
  if (view.record.verdict?.override !== undefined && view.record.verdict.underBasePolicy?.outcome === 'failed') {
    return [forbiddenRules(view.record).length > 0 ? 'a looser schema, approved' : 'a looser policy, approved'];
  }
  if (view.situation === 'first run') return ['first run, nothing to compare with yet', 'first run'];
  if (view.situation === 'incomparable') return incomparableReasons(view, ink);
  if (view.unjudged !== undefined) return ['nothing could be judged yet'];
  const word = standing(view, ink);
  if (word === undefined) return ['all checks hold'];
  return view.situation === 'rescored' ? [`${word}, on new evaluation data`, word] : [word, 'all checks hold'];
}

/** How the primary metric stands against the base. */
function standing(view: View, ink: Ink): string | undefined {
  const base = baseText(view, ink);
  const side = view.primary === undefined ? undefined : sideOf(view.primary);
  if (side === 'better') return `better than ${base}`;
  if (side === 'worse') return `worse than ${base}, within the limit`;
  return side === undefined ? undefined : `within noise of ${base}`;
}

/** The base in words. */
export function baseText(view: View, ink: Ink): string {
  return view.base === undefined ? 'the baseline' : ink.name(view.base);
}

/** A check that failed because there is no number to judge. */
export function isMissing(check: Check): boolean {
  return check.outcome === 'failed' && (check.measured === undefined || !Number.isFinite(check.measured));
}

/** `main’s`. */
export function possessive(view: View, ink: Ink): string {
  return `${baseText(view, ink)}’s`;
}
