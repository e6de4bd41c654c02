import { inPolicy } from '../policy/diff-words.ts';
import type { Check } from '../record/verdict.ts';
import { type CheckGroup, groupsOf, inReadingOrder } from './checks.ts';
import { baseText, icons } from './headline.ts';
import { type Ink, markdownInk } from './ink.ts';
import { count, nbsp } from './number.ts';
import { mostLines } from './order.ts';
import { rowOf } from './reason.ts';
import { removedModels } from './removed.ts';
import { isFromAnchor, relativeSide } from './rows.ts';
import { decimalsOfRow, endsText, limitText } from './shape.ts';
import { cellCode, cellName } from './slice.ts';
import { table } from './table.ts';
import type { View } from './view.ts';

/** One limit under the base's policy and under the change's. */
interface Pair {
  readonly base: CheckGroup | undefined;
  readonly here: CheckGroup | undefined;
}

/** The main table where the change loosens the policy: what each of the two says of the same numbers. */
export function policyTable(view: View, most = mostLines): string {
  if (view.record.verdict?.underBasePolicy?.checks.length === 0) return removedTable(view, most);
  const ink = markdownInk();
  const pairs = pairsOf(view);
  const moved = pairs.filter((pair) => !isSame(pair));
  const shown = [...moved, ...pairs.filter(isSame)].slice(
    0,
    Math.max(moved.length > most ? most : 3, Math.min(moved.length, most)),
  );
  const base = `Policy of ${baseText(view, ink)}`;
  const lines = shown.flatMap((pair) => pairLines(view, pair, ink)).slice(0, most);
  const left = pairs.length - shown.length;
  const text = table([['Check', base, 'Policy here'], ...lines], ['l', 'l', 'l']);
  return left > 0 ? `${text}\n\n${count(left)} more ${left === 1 ? 'check is' : 'checks are'} in the report.` : text;
}

/** Where the change takes models out, nothing was judged twice: the models themselves are the lines. */
function removedTable(view: View, most: number): string {
  const ink = markdownInk();
  const removed = removedModels(view);
  if (removed.length === 0) return '';
  const lines = removed.slice(0, most).map((name) => [cellName(name, ink), inPolicy, ink.strong('taken out')]);
  const text = table([['Model', `Policy of ${baseText(view, ink)}`, 'Policy here'], ...lines], ['l', 'l', 'l']);
  const left = removed.length - lines.length;
  return left > 0 ? `${text}\n\n${count(left)} more in the report.` : text;
}

function pairsOf(view: View): Pair[] {
  const base = inReadingOrder(groupsOf(view.record.verdict?.underBasePolicy?.checks ?? []));
  const pairs = base.map(
    (group): Pair => ({ base: group, here: view.groups.find((other) => isSameGroup(group, other)) }),
  );
  const added = view.groups.filter((group) => !base.some((other) => isSameGroup(group, other)));
  return [...pairs, ...added.map((group): Pair => ({ base: undefined, here: group }))];
}

function isSameGroup(a: CheckGroup, b: CheckGroup): boolean {
  return a.metric === b.metric && a.column === b.column && a.worst.limit.kind === b.worst.limit.kind;
}

function isSame({ base, here }: Pair): boolean {
  return isSameLimit({ base, here }) && base?.outcome === here?.outcome && base?.worst.minRows === here?.worst.minRows;
}

function isSameLimit({ base, here }: Pair): boolean {
  return base !== undefined && here !== undefined && base.worst.limit.written === here.worst.limit.written;
}

/** A line for the limit, unless only the rows needed moved, and a line for those. */
function pairLines(view: View, pair: Pair, ink: Ink): string[][] {
  const group = pair.base ?? pair.here;
  if (group === undefined) return [];
  const rowsMoved =
    pair.base !== undefined && pair.here !== undefined && pair.base.worst.minRows !== pair.here.worst.minRows;
  const lines: string[][] = [];
  if (!(rowsMoved && isSameLimit(pair))) lines.push(limitLine(view, pair, group, ink));
  if (rowsMoved) lines.push(rowsLine(pair, group, ink));
  return lines;
}

function limitLine(view: View, pair: Pair, group: CheckGroup, ink: Ink): string[] {
  const same = isSame(pair);
  return [
    `${groupName(group, ink)}${kindWord(group.worst)}${endsOf(view, group.worst)}`,
    sideCell(pair.base, ink),
    same ? 'same' : sideCell(pair.here, ink),
  ];
}

function rowsLine(pair: Pair, group: CheckGroup, ink: Ink): string[] {
  const skipped = pair.here?.checks.filter((check) => check.outcome === 'too small').length ?? 0;
  const total = pair.here?.checks.length ?? 0;
  const effect = skipped === 0 ? '' : `,<br>so ${count(skipped)} of ${count(total)} are not judged`;
  const [was, now] = [pair.base?.worst.minRows ?? 0, pair.here?.worst.minRows ?? 0];
  return [`${groupName(group, ink)},<br>rows needed`, ink.strong(count(was)), `${ink.strong(count(now))}${effect}`];
}

function groupName(group: CheckGroup, ink: Ink): string {
  const name = cellName(group.metric, ink);
  return group.column === undefined ? name : `${name} by<br>${cellCode(group.column, ink)}`;
}

function kindWord(check: Check): string {
  const side = relativeSide(check);
  return side === undefined ? '' : `, ${side}${isFromAnchor(check) ? '<br>from the anchor' : ''}`;
}

function endsOf(view: View, check: Check): string {
  if (relativeSide(check) === undefined || check.interval === undefined) return '';
  const row = rowOf(view, check);
  const decimals = row === undefined ? 3 : decimalsOfRow(row);
  return `<br>${endsText(check.interval.low, check.interval.high, decimals)}`;
}

/** The verdict in words, with an icon only where it is not passed, and the limit. */
function sideCell(group: CheckGroup | undefined, ink: Ink): string {
  if (group === undefined) return 'no such check';
  const limit = limitText(group.worst, ink).replace(/^(drop|rise)( from the anchor)? /, '');
  return `${outcomeText(group)}<br>${limit.replace(/([\d.,]+%?)/, (amount) => ink.strong(amount))}`;
}

function outcomeText(group: CheckGroup): string {
  if (group.outcome === 'failed') return `${icons.failed}${nbsp}failed`;
  if (group.outcome === 'inconclusive') return `${icons.inconclusive}${nbsp}undecided`;
  return group.outcome;
}
