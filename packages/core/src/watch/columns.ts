import { columnCells, columnTests } from '../drift/column.ts';
import { driftLimit } from '../drift/drift.ts';
import { correctedStability } from '../drift/psi.ts';
import { summariesOf } from '../drift/summary.ts';
import type { DriftLine } from '../policy/policy.ts';
import type { ColumnCounts } from '../port/table.ts';
import type { SeriesLimit, SeriesName } from '../record/watch.ts';
import { combinedP, type MeasuredPoint, unjudged } from './series.ts';

/** One column of a window against the reference: bias-corrected PSI, with the tests of `drift`. */
export function columnPoint(counts: ColumnCounts, drift: readonly DriftLine[], showValues: boolean): MeasuredPoint {
  const name: SeriesName = { kind: 'column', name: counts.column };
  const { was, now } = counts;
  if (was.rows === 0) return unjudged(name, 'no data', 'the reference has no rows', now.rows);
  if (now.rows === 0) return unjudged(name, 'no data', 'there are no rows');
  const value = correctedStability(columnCells(counts));
  const tests = columnTests(counts).map(({ p }) => p);
  const limit = stabilityLimit(drift, counts.column);
  const p = combinedP(Math.min(...tests), tests.length);
  return {
    point: {
      ...name,
      outcome: 'judged',
      value,
      ...summariesOf(counts, showValues),
      n: now.rows,
      limit,
      ...(tests.length > 0 && Number.isFinite(p) ? { p } : {}),
    },
    over: value > limit.value,
  };
}

/** A watched column of the reference that is not here: a finding, as the model was trained on what it does not get any more. */
export function absentColumn(column: string): MeasuredPoint {
  const reason = 'the column is not on both sides, or not of one kind';
  return { ...unjudged({ kind: 'column', name: column }, 'not in both', reason), certain: true };
}

/** The smallest limit of the lines that watch a column, as it is written there. */
export function stabilityLimit(lines: readonly DriftLine[], column: string): SeriesLimit {
  const value = driftLimit(lines, column);
  const line = lines.find(
    ({ columns, max }) => (columns === 'all' || columns.includes(column)) && max.amount === value,
  );
  return { kind: 'drift', value, written: line?.max.written ?? String(value) };
}

/** A watched column that the reference does not describe. */
export function undescribedColumn(column: string): MeasuredPoint {
  return unjudged({ kind: 'column', name: column }, 'not in both', 'the reference does not describe the column');
}
