import type { MetricAnalysis, Rollout } from '../../record/rollout.ts';
import { clean, htmlText } from '../escape.ts';
import { counted, fixed, signed } from '../number.ts';
import { liveWord } from '../ship/live.ts';
import { marginText, percentsOf } from '../ship/share.ts';
import type { ShipView } from '../ship/state.ts';
import { type TracePoint, traceOf } from '../ship/trace.ts';
import { weightText } from '../ship/words.ts';
import { at, figure, label, line, path, type Scale, scale, tickDecimals, ticks } from './svg.ts';

const size = { width: 430, height: 240, left: 50, right: 412, top: 22, bottom: 196 } as const;
/** The most figures, and the most points of one line. */
const [mostFigures, mostPoints] = [6, 160];

/** For each metric the difference over time, its always-valid interval, and the margin that it must not pass. */
export function sequenceFigures(ship: ShipView): string {
  const { rollout } = ship;
  if (rollout === undefined) return '';
  const figures = ship.metrics.slice(0, mostFigures).flatMap((metric) => {
    const points = traceOf(rollout, metric, mostPoints);
    return points.length < 2 ? [] : [sequenceFigure(rollout, metric, points)];
  });
  if (figures.length === 0) return '';
  const key = `<p class="key"><span><i></i>difference, canary − stable</span><span><i class="f"></i>always-valid interval</span></p>`;
  return `<h3>How sure it became</h3>${key}<div class="two">${figures.join('')}</div>`;
}

function sequenceFigure(rollout: Rollout, metric: MetricAnalysis, points: readonly TracePoint[]): string {
  const name = clean(metric.name);
  const { difference = 'not known', ends } = percentsOf(metric);
  const word = liveWord(metric);
  const windows = counted(points.at(-1)?.windows ?? 0, 'window');
  const interval = ends === undefined ? '' : ` (${ends})`;
  const words = {
    caption: `<b>${htmlText(name)}</b> <span>${difference} ${word} after ${windows}</span>`,
    title: `${name}: difference over time`,
    finding: `After ${windows} the difference is ${difference}${interval}. The limit is +${marginText(metric)}.`,
  };
  return figure(words, size.width, size.height, drawing(rollout, metric, points));
}

/** The range that is drawn: the margin and the second half of what is known; the wide start is cut at the edge. */
function rangeOf({ margin }: MetricAnalysis, points: readonly TracePoint[]): [number, number] {
  const later = points.slice(Math.floor(points.length / 3));
  const values = [...later.flatMap(({ low, high }) => [low, high]), 0, margin];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = (high - low) * 0.1;
  return [(low - air) * 100, (high + air) * 100];
}

function drawing(rollout: Rollout, metric: MetricAnalysis, points: readonly TracePoint[]): string {
  const x = scale([0, points.at(-1)?.windows ?? 1], [size.left, size.right]);
  const y = scale(rangeOf(metric, points), [size.bottom, size.top]);
  const margin = metric.margin * 100;
  const places = points.map(({ windows, difference }): readonly [number, number] => [x(windows), y(difference * 100)]);
  return [
    grid(y),
    stepMarks(rollout, points, x),
    band(points, x, y),
    line('zero', [size.left, y(0)], [size.right, y(0)]),
    line('lim', [size.left, y(margin)], [size.right, y(margin)]),
    label(`abort above +${marginText(metric)}`, [size.right, y(margin) - 5], 'end', 'tw'),
    path('now', places),
    lastEnds(points.at(-1), x, y),
    label('windows since the start', [(size.left + size.right) / 2, size.height - 6], 'middle', 'ax'),
  ].join('');
}

function grid(y: Scale): string {
  const rows = ticks(y.from, y.to);
  const places = tickDecimals(rows);
  return rows
    .map(
      (value) =>
        line('g', [size.left, y(value)], [size.right, y(value)]) +
        label(`${signed(value, places)}%`, [size.left - 6, y(value) + 4], 'end'),
    )
    .join('');
}

/** Where a step began, and its weight; of very short steps only the line. */
function stepMarks({ steps }: Rollout, points: readonly TracePoint[], x: Scale): string {
  let before = Number.NEGATIVE_INFINITY;
  return points
    .filter((point, index) => point.step !== points[index - 1]?.step)
    .map(({ windows, step }, index) => {
      const place = x(index === 0 ? 0 : windows - 1);
      const named = place - before > 34;
      if (named) before = place;
      const text = named ? label(weightText(steps[step]?.weight ?? 0), [place + 3, size.top - 8], 'start') : '';
      return line('diag', [place, size.top - 4], [place, size.bottom]) + text;
    })
    .join('');
}

/** The sequence as an area. */
function band(points: readonly TracePoint[], x: Scale, y: Scale): string {
  const upper = points.map(({ windows, high }) => `${at(x(windows))},${at(y(high * 100))}`);
  const lower = points.toReversed().map(({ windows, low }) => `${at(x(windows))},${at(y(low * 100))}`);
  return `<path class="fnow" d="M${[...upper, ...lower].join('L')}"/>`;
}

/** The interval that decided, with its ends in words. */
function lastEnds(last: TracePoint | undefined, x: Scale, y: Scale): string {
  if (last === undefined) return '';
  const [place, low, high] = [x(last.windows), y(last.low * 100), y(last.high * 100)];
  const title = `${fixed(last.low * 100, 2)}% to ${fixed(last.high * 100, 2)}%`;
  return `${line('err', [place, low], [place, high])}<circle class="here" cx="${at(place)}" cy="${at(y(last.difference * 100))}" r="5"><title>${htmlText(title)}</title></circle>`;
}
