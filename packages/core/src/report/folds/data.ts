import type { ColumnSummary } from '../../record/data.ts';
import type { Cuts } from '../cuts.ts';
import type { Fold } from '../fold.ts';
import { possessive } from '../headline.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted, decimalsOfValue, fixed, minus, percent, signed } from '../number.ts';
import { cellCode, cellName, sliceLabel, summaryName } from '../slice.ts';
import { table } from '../table.ts';
import type { View } from '../view.ts';

/** Population stability above which a column is called drifted, where the policy does not say. */
const usualDrift = 0.1;

/** What moved in the training data; in all of the data where the record speaks of no training set by itself. */
export function trainingDataFold(view: View, cuts: Cuts): Fold | undefined {
  const all = view.record.data?.drift ?? [];
  const own = all.filter(({ dataset }) => dataset === 'train' || dataset === 'training');
  const columns = own.length === 0 ? all : own;
  if (columns.length === 0 || view.outcome !== 'failed') return undefined;
  const ink = markdownInk();
  const limit = view.groups.find((group) => group.worst.limit.kind === 'drift')?.worst.limit.value ?? usualDrift;
  const drifted = columns.filter((column) => column.drifted ?? column.psi > limit).length;
  const change = view.record.comparison?.changed?.data.find((entry) => entry.dataset !== 'evaluation');
  const rows =
    change?.added === undefined || change.removed === undefined
      ? []
      : [`+${count(change.added)} ${minus}${count(change.removed)} rows`];
  const shown = columns.slice(0, Math.min(6, Math.max(1, cuts.rows)));
  const lines = shown.map((column) => [
    cellCode(column.column, ink),
    summaryText(column.was, ink),
    summaryText(column.now, ink),
    `${fixed(column.psi, 2)}${column.drifted === true ? ' drifted' : ''}`,
  ]);
  const left = columns.length - shown.length;
  const more = left === 0 ? '' : `\n\n${count(left)} more ${left === 1 ? 'column is' : 'columns are'} in the report.`;
  return {
    title: own.length === 0 ? 'Data' : 'Training data',
    result: [...rows, drifted === 0 ? 'no column past the drift limit' : `${counted(drifted, 'column')} drifted`].join(
      ', ',
    ),
    body: table([['Column', 'Was', 'Now', 'PSI'], ...lines], ['l', 'l', 'l', 'r']) + more,
  };
}

function summaryText(summary: ColumnSummary, ink: Ink): string {
  if (summary.kind === 'median')
    return `median ${fixed(summary.median, summary.median >= 1000 ? 0 : decimalsOfValue(summary.median))}`;
  if (summary.shares.length === 0) return 'not shown';
  const shares = summary.shares
    .slice(0, 2)
    .map(({ value, share }) => `${cellCode(value ?? '(missing)', ink)} ${percent(share, 0)}`);
  return shares.join('<br>');
}

/** What the new evaluation rows do to the base's model by themselves. */
export function rescoredFold(view: View, cuts: Cuts): Fold | undefined {
  const { rescored } = view.record.comparison ?? {};
  if (rescored === undefined) return undefined;
  const ink = markdownInk();
  const model = `${possessive(view, ink)} model`;
  const shown = rescored.metrics.slice(0, Math.max(1, Math.min(cuts.rows, 5)));
  const lines = [
    ...shown.map(({ name, was, now }) => metricCells(name, was, now, ink)),
    ...positivesCells(rescored),
    ...(rescored.slices ?? [])
      .slice(0, 2)
      .map((entry) => [
        cellCode(sliceLabel(entry.slice), ink),
        counted(entry.rowsWas, 'row'),
        counted(entry.rowsNow, 'row'),
        signed(entry.rowsNow - entry.rowsWas, 0),
      ]),
  ];
  const [first] = rescored.metrics;
  return {
    title: 'What the new rows do by themselves',
    result: first === undefined ? undefined : `${baseInSummary(view)} model ${dropText(first.was, first.now)}`,
    body: `${table([[model, 'Old rows', 'New rows', 'Difference'], ...lines], ['l', 'r', 'r', 'r'])}${oldNumberText(view)}`,
  };
}

type Rescored = NonNullable<NonNullable<View['record']['comparison']>['rescored']>;

function metricCells(name: string, was: number, now: number, ink: Ink): string[] {
  const decimals = decimalsOfValue(Math.max(Math.abs(was), Math.abs(now)));
  return [cellName(name, ink), fixed(was, decimals), fixed(now, decimals), signed(now - was, decimals)];
}

function positivesCells({ rowsWas, rowsNow, positivesWas, positivesNow }: Rescored): string[][] {
  if (positivesWas === undefined || positivesNow === undefined || rowsWas === 0 || rowsNow === 0) return [];
  const [was, now] = [positivesWas / rowsWas, positivesNow / rowsNow];
  return [['positive', percent(was), percent(now), `${signed((now - was) * 100, 1)}%`]];
}

/** The base in a summary line, where Markdown is not read. */
function baseInSummary(view: View): string {
  return view.base === undefined ? 'the baseline’s' : `${summaryName(view.base)}’s`;
}

function dropText(was: number, now: number): string {
  const decimals = decimalsOfValue(was);
  const change = fixed(Math.abs(now - was), decimals);
  if (now === was) return 'scores the same';
  return now < was ? `drops by ${change}` : `rises by ${change}`;
}

/** What the change would have shown against the old number. */
function oldNumberText(view: View): string {
  const { primary } = view;
  const old = view.record.comparison?.rescored?.metrics.find((metric) => metric.name === primary?.metric);
  if (primary?.now === undefined || primary.delta === undefined || old === undefined) return '';
  const decimals = decimalsOfValue(primary.now);
  const [shown, actual] = [signed(primary.now - old.was, decimals), signed(primary.delta, decimals)];
  return `\n\nCompared with the old number, this ${view.context.capabilities.changeWord} would have shown ${shown} instead of ${actual}.`;
}
