import type { Check } from '../record/verdict.ts';
import type { Ink } from './ink.ts';
import {
  decimalsOfHalfWidth,
  decimalsOfValue,
  decimalsThatTell,
  fixed,
  minus,
  nbsp,
  signed,
  signedPercent,
} from './number.ts';
import { type Row, relativeSide } from './rows.ts';

/** Decimals that value, old value, change and ends of one row share. */
export function decimalsOfRow(row: Row): number {
  const interval = row.delta === undefined ? row.own : row.interval;
  const fallback = decimalsOfValue(largest([row.now, row.was]));
  if (interval === undefined) return fallback;
  const decimals = decimalsOfHalfWidth((interval.high - interval.low) / 2) ?? fallback;
  if (row.delta === undefined) return decimals;
  return decimalsThatTell(decimals, [interval.low, interval.high], [0, ...allowedChanges(row)]);
}

function largest(values: readonly (number | undefined)[]): number {
  return Math.max(0, ...values.map((value) => Math.abs(value ?? 0)));
}

/** The changes, in the metric's own sign, at which a relative check of the row turns. */
function allowedChanges(row: Row): number[] {
  return row.checks.flatMap((check) => {
    const side = relativeSide(check);
    if (side === undefined) return [];
    return [side === 'drop' ? -check.limit.value : check.limit.value];
  });
}

/** A number with its unit after a no-break space. */
export function withUnit(number: string, unit: string | undefined, ink: Ink): string {
  if (unit === undefined) return number;
  return unit === '%' ? `${number}%` : `${number}${nbsp}${ink.name(unit)}`;
}

/** `−0.024 to −0.012`; it breaks only where it is too long for a phone. */
export function endsText(low: number, high: number, decimals: number, sign = true): string {
  const [from, to] = sign
    ? [signed(low, decimals), signed(high, decimals)]
    : [fixed(low, decimals), fixed(high, decimals)];
  const space = from.length + to.length + 4 > 16 ? ' ' : nbsp;
  return `${from}${space}to${space}${to}`;
}

/** `0.005`, `10%`, `-1.5`: what a policy can write for a limit. A record from elsewhere may hold anything. */
export function isAmount(written: string): boolean {
  return /^[+-]?\d*\.?\d+%?$/.test(written);
}

/** A limit as the policy writes it: `0.010`, `10%`; with U+2212 for a minus. */
export function writtenLimit(check: Check, ink: Ink): string {
  const { written } = check.limit;
  return isAmount(written) ? written.replace('-', minus) : ink.code(written);
}

/** The limit in words: `drop at most 0.005`, `at least 0.70`. */
export function limitText(check: Check, ink: Ink): string {
  const written = writtenLimit(check, ink);
  const amount = written.endsWith('%') ? written : withUnit(written, check.unit, ink);
  switch (check.limit.kind) {
    case 'min':
      return `at least ${amount}`;
    case 'max':
      return `at most ${amount}`;
    case 'max-drop':
      return `drop at most ${amount}`;
    case 'max-rise':
      return `rise at most ${amount}`;
    case 'max-drop-from-anchor':
      return `drop from the anchor at most ${amount}`;
    case 'max-rise-from-anchor':
      return `rise from the anchor at most ${amount}`;
    case 'drift':
      return `at most ${written}`;
    case 'schema':
      return /rule/.test(check.limit.written) ? check.limit.written.replace(/[^\w ]/g, '') : `${written} rules`;
  }
}

/** The limit of a row's third line, signed as the change is: `−0.005`, `+10%`. */
export function allowedText(check: Check, ink: Ink): string {
  const side = relativeSide(check);
  if (side === undefined) return limitText(check, ink);
  const written = writtenLimit(check, ink);
  if (check.limit.value === 0) return written;
  return `${side === 'drop' ? minus : '+'}${written}`;
}

/** Whether the policy wrote the limit relative to the baseline. */
export function isPercentLimit(check: Check): boolean {
  return check.limit.written.trim().endsWith('%');
}

/** A change in the unit in which its limit is written. */
export function changeInLimitUnit(change: number, check: Check, decimals: number): string {
  if (isPercentLimit(check) && check.reference !== undefined && check.reference !== 0) {
    const limit = relativeSide(check) === 'drop' ? -check.limit.value : check.limit.value;
    const scale = Math.abs(check.reference);
    return signedPercent(change / scale, limit / scale);
  }
  return signed(change, decimals);
}
