import type { Check } from '../../record/verdict.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { fixed } from '../number.ts';
import { rowOf } from '../reason.ts';
import { type Row, relativeSide } from '../rows.ts';
import { decimalsOfRow } from '../shape.ts';
import { sliceText } from '../slice.ts';
import type { View } from '../view.ts';

const mostTargets = 3;

/** The value at which a failed or undecided check would pass on these rows, and how it comes about. */
interface Target {
  readonly check: Check;
  readonly row: Row;
  readonly value: number;
  /** Half of the interval that stands between value and limit; 0 where the point decides. */
  readonly spread: number;
}

/** `on these rows: roc_auc 0.730 (0.729, less the allowed 0.005, plus 0.006 for the interval) and recall 0.601.` */
export function toPass(view: View): string | undefined {
  if (view.outcome !== 'failed') return undefined;
  const targets = view.groups.flatMap((group) => (group.outcome === 'failed' ? targetOf(view, group.worst) : []));
  if (targets.length === 0) return undefined;
  const ink = markdownInk();
  const shown = targets.slice(0, mostTargets).map((target, index) => targetText(target, index === 0, ink));
  const rest = targets.length > mostTargets ? ` ${targets.length - mostTargets} more are in the report.` : '';
  return `on these rows: ${listed(shown)}.${rest}`;
}

/** What a check would pass with; nothing for data rules and missing numbers. */
export function targetOf(view: View, check: Check): Target[] {
  const row = rowOf(view, check);
  if (row?.now === undefined) return [];
  const side = relativeSide(check);
  if (side !== undefined) return relativeTarget(check, row, side);
  if (check.limit.kind !== 'min' && check.limit.kind !== 'max') return [];
  const spread = check.judge === 'bound' && check.interval !== undefined ? boundSpread(check, row.now) : 0;
  return [
    { check, row, spread, value: check.limit.kind === 'min' ? check.limit.value + spread : check.limit.value - spread },
  ];
}

function boundSpread(check: Check, value: number): number {
  if (check.interval === undefined) return 0;
  return check.limit.kind === 'min' ? value - check.interval.low : check.interval.high - value;
}

/** By proof the bad end must be inside the limit; by harm the good end must not be past it. */
function relativeTarget(check: Check, row: Row, side: 'drop' | 'rise'): Target[] {
  const reference = check.reference ?? row.was;
  const change = check.measured ?? row.delta;
  if (reference === undefined || change === undefined) return [];
  const { low, high } = check.interval ?? { low: change, high: change };
  const margin = check.limit.value;
  const [bad, good] = side === 'drop' ? [change - low, high - change] : [high - change, change - low];
  const spread = check.judge === 'harm' ? -good : bad;
  const value = side === 'drop' ? reference - margin + spread : reference + margin - spread;
  return [{ check, row, value, spread }];
}

function targetText({ check, row, value, spread }: Target, long: boolean, ink: Ink): string {
  const decimals = decimalsOfRow(row);
  const up = check.limit.kind.startsWith('max-drop') || check.limit.kind === 'min';
  const needed = fixed(rounded(value, decimals, up), decimals);
  const subject =
    check.slice === undefined ? ink.name(check.metric) : `${ink.name(check.metric)} for ${sliceText(check.slice, ink)}`;
  const reference = check.reference ?? row.was;
  if (!long || relativeSide(check) === undefined || reference === undefined) return `${subject} ${needed}`;
  const [allowed, other] = up ? ['less', 'plus'] : ['plus', 'less'];
  const margin = fixed(check.limit.value, decimals);
  const interval = fixed(Math.abs(spread), decimals);
  const forInterval = spread === 0 ? '' : `, ${spread > 0 ? other : allowed} ${interval} for the interval`;
  return `${subject} ${needed} (${fixed(reference, decimals)}, ${allowed} the allowed ${margin}${forInterval})`;
}

/** Rounded to the safe side, so that the printed value is enough. */
export function rounded(value: number, decimals: number, up: boolean): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  const whole = up ? Math.ceil(scaled - 1e-6) : Math.floor(scaled + 1e-6);
  return whole / scale;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
