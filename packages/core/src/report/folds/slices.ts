import type { Cuts } from '../cuts.ts';
import type { Fold } from '../fold.ts';
import { icons } from '../headline.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted, decimalsOfValue, fixed } from '../number.ts';
import { isBeyondNoise } from '../order.ts';
import { type Row, stateOf } from '../rows.ts';
import { decimalsOfRow, endsText, isAmount } from '../shape.ts';
import { cellCode, sliceLabel } from '../slice.ts';
import { chosenSlices, type SliceList, type SmallSlice, sliceLists, sliceRows, sliceTally } from '../slice-list.ts';
import { changeText, nowCell, table } from '../table.ts';
import type { View } from '../view.ts';

const mostSmall = 2;

/** One metric by slice, worst first; what changed nothing is counted. */
export function slicesFold(view: View, cuts: Cuts): Fold | undefined {
  const [list, ...others] = sliceLists(view).filter((candidate) => candidate.isJudged);
  if (list === undefined || view.situation === 'first run') return undefined;
  const ink = markdownInk();
  const rows = chosenSlices(list, cuts.rows, cuts.slicesWithinNoise);
  const small = list.small.slice(0, cuts.slicesWithinNoise ? mostSmall : 0);
  const head = [
    `${ink.name(list.metric)} in slice`,
    'Now (was)',
    view.family > 1 ? 'Change, widened interval' : 'Change, interval',
  ];
  const lines = [...rows.map((row) => sliceCells(view, row, ink)), ...small.map((slice) => smallCells(slice, ink))];
  const text = lines.length === 0 ? [] : [table([head, ...lines], ['l', 'r', 'l'])];
  const body = [
    ...text,
    notes(
      view,
      list,
      rows.length + small.length,
      others.map((other) => ink.name(other.metric)),
    ),
  ];
  const total = list.rows.length + list.small.length;
  return {
    title: counted(total, 'slice'),
    result: sliceTally(list),
    body: body.filter((part) => part !== '').join('\n\n'),
  };
}

function sliceCells(view: View, row: Row, ink: Ink): string[] {
  const rows = counted(sliceRows(view, row), 'row');
  const decimals = decimalsOfRow(row);
  const change = row.delta === undefined ? 'no change known' : changeText(row, decimals, ink);
  const ends = row.interval === undefined ? '' : `<br>${endsText(row.interval.low, row.interval.high, decimals)}`;
  return [`${mark(row)}${cellCode(label(row), ink)}<br>${rows}`, nowCell(row, ink, false), `${change}${ends}`];
}

function mark(row: Row): string {
  const state = stateOf(row);
  if (state === 'held') return '';
  return `${state === 'failed' ? icons.failed : icons.inconclusive} `;
}

function label(row: Row): string {
  return row.slice === undefined ? 'all' : sliceLabel(row.slice);
}

function smallCells({ row, rows, needed }: SmallSlice, ink: Ink): string[] {
  return [
    `${cellCode(label(row), ink)}<br>${counted(rows, 'row')}`,
    nowCell(row, ink, false),
    `too small, needs ${counted(needed, 'row')}`,
  ];
}

/** What the table leaves out, how it was widened, and what these rows could have shown. */
function notes(view: View, list: SliceList, shown: number, others: readonly string[]): string {
  const left = list.rows.length + list.small.length - shown;
  const quiet = list.rows.every((row) => isBeyondNoise(row) || stateOf(row) === 'held');
  const sentences: string[] = [];
  if (left > 0) sentences.push(`${count(left)} more ${left === 1 ? 'slice is' : 'slices are'} in the report.`);
  if (view.family > 1 && quiet) {
    sentences.push(
      `Intervals are widened for ${count(view.family)} comparisons, so that one slice in twenty is not red by luck.`,
    );
  }
  sentences.push(...powerText(list));
  if (others.length > 0) sentences.push(`By slice in the report, too: ${others.slice(0, 3).join(', ')}.`);
  return sentences.join(' ');
}

/** `5 of 9 slices could have shown a drop of 0.02.` */
export function powerText(list: SliceList): string[] {
  const judged = list.rows.flatMap((row) => row.checks.filter((check) => check.judge === 'harm'));
  const known = judged.filter((check) => check.resolution?.marginResolved !== undefined);
  if (known.length === 0 || list.limit === undefined) return [];
  const able = known.filter(
    (check) => (check.resolution?.marginResolved ?? Number.POSITIVE_INFINITY) <= check.limit.value,
  );
  const side = list.limit.limit.kind.includes('rise') ? 'rise' : 'drop';
  const { written, value } = list.limit.limit;
  const amount = isAmount(written) ? written : fixed(value, decimalsOfValue(value));
  return [
    `${count(able.length)} of ${counted(known.length, 'slice')} could have shown a ${side} of ${amount} in 4 of 5 runs.`,
  ];
}
