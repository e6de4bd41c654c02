import type { Curves } from '../../record/evaluation.ts';
import { fixed } from '../number.ts';
import { axes, plot } from './axes.ts';
import { at, figure, line, path, scale } from './svg.ts';

type Bin = Curves['calibration'][number];

/** Height of the tallest bar of counts, in the units of the drawing. */
const tallest = 30;

/** Observed against predicted, with the rows of each bin as bars below. */
export function calibrationFigure(all: readonly Bin[], before: readonly Bin[] | undefined): string {
  const bins = all.filter((bin) => bin.count > 0);
  if (bins.length === 0) return '';
  const was = before?.filter((bin) => bin.count > 0) ?? [];
  const [x, y] = [scale([0, 1], [plot.left, plot.right]), scale([0, 1], [plot.bottom, plot.top])];
  const place = (bin: Bin): [number, number] => [x(bin.predicted), y(bin.observed)];
  const parts = [
    axes(x, y, { x: 'Predicted', y: 'Observed' }),
    bars(bins, x),
    line('diag', [x(0), y(0)], [x(1), y(1)]),
    ...bins.map((bin) => line('err', [x(bin.predicted), y(bin.low)], [x(bin.predicted), y(bin.high)])),
    was.length < 2 ? '' : path('was', was.map(place)),
    bins.length < 2 ? '' : path('now', bins.map(place)),
    ...bins.map((bin) => `<circle class="dotn" cx="${at(x(bin.predicted))}" cy="${at(y(bin.observed))}" r="3.5"/>`),
  ];
  const error = `error ${fixed(errorOf(bins), 3)}${was.length === 0 ? '' : `, was ${fixed(errorOf(was), 3)}`}`;
  const finding = `Observed against predicted in ${bins.length} bins; bars show the number of rows. Expected calibration ${error}.`;
  return figure(
    { caption: `<b>Calibration</b> <span>${error}</span>`, title: 'Calibration', finding },
    plot.width,
    plot.height,
    parts.join(''),
  );
}

function bars(bins: readonly Bin[], x: (value: number) => number): string {
  const most = Math.max(...bins.map((bin) => bin.count));
  return bins
    .map((bin) => {
      const height = (bin.count / most) * tallest;
      const [left, right] = [x(bin.from), x(bin.to)];
      const width = Math.max(2, right - left - 8);
      return `<rect class="cnt" x="${at((left + right - width) / 2)}" y="${at(plot.bottom - height)}" width="${at(width)}" height="${at(height)}"/>`;
    })
    .join('');
}

/** Expected calibration error: the mean distance of observed from predicted, weighted by rows. */
function errorOf(bins: readonly Bin[]): number {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  return total === 0
    ? 0
    : bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.observed - bin.predicted), 0) / total;
}
