/** Rows of one bin or value on both sides. */
export interface CellPair {
  readonly was: number;
  readonly now: number;
}

/** Half a row stands for an empty cell beside a full one (Jeffreys' prior): its logarithm would be infinite. */
const emptyCell = 0.5;

/**
 * Population stability index: Σ (q − p) · ln(q / p) over cells, p and q their shares of the two tables; also the
 * symmetrised Kullback-Leibler divergence (Jeffreys 1946). A cell that is empty on one side counts `emptyCell` rows
 * there, the totals stay; a cell that is empty on both is left out. NaN where a side has no rows.
 */
export function populationStability(cells: readonly CellPair[]): number {
  const [n, m] = totals(cells);
  if (!(n > 0 && m > 0)) return Number.NaN;
  let sum = 0;
  for (const { was, now } of occupied(cells)) {
    const [p, q] = [Math.max(was, emptyCell) / n, Math.max(now, emptyCell) / m];
    sum += (q - p) * Math.log(q / p);
  }
  return sum;
}

/**
 * The index less what it is expected to be when nothing drifted, never below 0. Without drift n·m/(n+m) times the index
 * follows chi-square with k − 1 degrees of freedom (Yurdakul & Naranjo 2020), so its mean is (k − 1)(1/n + 1/m).
 */
export function correctedStability(cells: readonly CellPair[]): number {
  const [n, m] = totals(cells);
  const expected = (occupied(cells).length - 1) * (1 / n + 1 / m);
  return Math.max(0, populationStability(cells) - expected);
}

function totals(cells: readonly CellPair[]): readonly [number, number] {
  let [n, m] = [0, 0];
  for (const { was, now } of cells) {
    n += was;
    m += now;
  }
  return [n, m];
}

function occupied(cells: readonly CellPair[]): readonly CellPair[] {
  return cells.filter(({ was, now }) => was > 0 || now > 0);
}
