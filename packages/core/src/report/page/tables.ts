import type { CheckGroup } from '../checks.ts';
import { decidingEnd, groupsOf, inReadingOrder } from '../checks.ts';
import { namesDatasets } from '../data/rules.ts';
import { ruleCells } from '../data/table.ts';
import { measuredText, outcomeMark } from '../folds/checks.ts';
import { baseText, icons } from '../headline.ts';
import { htmlInk, type Ink } from '../ink.ts';
import { count, fixed, pValue, signed } from '../number.ts';
import { anchorRows, overallRows } from '../order.ts';
import { rowOf } from '../reason.ts';
import { removedModels } from '../removed.ts';
import { isDataRule, type Row, relativeSide, sideOf, stateOf } from '../rows.ts';
import { decimalsOfRow, endsText, limitText, withUnit } from '../shape.ts';
import { changeHeader } from '../table.ts';
import { asCheck, forbiddenRules } from '../under-base.ts';
import type { View } from '../view.ts';

/**
 * Every check: its limit, what it measured, and the test that decided. Where only the base's policy forbids the
 * change, both policies with their checks.
 */
export function checksSection(view: View): string {
  if (view.groups.length === 0) return '';
  const ink = htmlInk();
  const here = checksTable(view, view.groups, ink);
  const base = view.record.verdict?.underBasePolicy?.checks;
  if (view.situation !== 'loosened policy' || base === undefined) return `<h2 id="checks">Checks</h2>${here}`;
  const before = base.length === 0 ? removedList(view, ink) : checksTable(view, inReadingOrder(groupsOf(base)), ink);
  const schema = forbiddenList(view, ink);
  const head = `<h3>By the policy of ${baseText(view, ink)}</h3>`;
  return `<h2 id="checks">Checks</h2>${schema}${head}${before}<h3>By the policy here</h3>${here}`;
}

/** The rules of the base's schema that the data breaks, where they hold the change. */
function forbiddenList(view: View, ink: Ink): string {
  const broken = forbiddenRules(view.record).map(asCheck);
  if (broken.length === 0) return '';
  const named = namesDatasets(broken);
  const rows = broken.map((check) => {
    const cells = ruleCells(check, icons.failed, named, ink).map((cell) => `<td>${cell}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const head = '<thead><tr><th>Column</th><th>Rule</th><th>Found</th></tr></thead>';
  return `<h3>By the schema of ${baseText(view, ink)}</h3><table>${head}${rows.join('')}</table>`;
}

/** Nothing was judged under the base's policy: what the change took out of it. */
function removedList(view: View, ink: Ink): string {
  const removed = removedModels(view);
  if (removed.length === 0) return '<p>No check was judged under it.</p>';
  return `<p>The change takes out: ${removed.map((name) => ink.code(name)).join(', ')}.</p>`;
}

function checksTable(view: View, groups: readonly CheckGroup[], ink: Ink): string {
  const rows = groups.map((group) => {
    const each = group.column === undefined ? '' : `, each ${ink.code(group.column)}`;
    const cells = [
      `<td>${outcomeMark(group.outcome)} ${name(group, ink)}${each}</td>`,
      `<td>${limitText(group.worst, ink)}</td>`,
      `<td>${measuredText(view, group, ink)}</td>`,
      `<td class="mut by">${decidedBy(view, group, ink)}</td>`,
    ];
    return `<tr>${cells.join('')}</tr>`;
  });
  const head = '<thead><tr><th>Check</th><th>Limit</th><th>Measured</th><th class="by">Decided by</th></tr></thead>';
  return `<table class="checks">${head}${rows.join('')}</table>`;
}

function name({ worst }: CheckGroup, ink: Ink): string {
  if (worst.limit.kind === 'drift') return 'drift (PSI)';
  return worst.limit.kind === 'schema' ? 'data schema' : ink.name(worst.metric);
}

/** The method whose end decided, its level, and for how many comparisons it was widened. */
function decidedBy(view: View, group: CheckGroup, ink: Ink): string {
  const { worst } = group;
  if (isDataRule(worst)) return worst.limit.kind === 'drift' ? 'bins of the reference' : 'every rule';
  if (group.outcome === 'not judged' && view.situation === 'first run') return 'starts with the next run';
  if (group.outcome === 'not judged' || group.outcome === 'incomparable') return ink.prose(worst.explanation);
  const end = decidingEnd(worst);
  if (end === undefined) return 'no number';
  if (end.named === 'point value' || worst.interval === undefined) return 'point value';
  const method = withNames(worst.interval.method);
  const widened = end.named === 'at best' ? widenedText(view) : ['one-sided'];
  const values = group.checks.length > 1 ? [`worst of ${count(group.checks.length)}`] : [];
  return [ink.prose(method), ...widened, ...testText(view, group, method), ...values].join(', ');
}

/** Methods are named after people: `delong` is DeLong’s. */
const names: ReadonlyMap<string, string> = new Map([
  ['delong', 'DeLong'],
  ['tango', 'Tango'],
  ['wilson', 'Wilson'],
  ['newcombe', 'Newcombe'],
  ['student', 'Student'],
]);

function withNames(method: string): string {
  return method.replace(/\w+/g, (word) => names.get(word) ?? word);
}

function widenedText(view: View): string[] {
  return view.family > 1 ? [`widened for ${count(view.family)}`] : ['one-sided'];
}

/** The p-value, with its test where the interval has another method. */
function testText(view: View, group: CheckGroup, method: string): string[] {
  const row = rowOf(view, group.worst);
  const delta = view.record.comparison?.metrics.find(
    (candidate) =>
      candidate.name === row?.metric &&
      candidate.against === row.against &&
      JSON.stringify(candidate.slice) === JSON.stringify(row.slice),
  );
  if (delta?.test === undefined || relativeSide(group.worst) === undefined) return [];
  const test = delta.test.method === 'delong' ? 'DeLong' : 'McNemar';
  const p = pValue(delta.test.p).replace('<', '&lt;');
  return [method.includes(test) ? p : `${test} ${p}`];
}

/** Every overall metric, open ones first; below, what the policy limits against the anchor. */
export function metricsSection(view: View): string {
  const rows = overallRows(view);
  if (rows.length === 0) return '';
  const ink = htmlInk();
  const table = rows.some((row) => row.was !== undefined)
    ? comparedTable(view, rows, 'Was', ink)
    : `<table class="values"><thead><tr><th>Metric</th><th class="r">Now</th><th>Interval</th></tr></thead>${rows.map((row) => plainLine(row, ink)).join('')}</table>`;
  const anchored = anchorRows(view);
  const anchor = anchored.length === 0 ? '' : `<h3>From the anchor</h3>${comparedTable(view, anchored, 'Anchor', ink)}`;
  return `<h2 id="metrics">Metrics</h2>${table}${anchor}`;
}

function comparedTable(view: View, rows: readonly Row[], was: string, ink: Ink): string {
  const head = `<thead><tr><th>Metric</th><th class="r">Now</th><th class="r">${was}</th><th>${changeHeader(view)}</th></tr></thead>`;
  return `<table class="values">${head}${rows.map((row) => comparedLine(row, ink)).join('')}</table>`;
}

function label(row: Row, ink: Ink): string {
  const unit = row.unit === undefined ? '' : `, ${ink.name(row.unit)}`;
  return `${ink.name(row.metric)}${unit}`;
}

function value(row: Row, number: number | undefined, ink: Ink): string {
  if (number !== undefined) return fixed(number, decimalsOfRow(row));
  return row.gap === undefined ? 'missing' : `undefined: ${ink.prose(row.gap)}`;
}

function comparedLine(row: Row, ink: Ink): string {
  const decimals = decimalsOfRow(row);
  const was = row.was === undefined ? 'none' : fixed(row.was, decimals);
  const change = row.delta === undefined ? 'not compared' : `${signed(row.delta, decimals)} ${wordText(row)}`;
  const ends =
    row.interval === undefined ? '' : `<small>${endsText(row.interval.low, row.interval.high, decimals)}</small>`;
  const now = value(row, row.now, ink);
  return `<tr><td>${label(row, ink)}</td><td class="${row.now === undefined ? '' : 'r'}">${now}</td><td class="r">${was}</td><td>${change}${ends}</td></tr>`;
}

function plainLine(row: Row, ink: Ink): string {
  const decimals = decimalsOfRow(row);
  const ends = row.own === undefined ? 'none' : endsText(row.own.low, row.own.high, decimals, false);
  const now = row.now === undefined ? value(row, undefined, ink) : withUnit(fixed(row.now, decimals), row.unit, ink);
  return `<tr><td>${label({ ...row, unit: undefined }, ink)}</td><td class="r">${now}</td><td>${ends}</td></tr>`;
}

/** Better or worse as words, in colour besides. */
function wordText(row: Row): string {
  if (stateOf(row) === 'undecided') return 'undecided';
  const side = sideOf(row);
  if (side !== 'better' && side !== 'worse') return side ?? '';
  const allowed =
    side === 'worse' && row.checks.some((check) => relativeSide(check) !== undefined && check.outcome === 'passed');
  return `<span class="${side}">${side}</span>${allowed && stateOf(row) === 'held' ? ', allowed' : ''}`;
}
