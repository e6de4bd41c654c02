import { normalQuantile } from '../../src/stats/normal.ts';
import { type Random, seededRandom } from '../../src/stats/random.ts';
import { columns, type ShiftedColumn, type Standing, type Story, still } from './shifts.ts';

/** The shifted table as rows of CSV: the same columns and standings that `drawWindow` counts, cell by cell. */
export const header = columns.map(({ name }) => name).join(',');

/** Rows of one day, or of a reference when the standings of several days are given: equal parts of each. */
export function drawRows(rows: number, story: Story, days: readonly Standing[], random: Random): readonly string[] {
  return Array.from({ length: rows }, (_, row) => {
    const standing = days[row % days.length] ?? still;
    const cells = columns.map((column) =>
      cellOf(column, story.shifted.includes(column.name) ? standing : still, random),
    );
    return cells.join(',');
  });
}

function cellOf(column: ShiftedColumn, { mean, scale, fresh }: Standing, random: Random): string {
  if (column.kind === 'normal') {
    return random() < column.missing ? '' : (mean + scale * normalQuantile(random())).toFixed(4);
  }
  if (column.kind === 'count') return String(countOf(column.mean + mean * Math.sqrt(column.mean), random));
  if (fresh > 0 && random() < fresh) return 'new value';
  let rest = random();
  const at = column.shares.findIndex((share) => {
    rest -= share;
    return rest < 0;
  });
  return `value ${at < 0 ? column.shares.length - 1 : at}`;
}

/** Poisson, by waiting times. */
function countOf(mean: number, random: Random): number {
  const end = Math.exp(-mean);
  let product = random();
  let count = 0;
  for (; product > end; count++) product *= random();
  return count;
}

/** Equal on every machine, whatever else is drawn. */
export function rowsRandom(name: string): Random {
  return seededRandom(`watch, rows, ${name}`);
}
