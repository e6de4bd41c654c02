import type { RunRecord } from '../record/record.ts';
import type { Check, CheckOutcome } from '../record/verdict.ts';
import { isDataRule, isFromAnchor, relativeSide } from './rows.ts';

/** One limit of one gate line, with every slice value that it judges. */
export interface CheckGroup {
  readonly metric: string;
  /** The column whose every value is judged. */
  readonly column: string | undefined;
  readonly checks: readonly Check[];
  readonly outcome: CheckOutcome;
  /** The check that decides the group: the worst of the worst outcome. */
  readonly worst: Check;
}

const worstFirst: readonly CheckOutcome[] = [
  'failed',
  'incomparable',
  'inconclusive',
  'passed',
  'too small',
  'not judged',
];

/** Checks as the policy lists them: all values of a slice are one. */
export function groupsOf(checks: readonly Check[]): CheckGroup[] {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const key = JSON.stringify([check.id.split('/')[0], check.metric, check.slice?.column ?? null, check.limit.kind]);
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].flatMap(groupOf);
}

function groupOf(checks: readonly Check[]): CheckGroup[] {
  const [first] = checks;
  if (first === undefined) return [];
  const outcome = worstFirst.find((word) => checks.some((check) => check.outcome === word)) ?? first.outcome;
  const worst = checks.filter((check) => check.outcome === outcome).sort(byExcess)[0] ?? first;
  return [{ metric: first.metric, column: first.slice?.column, checks, outcome, worst }];
}

/** The end of the interval that decides a relative check, "at worst" or "at best". */
export interface DecidingEnd {
  readonly value: number;
  readonly named: 'at worst' | 'at best' | 'point value';
}

/** Failing needs the good end past the limit; passing by proof needs the bad end inside it; harm looks at the good end alone. */
export function decidingEnd(check: Check): DecidingEnd | undefined {
  const side = relativeSide(check);
  const { interval, measured } = check;
  if (side === undefined) return boundOf(check);
  if (interval === undefined) return measured === undefined ? undefined : { value: measured, named: 'point value' };
  const good = side === 'drop' ? interval.high : interval.low;
  const bad = side === 'drop' ? interval.low : interval.high;
  const byGoodEnd = check.outcome === 'failed' || (check.judge === 'harm' && check.outcome === 'passed');
  return byGoodEnd ? { value: good, named: 'at best' } : { value: bad, named: 'at worst' };
}

function boundOf(check: Check): DecidingEnd | undefined {
  const value = check.measured ?? check.value;
  if (value === undefined || !Number.isFinite(value)) return undefined;
  if (check.judge !== 'bound' || check.interval === undefined) return { value, named: 'point value' };
  const isMinimum = check.limit.kind === 'min';
  const { low, high } = check.interval;
  if (check.outcome === 'failed') return { value: isMinimum ? high : low, named: 'at best' };
  return { value: isMinimum ? low : high, named: 'at worst' };
}

/**
 * How far the deciding end is past the limit, in limits; larger is worse, negative is inside.
 * Infinite where a number that the policy names is not there.
 */
export function excess(check: Check): number {
  const end = decidingEnd(check)?.value;
  if (end === undefined) return check.outcome === 'failed' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const limit = check.limit.value;
  const scale = Math.max(Math.abs(limit), 1e-9);
  const harm = relativeSide(check) === 'drop' ? -end : end;
  if (relativeSide(check) !== undefined) return (harm - limit) / scale;
  const isMinimum = check.limit.kind === 'min' || check.limit.kind === 'schema';
  return (isMinimum ? limit - end : end - limit) / scale;
}

function byExcess(a: Check, b: Check): number {
  const [left, right] = [excess(a), excess(b)];
  return left === right ? 0 : right - left;
}

/** Failed, undecided, passed in the policy's order, then what was not judged. */
export function inReadingOrder(groups: readonly CheckGroup[]): CheckGroup[] {
  const rank = (group: CheckGroup): number => worstFirst.indexOf(group.outcome);
  const open = groups.filter((group) => rank(group) < worstFirst.indexOf('passed'));
  const rest = groups.filter((group) => rank(group) >= worstFirst.indexOf('passed'));
  const worst = (a: CheckGroup, b: CheckGroup): number => rank(a) - rank(b) || byExcess(a.worst, b.worst);
  return [...[...open].sort(worst), ...[...rest].sort((a, b) => rank(a) - rank(b))];
}

/** The metric of the first gate line that judges a metric. */
export function primaryMetric(record: RunRecord): string | undefined {
  const judged = record.verdict?.checks.find((check) => !isDataRule(check));
  return judged?.metric ?? record.evaluation?.metrics[0]?.name;
}

/** Whether a check needs a baseline or an anchor. */
export function isRelative(check: Check): boolean {
  return relativeSide(check) !== undefined || isFromAnchor(check);
}

/** How many groups have each outcome. */
export function tally(groups: readonly CheckGroup[]): ReadonlyMap<CheckOutcome, number> {
  const counts = new Map<CheckOutcome, number>();
  for (const { outcome } of groups) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}
