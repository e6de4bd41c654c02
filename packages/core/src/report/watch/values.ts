import type { ColumnSummary } from '../../record/data.ts';
import type { SeriesPoint } from '../../record/watch.ts';
import { numberText } from '../data/words.ts';
import type { Ink } from '../ink.ts';
import { decimalsOfHalfWidth, decimalsOfValue, decimalsThatTell, fixed, minus, signed } from '../number.ts';
import { endsText, isAmount } from '../shape.ts';
import { goneWords, isGone } from './gone.ts';

type SeriesLimit = NonNullable<SeriesPoint['limit']>;

/** Decimals of a PSI and of a percentage, before the limit asks for more. */
const [psiDecimals, percentDecimals] = [2, 1];

/** Whether the value of a series is a PSI: of columns and predictions. */
export function isPsi({ kind }: Pick<SeriesPoint, 'kind'>): boolean {
  return kind === 'column' || kind === 'prediction';
}

/** The value at which a limit is passed, in the unit of the value; undefined where it depends on an unknown reference. */
export function thresholdOf({ limit, reference }: SeriesPoint): number | undefined {
  if (limit === undefined) return undefined;
  if (limit.kind === 'max-drop') return reference === undefined ? undefined : reference - limit.value;
  if (limit.kind === 'max-rise') return reference === undefined ? undefined : reference + limit.value;
  return limit.value;
}

/** Decimals that value, reference, change and ends of one point share. */
export function decimalsOfPoint(point: SeriesPoint): number {
  const { value = 0, limit } = point;
  if (isPsi(point)) return decimalsThatTell(psiDecimals, [value], limit === undefined ? [] : [limit.value]);
  if (point.kind === 'service') {
    const marks = limit === undefined ? [] : [limit.value * 100];
    return decimalsThatTell(percentDecimals, [value * 100], marks);
  }
  return metricDecimals(point);
}

function metricDecimals({ value = 0, reference = 0, change, limit }: SeriesPoint): number {
  const fallback = decimalsOfValue(Math.max(Math.abs(value), Math.abs(reference)));
  const absolute = limit?.kind === 'min' || limit?.kind === 'max' ? [limit.value] : [];
  if (change === undefined) return decimalsThatTell(fallback, [value], absolute);
  const decimals = decimalsOfHalfWidth((change.high - change.low) / 2) ?? fallback;
  const told = decimalsThatTell(decimals, [change.low, change.high], [0, ...allowedChanges(limit)]);
  return decimalsThatTell(told, [value], absolute);
}

/** The change at which a relative limit turns. */
function allowedChanges(limit: SeriesLimit | undefined): number[] {
  if (limit?.kind === 'max-drop') return [-limit.value];
  return limit?.kind === 'max-rise' ? [limit.value] : [];
}

/** The judged value alone: `0.34`, `2.4%`, `0.724`. */
export function valueText(point: SeriesPoint, decimals = decimalsOfPoint(point)): string {
  if (isGone(point)) return goneWords;
  if (point.value === undefined) return 'no value';
  return point.kind === 'service' ? `${fixed(point.value * 100, decimals)}%` : fixed(point.value, decimals);
}

/** `PSI **0.34**`, `**0.724** (0.729)`, `**2.4%**`: the value in its cell. */
export function valueCell(point: SeriesPoint, ink: Ink): string {
  if (isGone(point)) return goneWords;
  if (point.outcome !== 'judged' || point.value === undefined) return gapText(point, ink);
  const strong = ink.strong(valueText(point));
  if (isPsi(point)) return `PSI ${strong}`;
  if (point.kind === 'service' || point.reference === undefined) return strong;
  return `${strong} (${fixed(point.reference, decimalsOfPoint(point))})`;
}

/** `PSI 0.34`, `0.724`, `2.4%`; of a column that is gone just that. */
export function measuredText(point: SeriesPoint): string {
  return isPsi(point) && point.value !== undefined ? `PSI ${valueText(point)}` : valueText(point);
}

/** Why there is no value. */
export function gapText({ outcome, reason, n }: SeriesPoint, ink: Ink): string {
  if (reason !== undefined && reason.trim() !== '') return ink.prose(reason);
  if (outcome === 'too few') return `too few rows (${n})`;
  return outcome === 'not in both' ? 'not on both sides' : 'no data';
}

/** The limit as the policy writes it: `0.2`, `1%`, `10%`. */
function writtenOf({ written, value }: SeriesLimit, ink: Ink): string {
  const trimmed = written.trim();
  if (isAmount(trimmed)) return trimmed.replace('-', minus);
  return trimmed === '' ? fixed(value, decimalsOfValue(value)) : ink.code(trimmed);
}

/** The limit in words: `at most 0.2`, `at least 0.70`, `drop at most 0.005`. */
export function limitWords(limit: SeriesLimit, ink: Ink): string {
  const written = writtenOf(limit, ink);
  switch (limit.kind) {
    case 'min':
      return `at least ${written}`;
    case 'max':
    case 'drift':
      return `at most ${written}`;
    case 'max-drop':
      return `drop at most ${written}`;
    case 'max-rise':
      return `rise at most ${written}`;
  }
}

/** What is allowed, as the third line of a cell says it: `0.2`, `−0.005`, `at least 0.70`. */
export function allowedWords(limit: SeriesLimit, ink: Ink): string {
  const written = writtenOf(limit, ink);
  if (limit.kind === 'drift') return written;
  if (limit.kind === 'max-drop') return limit.value === 0 ? written : `${minus}${written}`;
  if (limit.kind === 'max-rise') return limit.value === 0 ? written : `+${written}`;
  return limitWords(limit, ink);
}

/** Where the change of a metric lies, seen in its own direction; of a share, in plain words. */
export function changeWord({
  kind,
  change,
  direction,
}: SeriesPoint): 'better' | 'worse' | 'higher' | 'lower' | 'within noise' {
  if (change === undefined || (change.low <= 0 && change.high >= 0)) return 'within noise';
  const isUp = change.low > 0;
  if (kind !== 'metric' || direction === undefined) return isUp ? 'higher' : 'lower';
  return isUp === (direction === 'higher') ? 'better' : 'worse';
}

/** `**−0.018 worse**` and its ends, of a metric. */
export function changeLines(point: SeriesPoint, ink: Ink): string[] {
  const { change } = point;
  if (change === undefined) return [];
  const decimals = decimalsOfPoint(point);
  const text = `${signed(change.value, decimals)} ${changeWord(point)}`;
  return [point.flagged ? ink.strong(text) : text, endsText(change.low, change.high, decimals)];
}

/** The share predicted positive: `positive 31.1% → 33.8%`, then its change where that is beyond noise. */
export function shareLines(point: SeriesPoint): string[] {
  const { share, reference, change } = point;
  if (share === undefined || reference === undefined) return [];
  const half = change === undefined ? undefined : ((change.high - change.low) / 2) * 100;
  const usual = Math.min(3, (half === undefined ? undefined : decimalsOfHalfWidth(half)) ?? percentDecimals);
  const decimals = change === undefined ? usual : decimalsThatTell(usual, [change.low * 100, change.high * 100], [0]);
  const shares = `positive ${fixed(reference * 100, decimals)}% → ${fixed(share * 100, decimals)}%`;
  if (change === undefined) return [shares];
  const ends = endsText(change.low * 100, change.high * 100, decimals);
  return [shares, `${signed(change.value * 100, decimals)}% ${changeWord(point)}`, ends];
}

/** `median 41,200 → 44,850`, or the value whose share moved most: `partner_b 0% → 13.9%`. */
export function summaryText(
  was: ColumnSummary | undefined,
  now: ColumnSummary | undefined,
  ink: Ink,
): string | undefined {
  if (was === undefined || now === undefined) return undefined;
  if (was.kind === 'median' || now.kind === 'median') {
    return was.kind === now.kind ? medianText(was, now) : 'median of one side only';
  }
  const most = shareMoves(was, now).toSorted((a, b) => Math.abs(b.now - b.was) - Math.abs(a.now - a.was))[0];
  if (most === undefined) return undefined;
  const name = most.value === undefined ? 'other values' : ink.code(most.value ?? '(missing)');
  const [before, after] = [shareText(most.was), shareText(most.now)];
  return `${name} ${before === after ? after : `${before} → ${after}`}`;
}

/** The share of one value on both sides; `value` undefined: of all that are not named, null: of missing ones. */
export interface ShareMove {
  readonly value: string | null | undefined;
  readonly was: number;
  readonly now: number;
}

/** Less is rounding. */
const leastShare = 0.0005;

/** The values that both sides name, and all others together: a new value may be among them. */
export function shareMoves(was: ColumnSummary, now: ColumnSummary): ShareMove[] {
  if (was.kind !== 'shares' || now.kind !== 'shares') return [];
  const named = now.shares.flatMap(({ value, share }) => {
    const before = was.shares.find((entry) => entry.value === value);
    return before === undefined ? [] : [{ value, was: asShare(before.share), now: asShare(share) }];
  });
  const rest = {
    value: undefined,
    was: asShare(1 - named.reduce((sum, move) => sum + move.was, 0)),
    now: asShare(1 - named.reduce((sum, move) => sum + move.now, 0)),
  };
  return named.length > 0 && Math.max(rest.was, rest.now) > leastShare ? [...named, rest] : named;
}

/** A record from elsewhere may hold anything. */
function asShare(share: number): number {
  return share < 1e-9 ? 0 : Math.min(1, share);
}

function medianText(was: ColumnSummary, now: ColumnSummary): string | undefined {
  if (was.kind !== 'median' || now.kind !== 'median') return undefined;
  const [before, after] = [numberText(was.median), numberText(now.median)];
  return before === after ? `median ${before}` : `median ${before} → ${after}`;
}

function shareText(share: number): string {
  return share === 0 ? '0%' : `${fixed(share * 100, percentDecimals)}%`;
}
