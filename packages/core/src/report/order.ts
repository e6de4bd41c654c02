import type { Check } from '../record/verdict.ts';
import { excess } from './checks.ts';
import { familyOf } from './kin.ts';
import { isDataRule, type Row, sideOf, stateOf, storyOf } from './rows.ts';
import type { View } from './view.ts';

/** A line of the main table: a metric, or a data rule that failed. `both`: the anchor's row says the same. */
export type MainLine =
  | { readonly kind: 'row'; readonly row: Row; readonly both: boolean }
  | { readonly kind: 'rule'; readonly check: Check };

/** The rows that fill the table when nothing is wrong. */
const usual = 4;
/** The most lines of the main table. */
export const mostLines = 5;

/** Failed, undecided, the primary metric, then what moved most; at most `most` lines, and how many open ones were left out. */
export function mainLines(view: View, most = mostLines): { lines: MainLine[]; left: number } {
  const rules = view.groups.map((group) => group.worst).filter((check) => isDataRule(check) && isOpen(check));
  const open: MainLine[] = [
    ...openLines(view, 'failed'),
    ...rules.map((check): MainLine => ({ kind: 'rule', check })),
    ...openLines(view, 'undecided'),
  ];
  const rest = [...(view.primary === undefined ? [] : [view.primary]), ...byMovement(view)];
  const shown = open.slice(0, most);
  const room = Math.max(0, Math.min(most, Math.max(usual, open.length + 1)) - shown.length);
  const listed = new Set(open.flatMap((entry) => (entry.kind === 'row' ? [entry.row] : [])));
  const candidates = rest.filter((row) => !listed.has(row) && stateOf(row) === 'held');
  const more = oneOfEachFamily(candidates, [...listed]).slice(0, room);
  return { lines: [...shown, ...more.map((row) => line(row, false))], left: open.length - shown.length };
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

function line(row: Row, both: boolean): MainLine {
  return { kind: 'row', row, both };
}

/** Open rows as lines; a row against the anchor that repeats the one against the baseline is said there. */
function openLines(view: View, state: 'failed' | 'undecided'): MainLine[] {
  const rows = openRows(view, state);
  const storiesOf = (against: Row['against']): Set<string> =>
    new Set(rows.filter((row) => row.against === against).map(storyOf));
  const [told, again] = [storiesOf('baseline'), storiesOf('anchor')];
  return rows
    .filter((row) => row.against === 'baseline' || !told.has(storyOf(row)))
    .map((row) => line(row, row.against === 'baseline' && again.has(storyOf(row))));
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

/** Every row without a slice against the baseline: open ones, the primary metric, then what moved most. */
export function overallRows(view: View): Row[] {
  const rows = [
    ...openRows(view, 'failed'),
    ...openRows(view, 'undecided'),
    ...(view.primary === undefined ? [] : [view.primary]),
    ...byMovement(view),
    ...view.rows,
  ];
  return [...new Set(rows.filter((row) => row.slice === undefined && row.against === 'baseline'))];
}

/** What the policy limits against the anchor, without slices, open ones first. */
export function anchorRows(view: View): Row[] {
  const limited = view.rows.filter((row) => row.checks.length > 0);
  const rows = [...openRows(view, 'failed'), ...openRows(view, 'undecided'), ...limited];
  return [...new Set(rows.filter((row) => row.slice === undefined && row.against === 'anchor'))];
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
