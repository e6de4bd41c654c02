import type { Check } from '../../record/verdict.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { fixed } from '../number.ts';
import { rowOf } from '../reason.ts';
import { type Row, relativeSide } from '../rows.ts';
import { decimalsOfRow, withUnit } from '../shape.ts';
import { sliceText } from '../slice.ts';
import type { View } from '../view.ts';

const mostTargets = 3;

/** The value at which a failed or undecided check would pass on these rows, and how it comes about. */
interface Target {
  readonly check: Check;
  readonly row: Row;
  readonly value: number;
}

/** `on these rows: roc_auc 0.730 (0.729, less the allowed 0.005, plus 0.006 for the interval) and recall 0.601.` */
export function toPass(view: View): string | undefined {
  if (view.outcome !== 'failed') return undefined;
  const failed = view.groups.flatMap((group) => (group.outcome === 'failed' ? targetOf(view, group.worst) : []));
  const targets = failed.filter((target) => !failed.some((other) => includes(other, target, failed)));
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
  return [{ check, row, value: check.limit.kind === 'min' ? check.limit.value + spread : check.limit.value - spread }];
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
  return [{ check, row, value }];
}

/** Whether who reaches `other` reaches `target` as well; of equal ones the first stands for both. */
function includes(other: Target, target: Target, all: readonly Target[]): boolean {
  const [up, otherUp] = [isUpwards(target.check), isUpwards(other.check)];
  if (other === target || up !== otherUp || nameOf(other.check) !== nameOf(target.check)) return false;
  if (other.value === target.value) return all.indexOf(other) < all.indexOf(target);
  return up ? other.value > target.value : other.value < target.value;
}

function nameOf({ metric, slice }: Check): string {
  return JSON.stringify([metric, slice?.column, slice?.value]);
}

/** Whether a value must be at least the target, and not at most. */
export function isUpwards(check: Check): boolean {
  return relativeSide(check) === 'drop' || check.limit.kind === 'min';
}

function targetText({ check, row, value }: Target, long: boolean, ink: Ink): string {
  const decimals = decimalsOfRow(row);
  const up = isUpwards(check);
  const reached = rounded(value, decimals, up);
  const needed = withUnit(fixed(reached, decimals), row.unit, ink);
  const subject =
    check.slice === undefined ? ink.name(check.metric) : `${ink.name(check.metric)} for ${sliceText(check.slice, ink)}`;
  const reference = check.reference ?? row.was;
  if (!long || relativeSide(check) === undefined || reference === undefined) return `${subject} ${needed}`;
  const [allowed, other] = up ? ['less', 'plus'] : ['plus', 'less'];
  const [was, margin] = [nearest(reference, decimals), nearest(check.limit.value, decimals)];
  // What is left between the printed numbers, so that they add up.
  const interval = nearest(up ? reached - was + margin : was + margin - reached, decimals);
  const forInterval =
    interval === 0 ? '' : `, ${interval > 0 ? other : allowed} ${fixed(Math.abs(interval), decimals)} for the interval`;
  return `${subject} ${needed} (${fixed(was, decimals)}, ${allowed} the allowed ${fixed(margin, decimals)}${forInterval})`;
}

/** Rounded to the safe side, so that the printed value is enough. */
export function rounded(value: number, decimals: number, up: boolean): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  const whole = up ? Math.ceil(scaled - 1e-6) : Math.floor(scaled + 1e-6);
  return whole / scale;
}

function nearest(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
