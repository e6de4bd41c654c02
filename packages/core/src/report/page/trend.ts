import { clean, htmlText } from '../escape.ts';
import { counted, day, fixed } from '../number.ts';
import { decimalsOfRow } from '../shape.ts';
import type { View } from '../view.ts';
import { at, figure, label, line, path, scale, tickDecimals, ticks } from './svg.ts';

const size = { width: 360, height: 200, left: 44, right: 342, top: 14, bottom: 166 } as const;

interface Point {
  readonly name: string;
  readonly value: number;
}

/** The primary metric over accepted runs and here, with its minimum or maximum. */
export function trendSection(view: View): string {
  const { primary } = view;
  const points = pointsOf(view);
  if (primary === undefined || points.length < 3) return '';
  const bound = primary.checks.find((check) => check.limit.kind === 'min' || check.limit.kind === 'max');
  const decimals = decimalsOfRow(primary);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const name = clean(primary.metric);
  const runs = counted(points.length - 1, 'accepted run');
  const span = `${fixed(first.value, decimals)} on ${first.name} to ${fixed(last.value, decimals)} here`;
  const limit =
    bound === undefined ? '' : ` The ${bound.limit.kind === 'min' ? 'minimum' : 'maximum'} is ${bound.limit.written}.`;
  const words = {
    caption: `<b>${htmlText(name)}</b> <span>${runs} and this one</span>`,
    title: `${name} over accepted runs`,
    finding: `From ${span}, over ${runs}.${limit}`,
  };
  const drawing = draw(
    points,
    bound === undefined
      ? undefined
      : {
          value: bound.limit.value,
          name: `${bound.limit.kind === 'min' ? 'minimum' : 'maximum'} ${bound.limit.written}`,
        },
    decimals,
  );
  return `<h2 id="trend">Trend</h2>${figure(words, size.width, size.height, drawing)}`;
}

function pointsOf(view: View): Point[] {
  const now = view.primary?.now;
  const trend = view.record.comparison?.trend ?? [];
  if (now === undefined) return [];
  const accepted = trend.map(({ commit, at: when, value }) => ({
    name: day(when, view.context.now) ?? commit.slice(0, 7),
    value,
  }));
  return [...accepted, { name: 'here', value: now }];
}

function draw(points: readonly Point[], bound: Point | undefined, decimals: number): string {
  const values = [...points.map(({ value }) => value), ...(bound === undefined ? [] : [bound.value])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = (high - low || Math.abs(high) || 1) * 0.12;
  const y = scale([low - air, high + air], [size.bottom, size.top]);
  const x = scale([0, points.length - 1], [size.left + 8, size.right]);
  const rows = ticks(y.from, y.to);
  const places = tickDecimals(rows);
  return [
    ...rows.map(
      (value) =>
        line('g', [size.left, y(value)], [size.right + 8, y(value)]) +
        label(fixed(value, places), [size.left - 6, y(value) + 4], 'end'),
    ),
    bound === undefined
      ? ''
      : line('lim', [size.left, y(bound.value)], [size.right + 8, y(bound.value)]) +
        label(bound.name, [size.right + 8, y(bound.value) - 5], 'end'),
    path(
      'now',
      points.map(({ value }, index) => [x(index), y(value)]),
    ),
    ...points.map((point, index) => dot(point, [x(index), y(point.value)], index === points.length - 1, decimals)),
    ...names(points, x),
  ].join('');
}

function dot({ name, value }: Point, [x, y]: readonly [number, number], here: boolean, decimals: number): string {
  const title = `<title>${htmlText(`${name}: ${fixed(value, decimals)}`)}</title>`;
  return `<circle class="${here ? 'here' : 'dotn'}" cx="${at(x)}" cy="${at(y)}" r="${here ? 6 : 3.5}">${title}</circle>`;
}

/** As many dates as stand side by side, and always the last. */
function names(points: readonly Point[], x: (value: number) => number): string[] {
  const step = Math.ceil((points.length - 1) / 4);
  return points.flatMap(({ name }, index) => {
    const last = points.length - 1;
    const shown = index === last || (index % step === 0 && last - index >= step);
    return shown ? [label(name, [x(index), size.bottom + 18], index === last ? 'end' : 'middle')] : [];
  });
}
