import type { DataCheck, DataDiff } from '../../record/data.ts';
import type { Cuts } from '../cuts.ts';
import { diffBasis, diffLines, diffRest, diffResult, diffsInOrder } from '../data/diff.ts';
import { type DataRules, namesDatasets, stoppingRules } from '../data/rules.ts';
import { columnText, tableWide } from '../data/words.ts';
import type { Fold } from '../fold.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted } from '../number.ts';
import { cellCode } from '../slice.ts';
import { table } from '../table.ts';
import type { View } from '../view.ts';

/** The most datasets whose diff one note shows. */
const mostDiffs = 2;
/** The most rows that are named for one rule, and of repeats, which take twice the room. */
const [mostRows, mostRepeats] = [5, 2];

/** What differs from the base in the data that broke its rules: open, as it is most of the answer. */
export function dataDiffFold(view: View, cuts: Cuts): Fold | undefined {
  const rules = stoppingRules(view.record);
  const diffs = rules === undefined ? [] : diffsInOrder(view, rules.broken);
  const [first] = diffs;
  if (first === undefined) return undefined;
  const ink = markdownInk();
  if (first.by === 'none' && diffs.length === 1) {
    return { title: 'Data diff', result: diffResult(first), body: diffBasis(first, ink), open: true };
  }
  const result = diffs.length === 1 ? diffResult(first) : `of ${counted(diffs.length, 'dataset')}`;
  return { title: 'Data diff', result, body: diffBody(view, diffs, cuts, ink), open: true };
}

/** The diffs of the first datasets, each under its name where there are several. */
export function diffBody(view: View, diffs: readonly DataDiff[], cuts: Cuts, ink: Ink): string {
  const shown = diffs.slice(0, mostDiffs);
  const parts = shown.flatMap((diff) => [
    ...(diffs.length === 1 ? [] : [`${ink.code(diff.dataset)}: ${diffResult(diff)}`]),
    ...oneDiff(view, diff, Math.max(1, cuts.rows), ink),
  ]);
  const left = diffs.length - shown.length;
  const more = left === 0 ? [] : [`${counted(left, 'more dataset')} ${left === 1 ? 'is' : 'are'} in the report.`];
  return [...parts, ...more].join('\n\n');
}

function oneDiff(view: View, diff: DataDiff, most: number, ink: Ink): string[] {
  const basis = diffBasis(diff, ink);
  if (diff.by === 'none') return basis === undefined ? [] : [basis];
  const { lines, left } = diffLines(view, diff, most, ink);
  const rest = diffRest(diff, left);
  return [
    ...(basis === undefined ? [] : [basis]),
    ...(saysSomething(diff) ? [table([['', 'Was', 'Now', ''], ...lines], ['l', 'r', 'r', 'l'])] : []),
    ...(rest === undefined ? [] : [rest]),
  ];
}

/** As many rows and nothing else is said above the table already. */
function saysSomething({ rowsWas, rowsNow, columns, columnsWas, columnsNow }: DataDiff): boolean {
  return rowsWas !== rowsNow || columns.length > 0 || columnsWas !== columnsNow;
}

/** Where to look: the first rows that break each rule. */
export function firstRowsFold(view: View, cuts: Cuts): Fold | undefined {
  const rules = stoppingRules(view.record);
  const broken = rules?.broken.filter((check) => check.rows.length > 0) ?? [];
  if (rules === undefined || broken.length === 0) return undefined;
  const ink = markdownInk();
  const named = namesDatasets(broken);
  const shown = broken.slice(0, Math.max(1, cuts.rows));
  const lines = shown.map((check) => [place(check, named, ink), rowList(check, ink)]);
  const left = broken.length - shown.length;
  const more = left === 0 ? [] : [`${counted(left, 'more rule')} ${left === 1 ? 'is' : 'are'} in the report.`];
  return {
    title: 'First rows of each problem',
    result: undefined,
    body: [table([['Column', 'Row in file'], ...lines], ['l', 'l']), [...more, legend(rules, broken)].join(' ')].join(
      '\n\n',
    ),
  };
}

function place(check: DataCheck, named: boolean, ink: Ink): string {
  const column = columnText(check);
  return `${column === undefined ? tableWide(check) : cellCode(column, ink)}${named ? `<br>in ${cellCode(check.dataset, ink)}` : ''}`;
}

/** `4, 17, 23, 41, 66, … 10,400 more`; of repeats `81,205 repeats 12; … 36 more`. */
function rowList({ rows, firsts, values, count: total }: DataCheck, ink: Ink): string {
  const isRepeat = firsts !== undefined && firsts.length > 0;
  const shown = rows.slice(0, isRepeat ? mostRepeats : mostRows);
  const texts = shown.map((row, index) => {
    const value = values?.[index];
    const seen = value === undefined ? '' : ` (${value === null ? 'missing' : cellCode(value, ink)})`;
    const first = firsts?.[index];
    return `${count(row)}${first === undefined ? '' : ` repeats ${count(first)}`}${seen}`;
  });
  const left = Math.max(0, total - shown.length);
  const separator = isRepeat ? '; ' : ', ';
  return `${texts.join(separator)}${left === 0 ? '' : `${separator}… ${count(left)} more`}`;
}

function legend({ section }: DataRules, broken: readonly DataCheck[]): string {
  const printed =
    broken.some(({ values }) => values !== undefined && values.length > 0) ||
    section.explanations?.some(({ value }) => value !== undefined) === true;
  const names = new Set(broken.map(({ dataset }) => dataset));
  const paths = section.datasets.filter(({ name }) => names.has(name)).map(({ path }) => path);
  const isText = paths.length > 0 && paths.every((path) => /\.(csv|tsv|txt)(\.\w+)?$/i.test(path));
  const rows = `Row numbers count from 1${isText ? ' below the header' : ''}.`;
  return printed ? rows : `Values are not printed. ${rows}`;
}
