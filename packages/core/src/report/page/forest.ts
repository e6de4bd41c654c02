import { clean, htmlText } from '../escape.ts';
import { count, counted, fixed, minus, signed } from '../number.ts';
import { harmEnd } from '../order.ts';
import { type Row, relativeSide, sideOf, stateOf } from '../rows.ts';
import { decimalsOfRow, endsText } from '../shape.ts';
import { sliceLabel } from '../slice.ts';
import { type SliceList, type SmallSlice, sliceRows, sliceTally } from '../slice-list.ts';
import type { View } from '../view.ts';
import { at, figure, label, line, type Scale, scale, tickDecimals, ticks } from './svg.ts';

/** The most slices that one figure draws; the rest is counted. */
const mostDrawn = 40;
/** Characters that stand side by side above a line. */
const lineRoom = 54;
const size = { width: 360, left: 8, right: 352, top: 30, row: 36 } as const;

/** Change by slice, worst first, with the side on which a slice fails shaded. Drawn for a phone: labels above the lines. */
export function forestFigure(view: View, list: SliceList): string {
  const compared = list.rows.filter((row) => row.delta !== undefined).slice(0, mostDrawn);
  if (compared.length === 0) return '';
  const small = list.small.slice(0, Math.max(0, mostDrawn - compared.length));
  const bottom = size.top + (compared.length + small.length) * size.row;
  const heads = headsOf(view, compared, small);
  const x = scale(range(compared, limitOf(list)), [size.left, size.right]);
  const parts = [
    limitName(list, x),
    ...compared.map((row, index) => {
      const y = size.top + index * size.row;
      return ground(list, x, y) + rowDrawing(view, row, x, y);
    }),
    ...heads.map((head, index) => headDrawing(head, size.top + index * size.row)),
    axis(x, bottom),
  ];
  const name = clean(list.metric);
  const words = {
    caption: `<b>Change of ${htmlText(name)}</b> <span>${htmlText(sliceTally(list))}</span>`,
    title: `Change of ${name} by slice`,
    finding: findingOf(view, list),
  };
  return figure(words, size.width, bottom + 24, parts.join(''));
}

/** The limit as a change in the metric's own sign. */
function limitOf({ limit }: SliceList): number | undefined {
  if (limit === undefined) return undefined;
  return relativeSide(limit) === 'drop' ? -limit.limit.value : limit.limit.value;
}

function range(rows: readonly Row[], limit: number | undefined): [number, number] {
  const ends = rows.flatMap((row) =>
    row.interval === undefined ? [row.delta ?? 0] : [row.interval.low, row.interval.high],
  );
  const all = [...ends, 0, ...(limit === undefined ? [] : [limit * 1.5])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const air = (high - low || 0.01) * 0.05;
  return [low - air, high + air];
}

/** Behind one line: the side on which a slice fails, and no change. The labels above stay clear of both. */
function ground(list: SliceList, x: Scale, y: number): string {
  const [top, bottom] = [y + 19, y + 34];
  const zero = line('zero', [x(0), top], [x(0), bottom]);
  const limit = limitOf(list);
  if (limit === undefined || list.limit === undefined) return zero;
  const [from, to] = relativeSide(list.limit) === 'drop' ? [size.left, x(limit)] : [x(limit), size.right];
  const width = at(Math.max(0, to - from));
  const side = `<rect class="tol" x="${at(from)}" y="${top}" width="${width}" height="${bottom - top}"/>`;
  return side + line('lim', [x(limit), top], [x(limit), bottom]) + zero;
}

/** Above all lines: what the dashed one means. */
function limitName(list: SliceList, x: Scale): string {
  const limit = limitOf(list);
  if (limit === undefined || list.limit === undefined) return '';
  const written = list.limit.limit.written.replace('-', minus);
  const sign = relativeSide(list.limit) === 'drop' ? minus : '+';
  return label(`allowed ${sign}${written}`, [x(limit), size.top - 12], anchorAt(x(limit)));
}

/** A label near an edge grows inwards. */
function anchorAt(x: number): 'start' | 'middle' | 'end' {
  if (x < 80) return 'start';
  return x > 280 ? 'end' : 'middle';
}

/** The class of a line: better, worse, neither. */
function kindOf(side: ReturnType<typeof sideOf>): 'b' | 'w' | 'n' {
  if (side === 'better') return 'b';
  return side === 'worse' ? 'w' : 'n';
}

/** What stands above a line: the slice, its rows, and what is said of it. */
interface Head {
  readonly name: string;
  readonly rows: number;
  readonly said: string;
  readonly tone: string | undefined;
  readonly hasRows: boolean;
}

/** The heads of all lines. Rows are named where every head has room for them; else pointing at a line tells them. */
function headsOf(view: View, compared: readonly Row[], small: readonly SmallSlice[]): Head[] {
  const heads = [
    ...compared.map((row) => {
      const kind = kindOf(sideOf(row));
      const tone = kind === 'n' ? 'lab' : `lab t${kind}`;
      return { name: nameOf(row), rows: sliceRows(view, row), said: changeText(row), tone };
    }),
    ...small.map(({ row, rows, needed }) => {
      return { name: nameOf(row), rows, said: `too small, needs ${counted(needed, 'row')}`, tone: undefined };
    }),
  ];
  const hasRows = heads.every(({ name, rows, said }) => `${name} · ${count(rows)} ${said}`.length <= lineRoom);
  return heads.map((head) => ({ ...head, hasRows }));
}

function nameOf({ slice }: Row): string {
  return slice === undefined ? 'all' : clean(sliceLabel(slice), 28);
}

function changeText(row: Row): string {
  const word = stateOf(row) === 'undecided' ? 'undecided' : (sideOf(row) ?? '');
  return `${signed(row.delta ?? 0, decimalsOfRow(row))} ${word}`;
}

function headDrawing({ name, rows, said, tone, hasRows }: Head, y: number): string {
  const text = hasRows ? `${name} · ${count(rows)}` : name;
  return label(text, [size.left, y + 14], 'start', 'lab') + label(said, [size.right, y + 14], 'end', tone);
}

function rowDrawing(view: View, row: Row, x: Scale, y: number): string {
  const delta = row.delta ?? 0;
  const { low, high } = row.interval ?? { low: delta, high: delta };
  const kind = kindOf(sideOf(row));
  const middle = y + 26;
  const rows = counted(sliceRows(view, row), 'row');
  const told = `${nameOf(row)}, ${rows}: ${changeText(row)}, ${endsText(low, high, decimalsOfRow(row))}`;
  return [
    `<g><title>${htmlText(told)}</title>`,
    line(`ci ${kind}`, [x(low), middle], [x(high), middle]),
    `<rect class="pt ${kind}" x="${at(x(delta) - 4)}" y="${at(middle - 4)}" width="8" height="8"/></g>`,
  ].join('');
}

function axis(x: Scale, bottom: number): string {
  const list = ticks(x.from, x.to);
  const decimals = tickDecimals(list);
  return list
    .map((value) =>
      label(
        signed(value, decimals),
        [Math.min(size.right - 12, Math.max(size.left + 12, x(value))), bottom + 16],
        'middle',
      ),
    )
    .join('');
}

/** What the figure shows: how many slices are where, and whether one is past the limit. */
function findingOf(view: View, list: SliceList): string {
  const total = list.rows.length + list.small.length;
  const widened = view.family > 1 ? ` Failing ends are widened for ${count(view.family)} comparisons.` : '';
  const failed = list.rows.filter((row) => stateOf(row) === 'failed');
  const [worst] = [...list.rows].sort((a, b) => harmEnd(a) - harmEnd(b));
  const limit = list.limit === undefined ? '' : limitFinding(failed, list);
  const lowest =
    worst?.slice === undefined || worst.delta === undefined
      ? ''
      : ` The worst is ${clean(sliceLabel(worst.slice))} with ${signed(worst.delta, decimalsOfRow(worst))}.`;
  return `${counted(total, 'slice')}: ${sliceTally(list)}.${limit}${lowest}${widened}`;
}

function limitFinding(failed: readonly Row[], list: SliceList): string {
  const allowed = fixed(list.limit?.limit.value ?? 0, 3)
    .replace(/0+$/, '')
    .replace(/\.$/, '');
  const side = list.limit !== undefined && relativeSide(list.limit) === 'rise' ? 'rise' : 'drop';
  if (failed.length === 0) return ` None fails the allowed ${side} of ${allowed}.`;
  return ` ${counted(failed.length, 'slice')} ${failed.length === 1 ? 'fails' : 'fail'} the allowed ${side} of ${allowed}.`;
}
