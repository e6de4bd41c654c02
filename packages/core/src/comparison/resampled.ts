import type { ConfusionMetricName } from '../metric/catalogue.ts';
import { type Cells, confusionMetric } from '../metric/confusion.ts';
import { type BootstrapInterval, bootstrapInterval, resampleCells, resamples } from '../stats/bootstrap.ts';
import type { EndLevels } from '../stats/levels.ts';
import { seededRandom } from '../stats/random.ts';
import { candidateCells, confusionOf, pairedCells, referenceCells, sideCells } from './cells.ts';
import type { Sides } from './side.ts';

/** Half a row for each kind of disagreement, so that models that never disagreed here still might elsewhere. */
const half = 0.5;
const discordant = new Set([1, 2, 5, 6]);

/** Resampled confusion cells of both models, shared by all metrics of one set of rows. */
export interface ResampledCells {
  /** Rows of 8 counts. */
  readonly drawn: Float64Array;
  /** The counts that were drawn from. */
  readonly smoothed: Float64Array;
  readonly candidate: (cells: Float64Array) => Cells;
  readonly reference: (cells: Float64Array) => Cells;
}

/**
 * Draws the cells of both models: paired rows from one multinomial over target × candidate × reference, two sets of
 * rows from one each. The discordant cells (unpaired: all) get half a row, since a cell that happens to be empty would stay
 * empty in every resample and give an interval without width.
 */
export function resampleSides(sides: Sides, seed: string): ResampledCells {
  const random = seededRandom(seed);
  if (sides.paired) {
    const smoothed = pairedCells(sides).map((count, index) => (discordant.has(index) ? count + half : count));
    return { drawn: resampleCells([smoothed], random), smoothed, candidate: candidateCells, reference: referenceCells };
  }
  const strata = [sides.candidate, sides.reference].map((side) =>
    sideCells(side, sides.threshold).map((count) => count + half),
  );
  const smoothed = Float64Array.from(strata.flatMap((cells) => [...cells]));
  const reference = (cells: Float64Array) => confusionOf(cells.subarray(4));
  return {
    drawn: resampleCells(strata, random),
    smoothed,
    candidate: (cells) => confusionOf(cells.subarray(0, 4)),
    reference,
  };
}

/** The bootstrap interval of a metric's delta, whose resampled values are moved back by what smoothing did to the delta. */
export function resampledDelta(
  name: ConfusionMetricName,
  delta: number,
  cells: ResampledCells,
  levels: EndLevels,
): BootstrapInterval {
  const difference = (at: Float64Array) => valueFor(name, cells.candidate(at)) - valueFor(name, cells.reference(at));
  const shift = difference(cells.smoothed) - delta;
  const values = new Float64Array(resamples);
  for (let turn = 0; turn < resamples; turn++)
    values[turn] = difference(cells.drawn.subarray(8 * turn, 8 * turn + 8)) - shift;
  return bootstrapInterval(values, delta, acceleration(cells.smoothed, difference), levels);
}

function valueFor(name: ConfusionMetricName, cells: Cells): number {
  const measured = confusionMetric(name, cells);
  return 'value' in measured ? measured.value : Number.NaN;
}

/** Skewness of the rows' influences, all rows of a cell having the same (Efron 1987). */
function acceleration(cells: Float64Array, statistic: (cells: Float64Array) => number): number {
  const slopes = slopesOf(cells, statistic);
  const moment = (power: number) =>
    cells.reduce((sum, count, index) => sum + count * (slopes[index] as number) ** power, 0);
  const squares = moment(2);
  return squares > 0 ? moment(3) / (6 * squares ** 1.5) : 0;
}

/** Derivatives by each cell, as small steps upwards: downwards could leave the table's range. */
export function slopesOf(cells: Float64Array, statistic: (cells: Float64Array) => number): Float64Array {
  const step = cells.reduce((sum, count) => sum + count, 0) * 1e-6;
  const here = statistic(cells);
  return cells.map((count, index) => (statistic(cells.with(index, count + step)) - here) / step);
}
