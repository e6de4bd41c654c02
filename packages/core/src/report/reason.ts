import { foundClause } from '../data-check/reason.ts';
import { lowerFirst } from '../gate/base-schema.ts';
import type { Check } from '../record/verdict.ts';
import { decidingEnd } from './checks.ts';
import { cut } from './escape.ts';
import { isMissing, isUnreadBase, possessive } from './headline.ts';
import { type Ink, markdownInk } from './ink.ts';
import { count, counted, fixed, signed, signedPercent } from './number.ts';
import { removedText } from './removed.ts';
import { isDataRule, isFromAnchor, type Row, relativeSide, sideOf } from './rows.ts';
import { decimalsOfRow, isPercentLimit, limitText, withUnit, writtenLimit } from './shape.ts';
import { sliceText } from './slice.ts';
import { brokenUnderBase, forbiddenRules } from './under-base.ts';
import type { View } from './view.ts';

/** The most characters of the bold sentence, so that inbox previews hold it. */
const longestReason = 100;

/** The bold sentence: the one number that decided, and its limit. */
export function reason(view: View, inkOf: (longest: number) => Ink = markdownInk): string {
  for (const longest of [64, 32, 20, 12]) {
    if (Array.from(sentence(view, markdownInk(longest))).length <= longestReason) return sentence(view, inkOf(longest));
  }
  return shortStop(view, inkOf) ?? `The verdict is ${view.outcome}.`;
}

/** A long reason to stop, its middle cut. */
function shortStop(view: View, inkOf: (longest: number) => Ink): string | undefined {
  const { stopped } = view.record;
  if (stopped === undefined || view.outcome !== 'stopped') return undefined;
  const shown = [90, 70, 50, 30]
    .map((longest) => ({
      ...view,
      record: { ...view.record, stopped: { ...stopped, reason: cut(stopped.reason, longest) } },
    }))
    .find((short) => Array.from(stoppedSentence(short, markdownInk(20))).length <= longestReason);
  return shown === undefined ? undefined : stoppedSentence(shown, inkOf(20));
}

function sentence(view: View, ink: Ink): string {
  if (view.outcome === 'stopped') return stoppedSentence(view, ink);
  if (view.situation === 'loosened policy') return loosenedSentence(view, ink);
  const { deciding } = view;
  if (view.groups.length === 0) return 'The policy has no checks, so nothing was judged.';
  if (deciding !== undefined && isUnreadBase(view, deciding)) {
    return missingSentence(view, deciding, subjectOf(deciding, ink), ink);
  }
  if (deciding?.outcome === 'incomparable' || view.situation === 'incomparable') {
    return 'Nothing on record compares with this change.';
  }
  if (deciding !== undefined && view.outcome === 'failed') return failedSentence(view, deciding, ink);
  if (view.unjudged !== undefined) return view.unjudged.sentence;
  if (deciding !== undefined && view.outcome === 'inconclusive') return undecidedSentence(view, deciding, ink);
  return passedSentence(view, ink);
}

function stoppedSentence(view: View, ink: Ink): string {
  const { stopped } = view.record;
  if (stopped === undefined) return 'The run ended before its gate.';
  const text = ink.prose(stopped.reason.replace(/[.\s]+$/, ''));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What the failed check measured, and what the policy allows. */
function failedSentence(view: View, check: Check, ink: Ink): string {
  const subject = subjectOf(check, ink);
  if (isMissing(check)) return missingSentence(view, check, subject, ink);
  if (check.limit.kind === 'schema') {
    const broken = Math.max(0, check.limit.value - (check.measured ?? 0));
    return `${count(broken)} of ${count(check.limit.value)} data rules are broken.`;
  }
  if (isDataRule(check)) {
    const column = check.column === undefined ? 'The data' : ink.code(check.column);
    return `${column} drifted by ${fixed(check.measured ?? 0, 2)} (PSI); the policy allows ${writtenLimit(check, ink)}.`;
  }
  return relativeSide(check) === undefined ? absoluteSentence(view, check, ink) : relativeSentence(view, check, ink);
}

function subjectOf(check: Check, ink: Ink): string {
  const metric = ink.name(check.metric);
  return check.slice === undefined ? metric : `${metric} for ${sliceText(check.slice, ink)}`;
}

/** Why there is no number: "recall is undefined: no positive rows." */
function missingSentence(view: View, check: Check, subject: string, ink: Ink): string {
  const gap = rowOf(view, check)?.gap;
  if (gap !== undefined) return `${subject} is undefined: ${ink.prose(gap)}.`;
  const text = ink.prose(check.explanation.replace(/[.\s]+$/, ''));
  return text === '' ? `${subject} is missing; the policy names it.` : `${text}.`;
}

function relativeSentence(view: View, check: Check, ink: Ink): string {
  const from = isFromAnchor(check) ? ' from the anchor' : '';
  const moved = movement(view, check, ink);
  return `${subjectOf(check, ink)} ${moved}${from}; the policy allows ${allowance(check, ink)}.`;
}

function allowance(check: Check, ink: Ink): string {
  if (check.limit.value === 0) return relativeSide(check) === 'drop' ? 'no drop' : 'no rise';
  return writtenLimit(check, ink);
}

/** `fell by 0.018`, `rose by 13%`. */
function movement(view: View, check: Check, ink: Ink): string {
  const change = check.measured ?? 0;
  const verb = change < 0 ? 'fell' : 'rose';
  if (isPercentLimit(check) && check.reference !== undefined && check.reference !== 0) {
    return `${verb} by ${signedPercent(Math.abs(change / check.reference)).replace('+', '')}`;
  }
  const row = rowOf(view, check);
  const decimals = row === undefined ? 3 : decimalsOfRow(row);
  return `${verb} by ${withUnit(fixed(Math.abs(change), decimals), check.unit, ink)}`;
}

/** The row that a check judges; a check under another policy finds the same thing under ours. */
export function rowOf(view: View, check: Check): Row | undefined {
  const isOf = (row: Row): boolean =>
    row.metric === check.metric && JSON.stringify(row.slice ?? null) === JSON.stringify(check.slice ?? null);
  return view.rows.find((row) => row.checks.includes(check)) ?? view.rows.find(isOf);
}

function absoluteSentence(view: View, check: Check, ink: Ink): string {
  const row = rowOf(view, check);
  const decimals = row === undefined ? 3 : decimalsOfRow(row);
  const value = withUnit(fixed(check.value ?? check.measured ?? 0, decimals), check.unit, ink);
  const [side, bound] = check.limit.kind === 'min' ? ['below', 'minimum'] : ['above', 'maximum'];
  const written = writtenLimit(check, ink);
  const end = decidingEnd(check);
  if (check.judge === 'bound' && end !== undefined) {
    return `${subjectOf(check, ink)} is ${value}, ${fixed(end.value, decimals)} ${end.named}; its ${bound} is ${written}.`;
  }
  return `${subjectOf(check, ink)} is ${value}, ${side} its ${bound} of ${written}.`;
}

function undecidedSentence(view: View, check: Check, ink: Ink): string {
  const row = rowOf(view, check);
  const side = relativeSide(check);
  const decimals = row === undefined ? 3 : decimalsOfRow(row);
  const rows = counted(check.n ?? row?.n ?? 0, 'row');
  if (side === undefined) {
    const value = fixed(check.value ?? check.measured ?? 0, decimals);
    return `${subjectOf(check, ink)} is ${value}, but ${rows} cannot tell whether it is ${limitText(check, ink)}.`;
  }
  const change = signed(check.measured ?? 0, decimals);
  const allowed = `the allowed ${side} of ${writtenLimit(check, ink)}`;
  return `${subjectOf(check, ink)} moved by ${change}, but ${rows} cannot separate that from ${allowed}.`;
}

function loosenedSentence(view: View, ink: Ink): string {
  const removed = removedText(view, ink);
  if (removed !== undefined) {
    const change = view.context.capabilities.changeWord;
    return `This ${change} takes ${removed} out of the policy; an owner of the file must approve.`;
  }
  const forbidden = forbiddenSentence(view, ink);
  if (forbidden !== undefined) return forbidden;
  const { underBasePolicy, checks } = view.record.verdict ?? {};
  const failed = brokenUnderBase(underBasePolicy?.checks ?? []);
  const base = view.base === undefined ? 'The base' : ink.code(view.base);
  const word = view.context.capabilities.changeWord;
  if (failed === undefined) return `The policy of ${base} forbids what this ${word} allows.`;
  const here = checks?.find((check) => isSameRule(check, failed));
  const allowed = `${base} allows ${allowance(failed, ink)}`;
  const subject = subjectOf(failed, ink);
  const said = ink.prose(failed.explanation.replace(/[.\s]+$/, ''));
  if (isDataRule(failed) && said !== '') return `${said} under the policy of ${base}.`;
  if (relativeSide(failed) === undefined || failed.outcome !== 'failed' || isMissing(failed)) {
    return `${subject} does not hold under the policy of ${base}: ${limitText(failed, ink)}.`;
  }
  const moved = `${subject} ${movement(view, failed, ink)}. ${allowed}; this ${word}`;
  if (here === undefined) return `${moved} drops that check.`;
  if (here.limit.value === failed.limit.value) return `${moved} judges it otherwise.`;
  return `${moved} raises that to ${writtenLimit(here, ink)}.`;
}

/** What of the data only the base's schema forbids; its names are cut until the sentence fits. */
function forbiddenSentence(view: View, ink: Ink): string | undefined {
  const [rule] = forbiddenRules(view.record);
  if (rule === undefined) return undefined;
  const base = view.base === undefined ? 'the base' : ink.code(view.base);
  const start = `The schema of ${base} forbids what this ${view.context.capabilities.changeWord} allows`;
  const sentences = [64, 32, 20, 12].map(
    (longest) => `${start}: ${ink.prose(lowerFirst(foundClause(rule, longest)))}.`,
  );
  return sentences.find((text) => Array.from(text).length <= longestReason) ?? `${start}.`;
}

/** The same limit on the same thing, under two policies. */
function isSameRule(a: Check, b: Check): boolean {
  const slice = (check: Check): string => JSON.stringify(check.slice ?? null);
  return a.metric === b.metric && a.column === b.column && a.limit.kind === b.limit.kind && slice(a) === slice(b);
}

/** The primary metric where one of its checks passed; else the first metric of which one did. */
function passedRow({ primary, rows }: View): Row | undefined {
  const hasPassed = (row: Row): boolean => row.checks.some((check) => check.outcome === 'passed');
  if (primary !== undefined && hasPassed(primary)) return primary;
  return rows.find((row) => row.slice === undefined && row.against === 'baseline' && hasPassed(row)) ?? primary;
}

function passedSentence(view: View, ink: Ink): string {
  const primary = passedRow(view);
  if (primary?.now === undefined) return 'Every check of the policy holds.';
  const decimals = decimalsOfRow(primary);
  const name = ink.name(primary.metric);
  const now = withUnit(fixed(primary.now, decimals), primary.unit, ink);
  if (primary.was === undefined || primary.delta === undefined)
    return `${name} is ${now}${aboveMinimum(primary, ink)}.`;
  const was = fixed(primary.was, decimals);
  if (view.situation === 'rescored') {
    return `${name} is ${now}; ${possessive(view, ink)} model gets ${was} on the same new rows.`;
  }
  const side = sideOf(primary);
  if (side === 'better' || side === 'worse') {
    return `${name} ${primary.delta < 0 ? 'fell' : 'rose'} from ${was} to ${now}.`;
  }
  return `${name} is ${now}, was ${was}: within noise.`;
}

/** `, above its minimum of 0.70`, where the policy has one. */
function aboveMinimum(row: Row, ink: Ink): string {
  const bound = row.checks.find((check) => check.limit.kind === 'min' || check.limit.kind === 'max');
  if (bound === undefined) return '';
  const written = writtenLimit(bound, ink);
  return bound.limit.kind === 'min' ? `, above its minimum of ${written}` : `, below its maximum of ${written}`;
}
