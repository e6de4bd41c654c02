import type { Check } from '../record/verdict.ts';
import { excess } from './checks.ts';
import { familyOf } from './kin.ts';
import { isDataRule, type Row, sideOf, stateOf } from './rows.ts';
import type { View } from './view.ts';

/** A line of the main table: a metric, or a data rule that failed. */
export type MainLine = { readonly kind: 'row'; readonly row: Row } | { readonly kind: 'rule'; readonly check: Check };

/** The rows that fill the table when nothing is wrong. */
const usual = 4;
/** The most lines of the main table. */
export const mostLines = 5;

/** Failed, undecided, the primary metric, then what moved most; at most `most` lines, and how many open ones were left out. */
export function mainLines(view: View, most = mostLines): { lines: MainLine[]; left: number } {
  const rules = view.groups.map((group) => group.worst).filter((check) => isDataRule(check) && isOpen(check));
  const open: MainLine[] = [
    ...openRows(view, 'failed').map(line),
    ...rules.map((check): MainLine => ({ kind: 'rule', check })),
    ...openRows(view, 'undecided').map(line),
  ];
  const rest = [...(view.primary === undefined ? [] : [view.primary]), ...byMovement(view)];
  const shown = open.slice(0, most);
  const room = Math.max(0, Math.min(most, Math.max(usual, open.length + 1)) - shown.length);
  const listed = new Set(open.flatMap((entry) => (entry.kind === 'row' ? [entry.row] : [])));
  const candidates = rest.filter((row) => !listed.has(row) && stateOf(row) === 'held');
  const more = oneOfEachFamily(candidates, [...listed]).slice(0, room);
  return { lines: [...shown, ...more.map(line)], left: open.length - shown.length };
}

/** Rows in their order without those that repeat another's story; what the policy names always stays. */
function oneOfEachFamily(rows: readonly Row[], shown: readonly Row[]): Row[] {
  const told = new Set(shown.filter(({ slice }) => slice === undefined).map(({ metric }) => familyOf(metric)));
  return rows.filter((row) => {
    const family = familyOf(row.metric);
    const fresh = !told.has(family) || row.checks.length > 0;
    told.add(family);
    return fresh;
  });
}

function line(row: Row): MainLine {
  return { kind: 'row', row };
}

function isOpen(check: Check): boolean {
  return check.outcome === 'failed' || check.outcome === 'inconclusive' || check.outcome === 'incomparable';
}

function openRows(view: View, state: 'failed' | 'undecided'): Row[] {
  return view.rows.filter((row) => stateOf(row) === state).sort((a, b) => compare(severity(b), severity(a)));
}

/** The worst excess of a row's open checks. */
function severity(row: Row): number {
  return Math.max(...row.checks.filter(isOpen).map(excess));
}

/** Overall metrics but the primary, by size of change relative to its interval; those without a change last. */
function byMovement(view: View): Row[] {
  const rows = view.rows.filter((row) => row.slice === undefined && row.against === 'baseline' && row !== view.primary);
  return rows.sort((a, b) => compare(movementOf(b), movementOf(a)));
}

/** Every row without a slice: open ones, the primary metric, then what moved most; anchors after their baselines. */
export function overallRows(view: View): Row[] {
  const rows = [
    ...openRows(view, 'failed'),
    ...openRows(view, 'undecided'),
    ...(view.primary === undefined ? [] : [view.primary]),
    ...byMovement(view),
    ...view.rows,
  ];
  return [...new Set(rows.filter((row) => row.slice === undefined))];
}

/** Change in half-widths; for a number without an interval, in limits. */
function movementOf(row: Row): number {
  if (row.delta === undefined) return row.checks.length > 0 ? -1 : -2;
  const width = row.interval === undefined ? limitOf(row) : (row.interval.high - row.interval.low) / 2;
  return width > 0 ? Math.abs(row.delta) / width : 0;
}

function limitOf(row: Row): number {
  return Math.max(0, ...row.checks.map((check) => Math.abs(check.limit.value)));
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Rows of a list by the end of the interval nearer to harm, worst first; those without an interval last. */
export function worstFirst(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => rank(a) - rank(b) || compare(harmEnd(a), harmEnd(b)));
}

function rank(row: Row): number {
  return ['failed', 'undecided', 'held'].indexOf(stateOf(row)) + (row.delta === undefined ? 3 : 0);
}

/** The end of the interval on the bad side, as a gain: smaller is worse. */
export function harmEnd(row: Row): number {
  if (row.delta === undefined) return 0;
  const { low, high } = row.interval ?? { low: row.delta, high: row.delta };
  return row.direction === 'higher' ? low : -high;
}

/** Whether the row's change is beyond noise either way. */
export function isBeyondNoise(row: Row): boolean {
  const side = sideOf(row);
  return side === 'better' || side === 'worse';
}
