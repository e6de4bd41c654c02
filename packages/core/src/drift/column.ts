import type { ColumnCounts } from '../port/table.ts';
import type { CellPair } from './psi.ts';
import { categoryTest, type DriftTest, ksTest, missingTest } from './tests.ts';

/**
 * By rows a number has two tests, of its values and of its missing cells; by profile one over its bins. A category has
 * one in which a missing cell is a value.
 */
export function columnTests(counts: ColumnCounts): readonly DriftTest[] {
  const { was, now } = counts;
  if (counts.kind === 'category' || counts.ks === undefined) return present(categoryTest(columnCells(counts)));
  const values = ksTest(counts.ks, was.rows - was.missing, now.rows - now.missing);
  return [...present(values), ...present(missingTest(was, now))];
}

function present(test: DriftTest | undefined): readonly DriftTest[] {
  return test ? [test] : [];
}

/** Rows by bin or value, missing ones, and those that no bin holds. */
export function columnCells(counts: ColumnCounts): readonly CellPair[] {
  const { was, now } = counts;
  const cells: readonly CellPair[] = counts.kind === 'number' ? counts.bins : counts.values;
  const total = (of: (cell: CellPair) => number) => cells.reduce((sum, cell) => sum + of(cell), 0);
  const outside = {
    was: Math.max(0, was.rows - was.missing - total((cell) => cell.was)),
    now: Math.max(0, now.rows - now.missing - total((cell) => cell.now)),
  };
  return [...cells, { was: was.missing, now: now.missing }, outside];
}
