import type { ColumnChange, DataCheck, DataDiff, Drift } from '../../record/data.ts';
import { icons } from '../headline.ts';
import type { Ink } from '../ink.ts';
import { count, counted, decimalsOfValue, fixed, percent, signed, signedPercent } from '../number.ts';
import { cellCode } from '../slice.ts';
import type { View } from '../view.ts';
import { numberText, shareText } from './words.ts';

/** One line of a diff: what it is about, was, now, and what there is to say of it; inked. */
export type DiffLine = readonly [what: string, was: string, now: string, remark: string];

/** The policy's `alpha` where nobody wrote another. */
const usualAlpha = 0.05;
/** The most columns that one cell names. */
const mostNamed = 2;

/** A dataset's diff as lines: rows, columns, then what changed, worst first. */
export function diffLines(view: View, diff: DataDiff, most: number, ink: Ink): { lines: DiffLine[]; left: number } {
  const changes = diff.columns.filter(({ what }) => what !== 'added' && what !== 'removed');
  const shown = changes.slice(0, most);
  const lines = [
    rowsLine(diff),
    ...columnsLine(diff, ink),
    ...shown.map((change) => changeLine(view, diff, change, ink)),
  ];
  return { lines, left: changes.length - shown.length };
}

/** `3,118 rows added, 411 removed, 5,902 changed`, or what a profile can say. */
export function diffResult(diff: DataDiff): string {
  if (diff.by === 'rows' && diff.added !== undefined && diff.removed !== undefined) {
    const changed = diff.changed === undefined ? '' : `, ${count(diff.changed)} changed`;
    return `${counted(diff.added, 'row')} added, ${count(diff.removed)} removed${changed}`;
  }
  if (diff.by === 'none') return 'none, the base could not be read';
  const moved = diff.rowsNow - (diff.rowsWas ?? diff.rowsNow);
  return `by profile, ${moved === 0 ? 'as many rows' : `${signed(moved, 0)} rows`}`;
}

/** How the two sides were compared, where not by rows: a reader must not take a profile for a look at every row. */
export function diffBasis(diff: DataDiff, ink: Ink): string | undefined {
  const why = ink.prose(diff.why.replace(/[.\s]+$/, ''));
  if (diff.by === 'profile') return `Compared by the profile on record, not by rows: ${why}.`;
  return diff.by === 'none' ? `Nothing to compare with: ${why}.` : undefined;
}

/** Columns of a dataset that changed beyond noise; what a drift test calls noise is not counted. */
export function changedColumns(view: View, diff: DataDiff): number {
  const moved = diff.columns.filter((change) => !isNoise(view, diff.dataset, change));
  return new Set(moved.map(({ column }) => column)).size;
}

/** A number of the whole column that differs, where the test of its distribution found nothing. */
function isNoise(view: View, dataset: string, { column, what }: ColumnChange): boolean {
  const drift = driftOf(view, dataset, column);
  if ((what !== 'median' && what !== 'mean' && what !== 'range') || drift?.drifted !== false) return false;
  return drift.test === undefined || drift.test.adjusted >= (view.record.comparison?.alpha ?? usualAlpha);
}

function rowsLine({ rowsWas, rowsNow }: DataDiff): DiffLine {
  if (rowsWas === undefined) return ['Rows', 'unknown', count(rowsNow), ''];
  const moved = rowsNow - rowsWas;
  const share = rowsWas === 0 || moved === 0 ? '' : ` (${signedPercent(moved / rowsWas)})`;
  return ['Rows', count(rowsWas), count(rowsNow), moved === 0 ? '' : `${signed(moved, 0)}${share}`];
}

function columnsLine({ columns, columnsWas, columnsNow }: DataDiff, ink: Ink): DiffLine[] {
  const named = (what: 'added' | 'removed'): string[] => {
    const names = columns.filter((change) => change.what === what).map(({ column }) => ink.code(column));
    const left = names.length - mostNamed;
    const more = left > 0 ? ` and ${count(left)} more` : '';
    return names.length === 0 ? [] : [`${what} ${names.slice(0, mostNamed).join(', ')}${more}`];
  };
  const remark = [...named('added'), ...named('removed')].join(', ');
  if (remark === '' && columnsWas === columnsNow) return [];
  return [['Columns', columnsWas === undefined ? 'unknown' : count(columnsWas), count(columnsNow), remark]];
}

/** What of a column changed, after its name. */
const whatWords: Readonly<Record<ColumnChange['what'], string>> = {
  added: '',
  removed: '',
  type: ', type',
  missing: ', empty',
  median: ', median',
  mean: ', mean',
  range: ', range',
  categories: '',
};

function changeLine(view: View, diff: DataDiff, change: ColumnChange, ink: Ink): DiffLine {
  const [was, now] = [sideText(view, diff, change, change.was, ink), sideText(view, diff, change, change.now, ink)];
  const remarks = [
    ...limitRemark(view, diff, change),
    ...categoryRemark(change, ink),
    ...driftRemark(view, diff, change),
  ];
  const isShareOfTrue = change.what === 'mean' && isYesNo(view, diff, change);
  const what = isShareOfTrue ? ', share of true' : whatWords[change.what];
  return [`${cellCode(change.column, ink)}${what}`, was, now, remarks.join(', ')];
}

function sideText(
  view: View,
  diff: DataDiff,
  change: ColumnChange,
  value: string | number | undefined,
  ink: Ink,
): string {
  if (value === undefined) return 'unknown';
  if (typeof value === 'string') return ink.prose(value);
  if (change.what === 'missing') return shareOf(value);
  if (change.what === 'categories') return counted(value, 'value');
  return change.what === 'mean' && isYesNo(view, diff, change) ? percent(value) : numberText(value);
}

function shareOf(value: number): string {
  if (value === 0) return '0%';
  return value >= 0.001 ? percent(value) : shareText(Math.max(1, Math.round(value * 1e9)), 1e9);
}

/** Whether a mean is the share of true: the column is boolean, or holds nothing but 0 and 1 at its ends. */
function isYesNo(view: View, { dataset }: DataDiff, { column }: ColumnChange): boolean {
  const facts = view.record.data?.datasets.find(({ name }) => name === dataset);
  const profile = facts?.profile?.profiles.find((candidate) => candidate.column === column);
  if (profile === undefined) return false;
  if (/^bool/i.test(profile.type)) return true;
  return profile.kind === 'number' && /int/i.test(profile.type) && profile.min === 0 && profile.max === 1;
}

/** `❌ limit 0.5%`, where the schema's rule on the same thing is broken; a rule that only warns has the other icon. */
function limitRemark(view: View, { dataset }: DataDiff, { column, what }: ColumnChange): string[] {
  const rule = what === 'missing' ? 'required' : what;
  const check = view.record.data?.checks?.find(
    (candidate) =>
      candidate.dataset === dataset &&
      candidate.column === column &&
      candidate.rule === rule &&
      candidate.outcome === 'failed',
  );
  return check === undefined
    ? []
    : [`${check.severity === 'error' ? icons.failed : icons.inconclusive} ${toleranceText(check)}`];
}

function toleranceText({ tolerance, rule }: DataCheck): string {
  if (tolerance === undefined) return rule === 'required' ? 'none allowed' : 'not as the schema has it';
  if ('count' in tolerance) return `limit ${counted(tolerance.count, 'row')}`;
  const hundredfold = tolerance.share * 100;
  return `limit ${Number(hundredfold.toPrecision(6))}%`;
}

/** `new: partner_b, 13.9%`; without values, how many are new and gone. */
function categoryRemark({ what, newCount, goneCount, newValues }: ColumnChange, ink: Ink): string[] {
  if (what !== 'categories') return [];
  const named = (newValues ?? [])
    .slice(0, mostNamed)
    .map(({ value, share }) => `${ink.code(value)}, ${shareOf(share)}`);
  const left = (newCount ?? newValues?.length ?? 0) - named.length;
  const more = left > 0 && named.length > 0 ? ` and ${count(left)} more` : '';
  const unnamed = left > 0 ? [`${count(left)} new`] : [];
  const isNew = named.length > 0 ? [`new: ${named.join('; ')}${more}`] : unnamed;
  return [...isNew, ...(goneCount === undefined || goneCount === 0 ? [] : [`${count(goneCount)} gone`])];
}

/** Whether the distribution moved, in a word, with its effect size and limit. */
function driftRemark(view: View, { dataset }: DataDiff, change: ColumnChange): string[] {
  if (change.what === 'missing' || change.what === 'type') return [];
  if (isNoise(view, dataset, change)) return ['within noise'];
  const drift = driftOf(view, dataset, change.column);
  if (drift === undefined) return change.psi === undefined ? [] : [`PSI ${fixed(change.psi, 2)}`];
  return drift.drifted === false && change.what === 'categories' ? [] : [driftWords(drift)];
}

/** `drifted: PSI 0.34, limit 0.2`. */
export function driftWords({ psi, limit, drifted }: Drift): string {
  const allowed = limit === undefined ? '' : `, limit ${fixed(limit, Math.max(1, decimalsOfLimit(limit)))}`;
  return `${drifted === true ? 'drifted: ' : ''}PSI ${fixed(psi, 2)}${allowed}`;
}

/** As many decimals as the policy is likely to have written. */
function decimalsOfLimit(limit: number): number {
  return Math.min(decimalsOfValue(limit), String(Number(limit.toPrecision(6))).split('.')[1]?.length ?? 0);
}

function driftOf(view: View, dataset: string, column: string): Drift | undefined {
  return view.record.data?.drift?.find((entry) => entry.dataset === dataset && entry.column === column);
}

/** What the lines leave out. */
export function diffRest(diff: DataDiff, left: number): string | undefined {
  const rest = diff.columns.length === 0 ? 'column' : 'more column';
  const parts = [
    ...(left === 0 ? [] : [`${counted(left, 'more change')} ${left === 1 ? 'is' : 'are'} in the report.`]),
    ...(diff.unchanged === 0 ? [] : [`${counted(diff.unchanged, rest)} did not change beyond noise.`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Diffs of datasets whose rules are broken first, then the others, as the record has them. */
export function diffsInOrder(view: View, broken: readonly DataCheck[]): DataDiff[] {
  const first = new Set(broken.map(({ dataset }) => dataset));
  const diffs = view.record.data?.diff ?? [];
  return [...diffs.filter(({ dataset }) => first.has(dataset)), ...diffs.filter(({ dataset }) => !first.has(dataset))];
}
