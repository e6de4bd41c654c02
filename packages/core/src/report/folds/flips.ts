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

/** Which rows the new model gets wrong and the old one did not, by slice. */
export function flipsFold(view: View, cuts: Cuts): Fold | undefined {
  const flips = view.record.comparison?.flips ?? [];
  const total = flips.find((flip) => flip.slice === undefined);
  if (total === undefined || view.outcome !== 'failed' || total.newlyWrong === 0) return undefined;
  const ink = markdownInk();
  const result = `${counted(total.newlyWrong, 'row')} newly wrong, ${count(total.newlyRight)} newly right`;
  const slices = flips.filter((flip) => flip.slice !== undefined);
  const shown = slices.slice(0, Math.min(cuts.rows, 6));
  if (shown.length === 0) return { title: 'Where it got worse', result, body: undefined };
  const metric = view.primary?.metric;
  const head = ['Slice', 'Wrong now', 'Right now', ...(metric === undefined ? [] : [ink.name(metric)])];
  const lines = shown.map((flip) => flipCells(view, flip, metric, ink));
  const parts = [table([head, ...lines], ['l', 'r', 'r', 'l'])];
  if (slices.length > shown.length) parts.push(`${counted(slices.length - shown.length, 'more slice')} in the report.`);
  return { title: 'Where it got worse', result, body: parts.join('\n\n') };
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
