import type { Cuts } from '../cuts.ts';
import type { Fold } from '../fold.ts';
import { markdownInk } from '../ink.ts';
import { count } from '../number.ts';
import { anchorRows, overallRows } from '../order.ts';
import { changeCell, changeHeader, labelCell, nowCell, table } from '../table.ts';
import type { View } from '../view.ts';

/** Every overall metric, where the main table speaks of the policy instead. */
export function metricsFold(view: View, cuts: Cuts): Fold | undefined {
  if (view.situation !== 'loosened policy') return undefined;
  const rows = [...overallRows(view), ...anchorRows(view)];
  if (rows.length === 0) return undefined;
  const ink = markdownInk();
  const shown = rows.slice(0, Math.max(3, cuts.rows));
  const lines = shown.map((row) => [labelCell(row, ink), nowCell(row, ink, true), changeCell(row, ink)]);
  const left = rows.length - shown.length;
  const more = left === 0 ? '' : `\n\n${count(left)} more ${left === 1 ? 'metric is' : 'metrics are'} in the report.`;
  return {
    title: 'All metrics',
    result: undefined,
    body: table([['Metric', 'Now (was)', changeHeader(view)], ...lines], ['l', 'r', 'l']) + more,
  };
}
