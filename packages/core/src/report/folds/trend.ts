import type { Cuts } from '../cuts.ts';
import type { Fold } from '../fold.ts';
import { counted, fixed } from '../number.ts';
import { decimalsOfRow } from '../shape.ts';
import { summaryName } from '../slice.ts';
import { sparkline } from '../sparkline.ts';
import type { View } from '../view.ts';

const mostPoints = 12;

/** The primary metric over accepted runs and here; the last of which is this run. */
export interface Trend {
  readonly metric: string;
  readonly values: readonly number[];
  readonly decimals: number;
}

function trendOf(view: View): Trend | undefined {
  const { trend } = view.record.comparison ?? {};
  const now = view.primary?.now;
  if (trend === undefined || trend.length < 2 || view.primary === undefined || now === undefined) return undefined;
  return {
    metric: view.primary.metric,
    values: [...trend.map(({ value }) => value), now],
    decimals: decimalsOfRow(view.primary),
  };
}

/** The last fold, as its diagram is the first thing to be cut. */
export function trendFold(view: View, cuts: Cuts): Fold | undefined {
  const trend = trendOf(view);
  if (trend === undefined) return undefined;
  const { metric, decimals } = trend;
  const accepted = trend.values.length - 1;
  const [first, last] = [trend.values[0] ?? 0, trend.values.at(-1) ?? 0];
  const runs = `the last ${counted(accepted, 'accepted run')} and here`;
  const result = `${summaryName(metric)} over ${runs}, ${fixed(first, decimals)} to ${fixed(last, decimals)}`;
  const drawn = cuts.mermaid && view.context.capabilities.mermaid;
  return { title: 'Trend', result, ornament: sparkline(trend.values), body: drawn ? mermaid(trend) : undefined };
}

/** A chart of at most 1,000 characters that says nothing which is not also in words. */
function mermaid({ values, decimals }: Trend): string {
  const shown = values.slice(-mostPoints);
  const [low, high] = axis(shown);
  const places = Math.min(8, decimals + 1);
  const labels = shown.map((_, index) => (index === shown.length - 1 ? '"here"' : String(index + 1)));
  const numbers = shown.map((value) => value.toFixed(places));
  return [
    '```mermaid',
    '%%{init: {"themeVariables": {"xyChart": {"backgroundColor": "transparent", "plotColorPalette": "#2f81f7"}}, "xyChart": {"width": 440, "height": 200}}}%%',
    'xychart-beta',
    `  x-axis [${labels.join(', ')}]`,
    `  y-axis ${low.toFixed(places)} --> ${high.toFixed(places)}`,
    `  line [${numbers.join(', ')}]`,
    '```',
  ].join('\n');
}

/** A range around the values with a tenth of air. */
function axis(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = high === low ? Math.max(Math.abs(high) * 0.1, 0.01) : (high - low) / 10;
  return [low - air, high + air];
}
