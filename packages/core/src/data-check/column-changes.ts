import { missingTest } from '../drift/tests.ts';
import type { ColumnChange, ColumnProfile } from '../record/data.ts';
import type { ColumnPair, DiffInput } from './diff.ts';

/** The most values that are named as new. */
const mostNewValues = 10;
/** A range that moves by less of its own width is not worth a line. */
const rangeMoved = 0.1;
/** One that moves by more than its own width is no chance. */
const farOut = 1;
/** Columns of more values than this get new ones by chance. */
const mostListed = 50;

/**
 * What moved in a column: nothing where its distribution did not move beyond the noise of the whole run; else its share
 * of missing cells where that moved, then its values. A number's new place is told by its median, where that stays by
 * its mean.
 */
export function columnChanges(pair: ColumnPair, { alpha, showValues }: DiffInput): readonly ColumnChange[] {
  const { drift, counts, column } = pair;
  if (!(drift?.test && drift.test.adjusted < alpha)) return noNoise(pair, showValues);
  const psi = { psi: drift.psi };
  const found = [
    ...missingChange(pair, alpha),
    ...(counts?.kind === 'category' ? categoryChange(pair, showValues) : numberChange(pair)),
  ];
  if (found.length === 0) return [{ column, what: counts?.kind === 'category' ? 'categories' : 'median', ...psi }];
  return found.map((change, index) => (index === found.length - 1 ? { ...change, ...psi } : change));
}

/**
 * What no sampling explains, however few rows it is: a value that a whole list of values did not have, and a number
 * further out than the whole range was wide.
 */
function noNoise(pair: ColumnPair, showValues: boolean): readonly ColumnChange[] {
  const { counts, was, now } = pair;
  if (counts?.kind === 'number') return rangeChange(pair.column, was, now, farOut);
  if (counts?.kind !== 'category' || counts.distinctWas > mostListed) return [];
  const isListed = counts.values.every(({ rest, was: before }) => rest === undefined || before === 0);
  return isListed ? categoryChange(pair, showValues).filter(({ newCount = 0 }) => newCount > 0) : [];
}

/** Shares of missing cells, where they differ by more than one test allows. */
function missingChange({ column, counts }: ColumnPair, alpha: number): readonly ColumnChange[] {
  if (!counts) return [];
  const { was, now } = counts;
  const test = missingTest(was, now);
  if (!(test && test.p < alpha)) return [];
  return [{ column, what: 'missing', was: was.missing / was.rows, now: now.missing / now.rows }];
}

function categoryChange({ column, counts }: ColumnPair, showValues: boolean): readonly ColumnChange[] {
  if (counts?.kind !== 'category') return [];
  const listed = counts.values.filter(({ rest }) => rest === undefined);
  const added = listed.filter(({ was, now }) => was === 0 && now > 0);
  const gone = listed.filter(({ was, now }) => now === 0 && was > 0);
  const rows = Math.max(1, counts.now.rows);
  return [
    {
      column,
      what: 'categories',
      was: counts.distinctWas,
      now: counts.distinctNow,
      newCount: added.length,
      goneCount: gone.length,
      ...(showValues && added.length > 0
        ? { newValues: added.slice(0, mostNewValues).map(({ value, now }) => ({ value, share: now / rows })) }
        : {}),
    },
  ];
}

function numberChange({ column, was, now, counts }: ColumnPair): readonly ColumnChange[] {
  if (counts?.kind !== 'number') return [];
  const [before, after] = [counts.was.median, counts.now.median];
  const range = rangeChange(column, was, now);
  if (before !== undefined && after !== undefined && before !== after) {
    return [...range, { column, what: 'median', was: before, now: after }];
  }
  const [meanWas, meanNow] = [meanOf(was), meanOf(now)];
  if (meanWas === undefined || meanNow === undefined || meanWas === meanNow) return range;
  return [...range, { column, what: 'mean', was: meanWas, now: meanNow }];
}

function meanOf(profile: ColumnProfile | undefined): number | undefined {
  return profile?.kind === 'number' ? profile.mean : undefined;
}

function rangeChange(
  column: string,
  was: ColumnProfile | undefined,
  now: ColumnProfile | undefined,
  least = rangeMoved,
): readonly ColumnChange[] {
  if (was?.kind !== 'number' || now?.kind !== 'number') return [];
  const [low, high, newLow, newHigh] = [was.min, was.max, now.min, now.max];
  if (low === undefined || high === undefined || newLow === undefined || newHigh === undefined) return [];
  const outward = Math.max(low - newLow, newHigh - high);
  const moved = least === rangeMoved ? Math.max(Math.abs(newLow - low), Math.abs(newHigh - high)) : outward;
  if (!(moved > least * (high - low))) return [];
  return [{ column, what: 'range', was: rangeText(low, high), now: rangeText(newLow, newHigh) }];
}

function rangeText(low: number, high: number): string {
  const short = (value: number): string => String(Number(value.toPrecision(6))).replace('-', '\u2212');
  return `${short(low)} to ${short(high)}`;
}
