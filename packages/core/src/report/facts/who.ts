import type { SliceName } from '../../record/evaluation.ts';
import type { Ink } from '../ink.ts';
import { count, counted, fixed, percent } from '../number.ts';
import { rowOf } from '../reason.ts';
import { sliceText } from '../slice.ts';
import type { View } from '../view.ts';

/** Whom a failed slice is about: its rows, its positives, how many more are missed. */
export function who(view: View, ink: Ink): string | undefined {
  const { deciding } = view;
  const { evaluation } = view.record;
  if (deciding?.slice === undefined || evaluation === undefined || view.outcome !== 'failed') return undefined;
  const entry = evaluation.slices.find(({ slice }) => isSameSlice(slice, deciding.slice));
  if (entry === undefined) return undefined;
  const rows = `${count(entry.rows)} of ${counted(evaluation.rows, 'row')} are ${sliceText(entry.slice, ink)}`;
  const row = rowOf(view, deciding);
  const missed =
    deciding.metric === 'recall' && row?.delta !== undefined ? Math.round(-row.delta * entry.positives) : 0;
  const more = missed > 0 ? ` ${count(missed)} more of those are missed now.` : '';
  const widened = view.family > 1 ? ` The interval is widened for ${count(view.family)} comparisons.` : '';
  return `${rows}; ${count(entry.positives)} of them are positive.${more}${widened}`;
}

export function isSameSlice(a: SliceName, b: SliceName | undefined): boolean {
  return b !== undefined && a.column === b.column && a.value === b.value;
}

/** `6,057 rows, 1,890 of them positive (31.2%).` */
export function evaluated(view: View): string | undefined {
  const { evaluation } = view.record;
  if (evaluation === undefined || view.situation !== 'first run') return undefined;
  const share = percent(evaluation.positives / evaluation.rows);
  return `${counted(evaluation.rows, 'row')}, ${count(evaluation.positives)} of them positive (${share}), at threshold ${fixed(
    evaluation.threshold,
    2,
  )}.`;
}
