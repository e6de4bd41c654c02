import type { Confusion } from '../../record/evaluation.ts';
import { count, fixed, percent } from '../number.ts';
import { at, figure, label } from './svg.ts';

const size = { width: 330, height: 190, left: 86, top: 26, cell: 118, row: 66 } as const;

/** The confusion table now and was, one figure each. */
export function confusionFigures(now: Confusion, was: Confusion | undefined): string[] {
  return [one('Confusion now', now), ...(was === undefined ? [] : [one('Confusion was', was)])];
}

function one(title: string, confusion: Confusion): string {
  const { truePositive, falsePositive, falseNegative, trueNegative, threshold } = confusion;
  const [positives, negatives] = [truePositive + falseNegative, falsePositive + trueNegative];
  const parts = [
    label('predicted positive', [size.left + size.cell / 2, 18], 'middle', 'ax'),
    label('predicted negative', [size.left + size.cell * 1.5 + 4, 18], 'middle', 'ax'),
    label('positive', [size.left - 8, size.top + size.row / 2 + 4], 'end', 'ax'),
    label('negative', [size.left - 8, size.top + size.row * 1.5 + 8], 'end', 'ax'),
    cell(0, 0, truePositive, positives, true),
    cell(1, 0, falseNegative, positives, false),
    cell(0, 1, falsePositive, negatives, false),
    cell(1, 1, trueNegative, negatives, true),
  ];
  const found = `${share(truePositive, positives)} of the positive rows are found, ${share(falsePositive, negatives)} of the negative ones are called positive`;
  const caption = `<b>${title}</b> <span>at threshold ${fixed(threshold, 2)}</span>`;
  return figure(
    { caption, title, finding: `At threshold ${fixed(threshold, 2)}, ${found}.` },
    size.width,
    size.height,
    parts.join(''),
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : percent(part / whole);
}

/** One of four fields: rows, and their share of the actual class, as shade and as number. */
function cell(column: number, row: number, rows: number, whole: number, right: boolean): string {
  const [x, y] = [size.left + column * (size.cell + 4), size.top + row * (size.row + 4)];
  const shade = whole === 0 ? 0 : rows / whole;
  const middle = x + size.cell / 2;
  const written = Number.isInteger(rows) ? count(rows) : fixed(rows, 1);
  return [
    `<rect class="cell${right ? '' : ' x'}" fill-opacity="${at(0.08 + shade * 0.32)}" x="${at(x)}" y="${at(y)}" width="${size.cell}" height="${size.row}" rx="4"/>`,
    label(written, [middle, y + 32], 'middle', 'big'),
    label(share(rows, whole), [middle, y + 51], 'middle'),
  ].join('');
}
