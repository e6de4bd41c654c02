import { fixed, signed } from '../number.ts';
import { at, label, line, type Scale, tickDecimals, ticks } from './svg.ts';

/** Size and margins of the square figures. */
export const plot = { width: 330, height: 300, left: 58, right: 320, top: 12, bottom: 262 } as const;

/** Grid, ticks and names of two axes. */
export function axes(x: Scale, y: Scale, names: { readonly x: string; readonly y: string }, sign = false): string {
  const { left, right, top, bottom, height } = plot;
  const xs = ticks(x.from, x.to);
  const ys = ticks(y.from, y.to);
  const [xDecimals, yDecimals] = [tickDecimals(xs), tickDecimals(ys)];
  const columns = xs.map(
    (value) =>
      line('g', [x(value), top], [x(value), bottom]) +
      label(fixed(value, xDecimals), [x(value), bottom + 15], 'middle'),
  );
  const written = (value: number): string => (sign ? signed(value, yDecimals) : fixed(value, yDecimals));
  const rows = ys.map(
    (value) => line('g', [left, y(value)], [right, y(value)]) + label(written(value), [left - 6, y(value) + 4], 'end'),
  );
  const middle = (top + bottom) / 2;
  const side = `<text class="ax" transform="translate(11 ${at(middle)}) rotate(-90)" text-anchor="middle">${names.y}</text>`;
  return [...columns, ...rows, label(names.x, [(left + right) / 2, height - 4], 'middle', 'ax'), side].join('');
}
