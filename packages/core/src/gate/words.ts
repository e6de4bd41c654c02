import type { Interval, SliceName } from '../record/evaluation.ts';
import type { Check } from '../record/verdict.ts';
import { clean, cut } from '../report/escape.ts';
import {
  counted,
  decimalsOfHalfWidth,
  decimalsOfValue,
  decimalsThatTell,
  fixed,
  minus,
  nbsp,
  signed,
} from '../report/number.ts';
import { gainOf } from './relative.ts';

/** A check before its sentence is written. */
export type Finding = Omit<Check, 'explanation'> & {
  /** Why a number is missing, why nothing was compared: the middle of a sentence. */
  readonly why?: string;
};

/** `recall for region=north`, with other people's words made visible and cut to `longest`. */
export function subjectText(metric: string, slice: SliceName | undefined, longest = 64): string {
  const name = clean(metric, longest);
  if (!slice) return name;
  const value = slice.value === null ? 'missing' : clean(slice.value, longest);
  return `${name} for ${clean(slice.column, longest)}=${value}`;
}

/** The limit as the policy writes it, with its unit: `0.010`, `10%`, `40 ms`. */
export function limitText({ limit, unit }: Pick<Check, 'limit' | 'unit'>): string {
  return limit.written.endsWith('%') ? limit.written : withUnit(limit.written.replace('-', minus), unit);
}

/** A number with its unit. */
export function withUnit(number: string, unit: string | undefined): string {
  if (unit === undefined) return number;
  return unit === '%' ? `${number}%` : `${number}${nbsp}${clean(unit, 16)}`;
}

/** Whether a limit speaks of drops or of rises; undefined for one on the value itself. */
export function sideOf(kind: Check['limit']['kind']): 'drop' | 'rise' | undefined {
  if (kind.startsWith('max-drop')) return 'drop';
  return kind.startsWith('max-rise') ? 'rise' : undefined;
}

/** One sentence: what decided, in words and numbers. Names are cut to `longest`. */
export function explanationOf(finding: Finding, longest = 64): string {
  const subject =
    finding.column === undefined ? subjectText(finding.metric, finding.slice, longest) : clean(finding.column, longest);
  if (finding.why !== undefined) return `${subject} ${cut(finding.why, 200)}.`;
  if (finding.outcome === 'too small') {
    return `${subject} has ${counted(finding.n ?? 0, 'row')}, too few to judge: the policy asks for ${counted(finding.minRows ?? 0, 'row')}.`;
  }
  return sideOf(finding.limit.kind) === undefined ? absoluteText(subject, finding) : relativeText(subject, finding);
}

function absoluteText(subject: string, finding: Finding): string {
  const { interval, limit, judge, outcome } = finding;
  const value = finding.measured ?? 0;
  const decimals = decimalsFor(value, judge === 'bound' ? interval : undefined, limit.value);
  const isMin = limit.kind === 'min';
  const allowed = `${isMin ? 'at least' : 'at most'} ${limitText(finding)}`;
  const now = `${subject} is ${withUnit(fixed(value, decimals), finding.unit)}`;
  if (judge === 'point' || !interval)
    return outcome === 'passed' ? `${now}, ${allowed}.` : `${now}; the policy asks for ${allowed}.`;
  if (outcome === 'inconclusive')
    return `${now}, but ${counted(finding.n ?? 0, 'row')} cannot tell whether it is ${allowed}.`;
  const worst = outcome === 'passed';
  const end = isMin === worst ? interval.low : interval.high;
  return `${now}, ${fixed(end, decimals)} at ${worst ? 'worst' : 'best'}; the policy asks for ${allowed}.`;
}

function relativeText(subject: string, finding: Finding): string {
  const { outcome, interval, limit } = finding;
  const change = finding.measured ?? 0;
  const side = sideOf(limit.kind) ?? 'drop';
  const decimals = decimalsFor(change, interval, side === 'drop' ? -limit.value : limit.value);
  const from = limit.kind.endsWith('anchor') ? ' from the anchor' : '';
  const allowed = limit.value === 0 ? `no ${side}` : limitText(finding);
  if (outcome === 'failed') return `${subject} ${movement(finding, decimals)}${from}; the policy allows ${allowed}.`;
  const moved = `${subject} moved by ${withUnit(signed(change, decimals), finding.unit)}${from}`;
  if (outcome === 'inconclusive') {
    const margin = limit.value === 0 ? 'no change' : `the allowed ${side} of ${allowed}`;
    return `${moved}, but ${counted(finding.n ?? 0, 'row')} cannot separate that from ${margin}.`;
  }
  return `${moved}${passedTail(finding, side, decimals)}`;
}

/** The end of the interval that let the check pass, and what it was held against. */
function passedTail(
  { measured, interval, limit, judge, unit }: Finding,
  side: 'drop' | 'rise',
  decimals: number,
): string {
  const amount = limitText({ limit, unit });
  const allowed = `the policy allows ${limit.value === 0 ? `no ${side}` : `a ${side} of ${amount}`}.`;
  const direction = side === 'drop' ? 'higher' : 'lower';
  const gain = gainOf({ direction, delta: measured, interval, test: undefined, n: 0 });
  if (!(interval && gain)) return `; ${allowed}`;
  const sign = side === 'drop' ? 1 : -1;
  if (judge === 'proof') return `, ${signed(sign * gain.worst, decimals)} at worst; ${allowed}`;
  return `, ${signed(sign * gain.best, decimals)} at best: no ${side} beyond ${amount} was shown.`;
}

/** `fell by 0.018`; a percent limit is met by a percentage: `rose by 13%`. */
function movement({ measured = 0, reference, limit, unit }: Finding, decimals: number): string {
  const verb = measured < 0 ? 'fell' : 'rose';
  if (limit.written.endsWith('%') && reference !== undefined && reference !== 0) {
    const share = Math.abs(measured / reference) * 100;
    return `${verb} by ${fixed(share, decimalsThatTell(share < 10 ? 1 : 0, [share], [Number.parseFloat(limit.written)]))}%`;
  }
  return `${verb} by ${withUnit(fixed(Math.abs(measured), decimals), unit)}`;
}

/** Decimals by the interval's half-width, or three significant digits; more where the limit is met too closely. */
export function decimalsFor(value: number, interval: Interval | undefined, mark: number): number {
  const plain = decimalsOfValue(value);
  if (!interval) return decimalsThatTell(plain, [value], [mark]);
  const decimals = decimalsOfHalfWidth((interval.high - interval.low) / 2) ?? plain;
  return decimalsThatTell(decimals, [interval.low, interval.high], [mark]);
}
