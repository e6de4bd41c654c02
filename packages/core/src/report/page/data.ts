import { worstChecksFirst } from '../../data-check/outcome.ts';
import type { ColumnSummary, DataCheck, DataDiff, DatasetFacts, Drift } from '../../record/data.ts';
import { diffBasis, diffLines, diffRest, diffResult } from '../data/diff.ts';
import { likelySource } from '../data/facts.ts';
import { dataRulesOf } from '../data/rules.ts';
import { columnText, foundOf, tableWide } from '../data/words.ts';
import { outcomeMark } from '../folds/checks.ts';
import { ruleTally } from '../folds/data-rules.ts';
import { icons } from '../headline.ts';
import { htmlInk, type Ink } from '../ink.ts';
import { bytes, count, counted, decimalsOfValue, fixed, nbsp, percent, pValue } from '../number.ts';
import type { View } from '../view.ts';
import { histogram } from './histogram.ts';
import { shortDigest } from './list.ts';

/** The most rows of one table, the most figures of one dataset, and the most datasets that are told. */
const [mostRows, mostFigures, mostDatasets] = [60, 12, 12];

/** Each dataset with its rules, what changed in it, and its columns against the reference. */
export function dataSection(view: View): string {
  const names = datasetNames(view);
  if (names.length === 0) return '';
  const ink = htmlInk();
  const rules = dataRulesOf(view.record);
  const source = likelySource(view, ink);
  const lead = [
    ...(rules === undefined ? [] : [`${capital(ruleTally(rules))}.`]),
    ...(source === undefined ? [] : [`<b>Likely source:</b> ${source}`]),
  ];
  const shown = names.slice(0, mostDatasets).map((name) => datasetPart(view, name, names.length > 1, ink));
  const left = names.length - mostDatasets;
  const more = left > 0 ? `<p class="note">${counted(left, 'more dataset')} in the record.</p>` : '';
  return `<h2 id="data">Data</h2>${lead.length === 0 ? '' : `<p>${lead.join(' ')}</p>`}${shown.join('')}${more}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Datasets of which there is something to tell, those with broken rules first. */
function datasetNames(view: View): string[] {
  const { checks = [], diff = [], drift = [] } = view.record.data ?? {};
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  return [...new Set([...failed, ...checks, ...diff, ...drift].map(({ dataset }) => dataset))];
}

function datasetPart(view: View, name: string, named: boolean, ink: Ink): string {
  const { datasets = [], checks = [], diff = [], drift = [] } = view.record.data ?? {};
  const facts = datasets.find((entry) => entry.name === name);
  const own = drift.filter(({ dataset }) => dataset === name);
  return [
    named ? `<h3>${ink.name(name)}</h3>` : '',
    facts === undefined ? '' : factsLine(facts, ink),
    rulesTable(
      checks.filter(({ dataset }) => dataset === name),
      ink,
    ),
    ...diff.filter(({ dataset }) => dataset === name).map((entry) => diffTable(view, entry, ink)),
    figures(own),
    driftTable(own, ink),
  ].join('');
}

/** `data/churn.csv, 83,911 rows, 6.2 MB, sha256:…, by schemas/churn.yml (frictionless)`. */
function factsLine({ path, rows, bytes: size, files, digest, schema }: DatasetFacts, ink: Ink): string {
  const parts = [
    ink.code(path),
    ...(rows === undefined ? [] : [counted(rows, 'row')]),
    ...(files === undefined || files < 2 ? [] : [counted(files, 'file')]),
    ...(size === undefined ? [] : [bytes(size)]),
    ink.code(shortDigest(digest)),
    ...(schema === undefined ? [] : [`judged by ${ink.code(schema.path)} (${ink.name(schema.dialect)})`]),
  ];
  const ignored = schema?.ignored ?? [];
  const not = ignored.length === 0 ? '' : ` Keywords not judged: ${ignored.slice(0, 8).map(ink.code).join(', ')}.`;
  return `<p class="mut">${parts.join(', ')}.${not}</p>`;
}

/** How a rule was settled; a pass over the rows is the usual way and needs no word. */
const settledBy: Readonly<Record<DataCheck['by'], string | undefined>> = {
  scan: undefined,
  statistics: 'proved by the file’s statistics, no row read',
  order: 'proved by the order of the key',
  columns: 'read from the columns',
};

function rulesTable(checks: readonly DataCheck[], ink: Ink): string {
  if (checks.length === 0) return '';
  const ordered = worstChecksFirst(checks);
  const rows = ordered.slice(0, mostRows).map((check) => ruleLine(check, ink));
  const left = ordered.slice(mostRows);
  const broken = left.filter(({ outcome }) => outcome === 'failed').length;
  const more =
    left.length === 0
      ? ''
      : `<p class="note">${counted(left.length, 'more rule')} in the record, ${count(broken)} of them broken.</p>`;
  const head =
    '<thead><tr><th>Column</th><th>Rule</th><th>Found (was)</th><th class="by">Rows, or how it was proved</th></tr></thead>';
  return `<table class="checks">${head}${rows.join('')}</table>${more}`;
}

function ruleLine(check: DataCheck, ink: Ink): string {
  const column = columnText(check);
  const cells = [
    `<td>${mark(check)} ${column === undefined ? tableWide(check) : ink.code(column)}</td>`,
    `<td>${ink.prose(check.expected)}</td>`,
    `<td>${foundCell(check, ink)}</td>`,
    `<td class="mut by">${remarks(check).join('; ')}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>`;
}

function mark({ outcome, severity }: DataCheck): string {
  return outcome === 'failed' && severity === 'warning' ? icons.inconclusive : outcomeMark(outcome);
}

function foundCell(check: DataCheck, ink: Ink): string {
  if (check.outcome === 'not judged') return check.reason === undefined ? 'not judged' : ink.prose(check.reason);
  const { main, was, detail } = foundOf(check, ink);
  if (check.outcome === 'passed' && check.count === 0) return check.measured === undefined ? 'holds' : main;
  const shown = check.outcome === 'failed' ? ink.strong(main) : main;
  return `${shown}${was === undefined ? '' : ` (${was})`}${detail === undefined ? '' : `<small>${detail}</small>`}`;
}

/** Where to look, and how it was settled, where that was not by reading the rows. */
function remarks(check: DataCheck): string[] {
  const by = settledBy[check.by];
  return [...firstRows(check), ...(by === undefined ? [] : [by])];
}

/** `rows 4, 17, 23 …`, at most five. */
function firstRows({ rows, count: total }: DataCheck): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, 5);
  return [
    `${rows.length === 1 ? 'row' : 'rows'} ${shown.map(count).join(', ')}${total > shown.length ? `${nbsp}…` : ''}`,
  ];
}

function diffTable(view: View, diff: DataDiff, ink: Ink): string {
  const basis = diffBasis(diff, ink);
  const head = `<h4>Against the base: ${diffResult(diff)}</h4>${basis === undefined ? '' : `<p>${basis}</p>`}`;
  if (diff.by === 'none') return head;
  const { lines, left } = diffLines(view, diff, mostRows, ink);
  const rows = lines.map(
    ([what, was, now, remark]) =>
      `<tr><td>${what}</td><td class="r">${was}</td><td class="r">${now}</td><td>${remark}</td></tr>`,
  );
  const rest = diffRest(diff, left)?.replace('report', 'record');
  const columns = '<thead><tr><th>What</th><th class="r">Was</th><th class="r">Now</th><th></th></tr></thead>';
  const note = rest === undefined ? '' : `<p class="note">${rest}</p>`;
  return `${head}<table class="diff">${columns}${rows.join('')}</table>${note}`;
}

/** Histograms of the columns that drifted most, the reference under the current rows. */
function figures(drift: readonly Drift[]): string {
  const drawn = drift
    .map(histogram)
    .filter((text) => text !== '')
    .slice(0, mostFigures);
  if (drawn.length === 0) return '';
  const key =
    '<div class="key"><span><i class="f"></i>now</span><span><i class="w"></i>was, the reference</span></div>';
  const note =
    '<p class="note">Bins of a number are drawn equally wide; each holds about an equal part of the reference.</p>';
  const bins = drift.some(({ bins: some }) => some !== undefined) ? note : '';
  return `<h4>Columns, most drifted first</h4>${key}<div class="grid">${drawn.join('')}</div>${bins}`;
}

function driftTable(drift: readonly Drift[], ink: Ink): string {
  if (drift.length === 0) return '';
  const tested = drift.some(({ test }) => test !== undefined);
  const rows = drift.slice(0, mostRows).map((column) => driftLine(column, tested, ink));
  const left = drift.length - rows.length;
  const more = left > 0 ? `<p class="note">${counted(left, 'more column')} in the record.</p>` : '';
  const last = tested ? '<th class="by">Test, p corrected for all columns</th>' : '';
  const head = `<thead><tr><th>Column</th><th>Reference</th><th>Current</th><th>PSI</th>${last}</tr></thead>`;
  return `<table class="drift">${head}${rows.join('')}</table>${more}`;
}

function driftLine(column: Drift, tested: boolean, ink: Ink): string {
  const cells = [
    `<td>${ink.code(column.column)}</td>`,
    `<td>${summary(column.was, ink)}</td>`,
    `<td>${summary(column.now, ink)}</td>`,
    `<td>${fixed(column.psi, 2)}${column.drifted === true ? ' <span class="worse">drifted</span>' : ''}</td>`,
    ...(tested ? [`<td class="mut by">${testText(column)}</td>`] : []),
  ];
  return `<tr>${cells.join('')}</tr>`;
}

/** `Kolmogorov-Smirnov 0.121, p &lt; 0.001`. */
function testText({ test, by }: Drift): string {
  const source = by === 'profile' ? ', by profile' : '';
  if (test === undefined) return `no test${source}`;
  const method = test.method === 'ks' ? 'Kolmogorov-Smirnov' : 'chi-square';
  const statistic = fixed(test.statistic, test.statistic >= 100 ? 0 : decimalsOfValue(test.statistic));
  return `${method} ${statistic}, ${pValue(test.adjusted).replace('<', '&lt;')}${source}`;
}

function summary(column: ColumnSummary, ink: Ink): string {
  if (column.kind === 'median')
    return `median ${fixed(column.median, column.median >= 1000 ? 0 : decimalsOfValue(column.median))}`;
  if (column.shares.length === 0) return 'not shown';
  return column.shares
    .slice(0, 3)
    .map(({ value, share }) => `${ink.code(value ?? '(missing)')} ${percent(share, 0)}`)
    .join('<br>');
}
