import type { Cuts } from '../cuts.ts';
import { isSameSlice } from '../facts/who.ts';
import type { Fold } from '../fold.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted, signed } from '../number.ts';
import { sideOf } from '../rows.ts';
import { decimalsOfRow } from '../shape.ts';
import { cellCode, sliceLabel } from '../slice.ts';
import { table } from '../table.ts';
import type { View } from '../view.ts';

type Flip = NonNullable<View['record']['comparison']>['flips'][number];

/** Which rows the new model gets wrong and the old one did not, in the slices where those are more than the reverse. */
export function flipsFold(view: View, cuts: Cuts): Fold | undefined {
  const flips = view.record.comparison?.flips ?? [];
  const total = flips.find((flip) => flip.slice === undefined);
  if (total === undefined || view.outcome !== 'failed' || total.newlyWrong === 0) return undefined;
  const ink = markdownInk();
  const slices = flips.filter((flip) => flip.slice !== undefined);
  const worse = slices.filter((flip) => flip.newlyWrong > flip.newlyRight);
  if (worse.length === 0 && total.newlyWrong <= total.newlyRight) return undefined;
  const shown = worse.slice(0, Math.min(cuts.rows, 6));
  const metric = view.primary?.metric;
  const head = ['Slice', 'Wrong now', 'Right now', ...(metric === undefined ? [] : [ink.name(metric)])];
  const lines = shown.map((flip) => flipCells(view, flip, metric, ink));
  const parts = [
    ...(lines.length === 0 ? [] : [table([head, ...lines], ['l', 'r', 'r', 'l'])]),
    ...(slices.length === 0 ? [] : [restText(slices, worse.length, shown.length)]),
  ].filter((part) => part !== '');
  return {
    title: 'Where it got worse',
    result: `${counted(total.newlyWrong, 'row')} newly wrong, ${count(total.newlyRight)} newly right`,
    body: parts.length === 0 ? undefined : parts.join('\n\n'),
  };
}

/** What the table leaves out. */
function restText(slices: readonly Flip[], worse: number, shown: number): string {
  const better = slices.filter((flip) => flip.newlyWrong < flip.newlyRight).length;
  const where = counted(better, worse === 0 ? 'slice' : 'other slice');
  return [
    ...(worse > shown ? [`${counted(worse - shown, 'more slice')} in the report.`] : []),
    ...(better === 0 ? [] : [`In ${where} more rows are newly right than newly wrong.`]),
  ].join(' ');
}

function flipCells(view: View, flip: Flip, metric: string | undefined, ink: Ink): string[] {
  const label = flip.slice === undefined ? 'all' : cellCode(sliceLabel(flip.slice), ink);
  const cells = [label, count(flip.newlyWrong), count(flip.newlyRight)];
  if (metric === undefined) return cells;
  const row = view.rows.find((candidate) => candidate.metric === metric && isSliceOf(candidate.slice, flip));
  if (row?.delta === undefined) return [...cells, 'not compared'];
  const side = sideOf(row);
  const change = signed(row.delta, decimalsOfRow(row));
  return [...cells, side === 'worse' || side === 'better' ? `${change} ${side}` : (side ?? '')];
}

function isSliceOf(slice: View['rows'][number]['slice'], flip: Flip): boolean {
  return slice !== undefined && isSameSlice(slice, flip.slice);
}
