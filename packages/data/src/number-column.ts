import { dataErrors, type Place } from '@weighbridge/core';
import { badRowLog } from './bad-rows.ts';
import { type Collector, growing, isNumbers, valueReader } from './collector.ts';

const missingTexts = new Set([
  '',
  'nan',
  'null',
  'none',
  'na',
  'n/a',
  'inf',
  '+inf',
  '-inf',
  'infinity',
  '+infinity',
  '-infinity',
]);

/** Collects finite numbers; in every row there must be one. */
export function numberColumn(
  column: string,
  rule: { readonly negative: 'allowed' | 'refused' },
): Collector<Float64Array> {
  const numbers = growing((length) => new Float64Array(length));
  const log = { missing: badRowLog(column), other: badRowLog(column), negative: badRowLog(column) };
  const lowest = rule.negative === 'refused' ? 0 : -Number.MAX_VALUE;
  let total = 0;
  const isGood = (number: number): boolean => number >= lowest && number < Number.POSITIVE_INFINITY;
  const note = (value: unknown, number: number, row: number): void => {
    if (!Number.isFinite(number)) (isMissing(value) ? log.missing : log.other).add(row);
    else if (number < lowest) log.negative.add(row);
  };
  return {
    add: (values, rows) => {
      const into = numbers.room(total + rows);
      const areNumbers = isNumbers(values);
      if (areNumbers) into.set(values.numbers, total);
      const valueAt = valueReader(values);
      for (let i = 0; i < rows; i++) {
        if (areNumbers && isGood(into[total + i] as number)) continue;
        const value = valueAt(i);
        const number = typeof value === 'number' ? value : numberOf(value);
        into[total + i] = number;
        if (!isGood(number)) note(value, number, total + i);
      }
      total += rows;
    },
    finish: (place) => {
      refuse(place, log);
      return numbers.take(total);
    },
  };
}

type Logs = Readonly<Record<'missing' | 'other' | 'negative', ReturnType<typeof badRowLog>>>;

function refuse(place: Place, { missing, other, negative }: Logs): void {
  const noNumber = other.found();
  if (noNumber) throw dataErrors.notNumber(noNumber, { place });
  const notThere = missing.found();
  if (notThere) throw dataErrors.missingNumber(notThere, { place });
  const below = negative.found();
  if (below) throw dataErrors.negativeWeight(below, { place });
}

function numberOf(value: unknown): number {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return Number.NaN;
  const number = Number(value);
  // JavaScript reads blanks as 0, and 0x, 0o and 0b as bases: none is a number here, and all would be whole.
  return Number.isInteger(number) && /^\s*$|[xXoObB]/.test(value) ? Number.NaN : number;
}

function isMissing(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'number') return true;
  return typeof value === 'string' && missingTexts.has(value.trim().toLowerCase());
}
