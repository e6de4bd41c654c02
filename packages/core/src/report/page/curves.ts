import type { Confusion, Curves } from '../../record/evaluation.ts';
import { fixed, percent } from '../number.ts';
import type { View } from '../view.ts';
import { axes, plot } from './axes.ts';
import { calibrationFigure } from './calibration.ts';
import { confusionFigures } from './confusion.ts';
import { at, figure, line, path, scale } from './svg.ts';

type RocPoint = Curves['roc'][number];

/** The section with ROC, its difference, calibration and both confusion tables. */
export function curvesSection(view: View): string {
  const { evaluation, comparison } = view.record;
  if (evaluation === undefined) return '';
  const was = comparison?.was;
  const base = was === undefined ? '' : '<span><i class="w"></i>was</span>';
  const key = `<div class="key"><span><i></i>now</span>${base}</div>`;
  const figures = [
    rocFigure(view, evaluation.curves.roc, was?.curves.roc),
    was === undefined ? '' : differenceFigure(evaluation.curves.roc, was.curves.roc),
    calibrationFigure(evaluation.curves.calibration, was?.curves.calibration),
    ...confusionFigures(evaluation.confusion, was?.confusion),
  ].filter((drawn) => drawn !== '');
  return figures.length === 0 ? '' : `<h2 id="curves">Curves</h2>${key}<div class="grid">${figures.join('')}</div>`;
}

function rocFigure(view: View, roc: readonly RocPoint[], was: readonly RocPoint[] | undefined): string {
  if (roc.length < 2) return '';
  const [x, y] = [scale([0, 1], [plot.left, plot.right]), scale([0, 1], [plot.bottom, plot.top])];
  const drawn = (points: readonly RocPoint[]): [number, number][] =>
    points.map((point) => [x(point.falsePositiveRate), y(point.truePositiveRate)]);
  const { confusion } = view.record.evaluation ?? {};
  const { confusion: before } = view.record.comparison?.was ?? {};
  const area = areas(view);
  const threshold = confusion === undefined ? '' : ` Dots: the threshold ${fixed(confusion.threshold, 2)}.`;
  const parts = [
    axes(x, y, { x: 'False positive rate', y: 'True positive rate' }),
    line('diag', [x(0), y(0)], [x(1), y(1)]),
    was === undefined || was.length < 2 ? '' : path('was', drawn(was)),
    path('now', drawn(roc)),
    confusion === undefined ? '' : dot('dotn', confusion, x, y),
    before === undefined ? '' : dot('dotw', before, x, y),
  ];
  const words = {
    caption: `<b>ROC</b> <span>${area}</span>`,
    title: 'ROC curve',
    finding: `Area under the curve ${area}.${threshold}`,
  };
  return figure(words, plot.width, plot.height, parts.join(''));
}

/** `0.741, was 0.729`, from the metric of that name, else from the drawn curve. */
function areas(view: View): string {
  const row = view.rows.find(
    (candidate) => candidate.metric === 'roc_auc' && candidate.slice === undefined && candidate.against === 'baseline',
  );
  const now = row?.now ?? areaUnder(view.record.evaluation?.curves.roc ?? []);
  const was = row?.was ?? areaUnder(view.record.comparison?.was?.curves.roc ?? []);
  const start = now === undefined ? 'unknown' : fixed(now, 3);
  return was === undefined ? start : `${start}, was ${fixed(was, 3)}`;
}

function areaUnder(roc: readonly RocPoint[]): number | undefined {
  if (roc.length < 2) return undefined;
  return roc.slice(1).reduce((sum, point, index) => {
    const last = roc[index] ?? point;
    return (
      sum + ((point.falsePositiveRate - last.falsePositiveRate) * (point.truePositiveRate + last.truePositiveRate)) / 2
    );
  }, 0);
}

function dot(kind: string, confusion: Confusion, x: (value: number) => number, y: (value: number) => number): string {
  const negatives = confusion.falsePositive + confusion.trueNegative;
  const positives = confusion.truePositive + confusion.falseNegative;
  if (negatives === 0 || positives === 0) return '';
  return `<circle class="${kind}" cx="${at(x(confusion.falsePositive / negatives))}" cy="${at(y(confusion.truePositive / positives))}" r="4"/>`;
}

/** True positive rate of a curve at a false positive rate, between its points linearly. */
function heightAt(roc: readonly RocPoint[], rate: number): number {
  const next = roc.findIndex((point) => point.falsePositiveRate >= rate);
  const [right, left] = [roc[next] ?? roc.at(-1), roc[next - 1] ?? roc[0]];
  if (right === undefined || left === undefined) return 0;
  const width = right.falsePositiveRate - left.falsePositiveRate;
  if (width <= 0) return right.truePositiveRate;
  const share = Math.min(1, (rate - left.falsePositiveRate) / width);
  return left.truePositiveRate + share * (right.truePositiveRate - left.truePositiveRate);
}

const steps = 100;

/** Two curves that lie on each other tell nothing; their difference does. */
function differenceFigure(roc: readonly RocPoint[], was: readonly RocPoint[]): string {
  if (roc.length < 2 || was.length < 2) return '';
  const points = Array.from({ length: steps + 1 }, (_, index) => {
    const rate = index / steps;
    return [rate, heightAt(roc, rate) - heightAt(was, rate)] as const;
  });
  const heights = points.map(([, height]) => height);
  const reach = Math.max(0.01, ...heights.map(Math.abs));
  const [x, y] = [scale([0, 1], [plot.left, plot.right]), scale([-reach * 1.1, reach * 1.1], [plot.bottom, plot.top])];
  const above = heights.filter((height) => height > 0).length / heights.length;
  const parts = [
    axes(x, y, { x: 'False positive rate', y: 'Change of true positive rate' }, true),
    line('zero', [plot.left, y(0)], [plot.right, y(0)]),
    path(
      'now',
      points.map(([rate, height]) => [x(rate), y(height)]),
    ),
  ];
  const finding = `Now minus was: above zero over ${percent(above, 0)} of the range, at most ${fixed(Math.max(...heights), 3)}, at least ${fixed(Math.min(...heights), 3)}.`;
  return figure(
    { caption: '<b>ROC difference</b> <span>above 0 is better</span>', title: 'ROC difference', finding },
    plot.width,
    plot.height,
    parts.join(''),
  );
}
