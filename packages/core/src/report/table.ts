import { markdownTable } from 'markdown-table';
import type { Check } from '../record/verdict.ts';
import { decidingEnd } from './checks.ts';
import { baseText, icons } from './headline.ts';
import { type Ink, markdownInk } from './ink.ts';
import { count, fixed, nbsp, percent, signed } from './number.ts';
import { type MainLine, mainLines } from './order.ts';
import { type Row, relativeSide, stateOf, wordOf } from './rows.ts';
import { allowedText, decimalsOfRow, endsText, limitText, withUnit, writtenLimit } from './shape.ts';
import { cellCode, cellName, isShort, sliceLabel } from './slice.ts';
import type { View } from './view.ts';

type Align = 'l' | 'r';

/** A Markdown table; cells are inked already. */
export function table(rows: readonly (readonly string[])[], align: readonly Align[]): string {
  return markdownTable(rows, { align: [...align], alignDelimiters: false });
}

/** The main table and what it left out, at most `most` lines. */
export function mainTable(view: View, most: number): string {
  const { lines, left } = mainLines(view, most);
  if (lines.length === 0) return '';
  const ink = markdownInk();
  const cells = lines.map((line) => lineCells(view, line, ink));
  const text = table([header(view, ink), ...cells], ['l', 'r', 'l']);
  return left === 0 ? text : `${text}\n\n${count(left)} more that failed or are undecided are in the report.`;
}

function header(view: View, ink: Ink): string[] {
  if (view.situation === 'first run') return ['Metric', 'Now', `${levelWord(view.rows.map((row) => row.own))}, limit`];
  if (view.rows.every((row) => row.delta === undefined)) return ['Metric', 'Now (was)', 'Change'];
  const was = view.situation === 'rescored' ? `Now (${baseText(view, ink)}, rescored)` : 'Now (was)';
  return ['Metric', was, changeHeader(view)];
}

/** The level of two equal one-sided ends, where there is one to name: `Change, 90% interval`. */
export function changeHeader(view: View): string {
  const word = levelWord(view.family === 1 ? view.rows.map((row) => row.interval) : []);
  return `Change, ${word}`;
}

function levelWord(intervals: readonly Row['interval'][]): string {
  const levels = new Set(
    intervals.flatMap((interval) => (interval === undefined ? [] : [interval.lowLevel + interval.highLevel])),
  );
  const [level] = levels;
  if (level === undefined || levels.size > 1) return 'interval';
  return `${percent(1 - level, Number.isInteger(Math.round((1 - level) * 1e6) / 1e4) ? 0 : 1)} interval`;
}

function lineCells(view: View, line: MainLine, ink: Ink): string[] {
  if (line.kind === 'rule') return ruleCells(line.check, ink);
  const { row, both } = line;
  const third = view.situation === 'first run' ? ownCell(view, row, ink) : changeCell(row, ink);
  return [labelCell(row, ink), nowCell(row, ink, true), `${third}${both ? ',<br>and from the anchor' : ''}`];
}

/** Icon for what is not passed, metric, and the slice or the anchor on a second line. */
export function labelCell(row: Row, ink: Ink): string {
  const icon = iconOf(row);
  const name = cellName(row.metric, ink);
  const space = isShort(row.metric, 2) ? nbsp : ' ';
  const first = icon === undefined ? name : `${icon}${space}${name}`;
  const slice = row.slice === undefined ? '' : `<br>${cellCode(sliceLabel(row.slice), ink)}`;
  return `${first}${slice}${row.against === 'anchor' ? '<br>from the anchor' : ''}`;
}

function iconOf(row: Row): string | undefined {
  const state = stateOf(row);
  if (state === 'held') return undefined;
  return state === 'failed' ? icons.failed : icons.inconclusive;
}

/** `**0.741** (0.729)`; a reason where there is no value. */
export function nowCell(row: Row, ink: Ink, bold: boolean): string {
  if (row.now === undefined) return row.gap === undefined ? 'missing' : `undefined: ${ink.prose(row.gap)}`;
  const decimals = decimalsOfRow(row);
  const now = withUnit(fixed(row.now, decimals), row.unit, ink);
  const was = row.was === undefined ? '' : ` (${fixed(row.was, decimals)})`;
  return `${bold ? ink.strong(now) : now}${was}`;
}

/** Change and word, its interval, and the limit where it was not kept. */
export function changeCell(row: Row, ink: Ink): string {
  const open = row.checks.filter((check) => isOpen(check));
  const limit = open.map((check) => `allowed: ${allowedText(check, ink)}`);
  if (row.delta === undefined) return [noChange(row, open, ink), ...limit].join('<br>');
  const decimals = decimalsOfRow(row);
  const ends = row.interval === undefined ? 'point value' : endsText(row.interval.low, row.interval.high, decimals);
  return [changeText(row, decimals, ink), ends, ...limit].join('<br>');
}

function isOpen(check: Check): boolean {
  return check.outcome === 'failed' || check.outcome === 'inconclusive';
}

function noChange(row: Row, open: readonly Check[], ink: Ink): string {
  if (row.checks.some((check) => check.outcome === 'incomparable')) return 'incomparable';
  const [first] = open;
  if (row.now === undefined && first !== undefined) return ink.strong('nothing to judge');
  return row.was === undefined ? 'no old value' : 'no change known';
}

/** `−0.018 worse`, bold where it is beyond noise and not merely allowed. */
export function changeText(row: Row, decimals: number, ink: Ink): string {
  const word = wordOf(row);
  const text = `${signed(row.delta ?? 0, decimals)} ${word ?? ''}`.trim();
  if (stateOf(row) === 'failed') return ink.strong(text);
  if (word !== 'worse') return word === 'better' ? ink.strong(text) : text;
  const limited = row.checks.some((check) => relativeSide(check) !== undefined && check.outcome === 'passed');
  return limited ? `${text}, allowed` : `${text}, no${nbsp}limit`;
}

/** On the first run: the value's own interval, and its limit. */
function ownCell(view: View, row: Row, ink: Ink): string {
  const absolute = row.checks.find((check) => relativeSide(check) === undefined);
  const waits = view.groups.some((group) => group.metric === row.metric && relativeSide(group.worst) !== undefined);
  const limit = absolute === undefined ? `no limit${waits ? ' yet' : ''}` : limitText(absolute, ink);
  if (row.own === undefined) return row.now === undefined ? limit : `point value<br>${limit}`;
  return `${endsText(row.own.low, row.own.high, decimalsOfRow(row), false)}<br>${limit}`;
}

/** A data rule that failed, in the columns of metrics. */
function ruleCells(check: Check, ink: Ink): string[] {
  const icon = check.outcome === 'failed' ? icons.failed : icons.inconclusive;
  const name = check.limit.kind === 'schema' ? `data${nbsp}schema` : `drift${nbsp}(PSI)`;
  const column = check.column === undefined ? '' : `<br>${cellCode(check.column, ink)}`;
  const value = check.measured ?? decidingEnd(check)?.value;
  if (check.limit.kind === 'schema' && value === undefined) {
    return [`${icon}${nbsp}${name}`, 'missing', 'not judged'];
  }
  if (check.limit.kind === 'schema') {
    const broken = Math.max(0, check.limit.value - (value ?? 0));
    return [
      `${icon}${nbsp}${name}`,
      ink.strong(`${count(value ?? 0)} of ${count(check.limit.value)}`),
      `${count(broken)} broken`,
    ];
  }
  const measured = value === undefined ? 'missing' : ink.strong(fixed(value, 2));
  return [`${icon}${nbsp}${name}${column}`, measured, `allowed: ${writtenLimit(check, ink)}`];
}
