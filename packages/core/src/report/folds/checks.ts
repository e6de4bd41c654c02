import type { Check } from '../../record/verdict.ts';
import { type CheckGroup, decidingEnd, tally } from '../checks.ts';
import type { Cuts } from '../cuts.ts';
import type { Fold } from '../fold.ts';
import { icons, isMissing } from '../headline.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted, fixed } from '../number.ts';
import { rowOf } from '../reason.ts';
import { isDataRule, relativeSide } from '../rows.ts';
import { changeInLimitUnit, decimalsOfRow, limitText, withUnit } from '../shape.ts';
import { cellCode, cellName } from '../slice.ts';
import { table } from '../table.ts';
import type { View } from '../view.ts';

/** Every check with its limit and what decided. */
export function checksFold(view: View, cuts: Cuts): Fold | undefined {
  const { groups } = view;
  if (groups.length === 0) return undefined;
  const ink = markdownInk();
  const kept = groups
    .filter((group) => cuts.passedChecks || group.outcome !== 'passed')
    .slice(0, Math.max(cuts.rows, 3));
  const lines = kept.map((group) => [
    checkName(group, ink),
    limitText(group.worst, ink),
    measuredText(view, group, ink),
  ]);
  const text = lines.length === 0 ? [] : [table([['Check', 'Limit', 'Measured'], ...lines], ['l', 'l', 'l'])];
  const left = groups.length - kept.length;
  if (left > 0) text.push(`${count(left)} more ${left === 1 ? 'is' : 'are'} in the report.`);
  return {
    title: `${counted(groups.length, 'check')}${view.situation === 'loosened policy' ? ' by the policy here' : ''}`,
    result: tallyText(view),
    body: [...text, ...legend(view)].join('\n\n'),
  };
}

/** `2 failed, 4 passed`. */
function tallyText(view: View): string {
  const words = { incomparable: 'incomparable', inconclusive: 'undecided', 'too small': 'too small to judge' } as const;
  const first = view.situation === 'first run';
  const start = (n: number): string => (n === 1 ? 'starts with the next run' : 'start with the next run');
  const parts = [...tally(view.groups)].map(([outcome, n]) => {
    if (outcome === 'not judged') return `${count(n)} ${first ? start(n) : 'not judged'}`;
    return `${count(n)} ${outcome === 'passed' || outcome === 'failed' ? outcome : words[outcome]}`;
  });
  return parts.join(', ');
}

function checkName(group: CheckGroup, ink: Ink): string {
  const { worst, column, outcome } = group;
  const each = column === undefined ? '' : `, each ${cellCode(column, ink)}`;
  return `${outcomeMark(outcome)} ${ruleName(worst, ink)}${each}`;
}

function ruleName(check: Check, ink: Ink): string {
  if (check.limit.kind === 'drift') return 'drift (PSI)';
  return check.limit.kind === 'schema' ? 'data schema' : cellName(check.metric, ink);
}

/** In the list of checks every row has its icon; without a verdict, the words. */
export function outcomeMark(outcome: CheckGroup['outcome']): string {
  if (outcome === 'passed') return icons.passed;
  if (outcome === 'failed') return icons.failed;
  if (outcome === 'inconclusive' || outcome === 'incomparable') return icons.inconclusive;
  return outcome === 'not judged' ? 'not judged:' : 'too small:';
}

/** What decided, in the unit of the limit. */
export function measuredText(view: View, group: CheckGroup, ink: Ink): string {
  const { worst } = group;
  const where = group.column === undefined ? '' : ` (${cellCode(worst.slice?.value ?? '(missing)', ink)})`;
  if (worst.outcome === 'not judged')
    return view.situation === 'first run' ? 'no baseline' : ink.prose(worst.explanation);
  if (worst.outcome === 'incomparable') return 'incomparable';
  if (worst.outcome === 'too small') return tooSmallText(worst);
  if (isMissing(worst)) return `${gapText(view, worst, ink)}${where}`;
  if (isDataRule(worst)) return dataText(worst, ink);
  return `${endText(view, worst, ink)}${where}`;
}

function gapText(view: View, check: Check, ink: Ink): string {
  const gap = rowOf(view, check)?.gap;
  if (gap !== undefined) return `undefined: ${ink.prose(gap)}`;
  return check.value === undefined ? 'missing' : 'no old value';
}

function tooSmallText(check: Check): string {
  return `needs ${counted(check.minRows ?? 0, 'row')}`;
}

function dataText(check: Check, ink: Ink): string {
  const value = check.measured ?? check.value;
  if (value === undefined) return ink.prose(check.explanation);
  if (check.limit.kind === 'schema') return `${count(value)} hold`;
  return `${fixed(value, 2)}${check.column === undefined ? '' : ` at worst (${cellCode(check.column, ink)})`}`;
}

function endText(view: View, check: Check, ink: Ink): string {
  const end = decidingEnd(check);
  if (end === undefined) return ink.prose(check.explanation);
  const row = rowOf(view, check);
  const decimals = row === undefined ? 3 : decimalsOfRow(row);
  if (relativeSide(check) === undefined) {
    const named = end.named === 'point value' ? '' : ` ${end.named}`;
    return `${withUnit(fixed(end.value, decimals), check.unit, ink)}${named}`;
  }
  const text = (value: number): string => changeInLimitUnit(value, check, decimals);
  if (end.named === 'point value') return text(end.value);
  if (check.outcome !== 'inconclusive' || check.interval === undefined) return `${text(end.value)} ${end.named}`;
  const { low, high } = check.interval;
  const [worst, best] = relativeSide(check) === 'drop' ? [low, high] : [high, low];
  return `${text(worst)} at worst, ${text(best)} at best`;
}

/** What "at worst" and "at best" mean, and for how many comparisons the failing end was widened. */
function legend(view: View): string[] {
  const ends = view.groups.map((group) => decidingEnd(group.worst)?.named);
  const sentences: string[] = [];
  if (ends.includes('at worst'))
    sentences.push('“At worst” is the end of the interval nearer to the limit. It decides.');
  if (ends.includes('at best'))
    sentences.push('A check fails only when even the better end, “at best”, is past the limit.');
  if (view.family > 1) sentences.push(`The end that fails a check is widened for ${count(view.family)} comparisons.`);
  return sentences.length === 0 ? [] : [sentences.join(' ')];
}
