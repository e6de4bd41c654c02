import type { ColumnCounts, OpenTable, RowDiff, TableColumn } from '../port/table.ts';
import type { ColumnChange, ColumnProfile, DataDiff, Drift, TableProfile } from '../record/data.ts';
import { columnChanges } from './column-changes.ts';

/** One side of a dataset. */
export interface TableSide {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** Absent where the table was not profiled. */
  readonly profile?: TableProfile | undefined;
}

/** What is known of a dataset at the base and here. */
export interface DiffInput {
  readonly dataset: string;
  /** Where the base's numbers come from; `none` when nothing of the base could be read. */
  readonly by: DataDiff['by'];
  /** Where the base's bytes came from, or why they could not be read, in words. */
  readonly why: string;
  readonly was?: TableSide | undefined;
  readonly now: TableSide;
  /** By rows only. */
  readonly rows?: RowDiff | undefined;
  readonly counts?: readonly ColumnCounts[] | undefined;
  /** What `driftOf` found over the whole run; only this dataset's entries are read. They say what is noise. */
  readonly drift?: readonly Drift[] | undefined;
  /** Whether values of the data may stand in the record. */
  readonly showValues: boolean;
  /** Largest family-wise error; the policy's `alpha`. */
  readonly alpha: number;
}

/** A column on both sides, as far as it is known. */
export interface ColumnPair {
  readonly column: string;
  readonly was: ColumnProfile | undefined;
  readonly now: ColumnProfile | undefined;
  readonly counts: ColumnCounts | undefined;
  readonly drift: Drift | undefined;
}

/**
 * A dataset at the base commit and here: columns that came, went or have another type always, numbers of a column only
 * where they moved beyond noise. Worst first: what came, went or has another type, then by population stability.
 */
export function diffOf(input: DiffInput): DataDiff {
  const { dataset, by, why, was, now, rows } = input;
  const start = { dataset, by, why, rowsNow: now.rows, columnsNow: now.columns.length };
  if (by === 'none' || !was) return { ...start, by: 'none', columns: [], unchanged: 0 };
  const shapes = shapeChanges(was.columns, now.columns);
  const pairs = pairsOf(input, was);
  const changed = pairs
    .map((pair) => ({ psi: pair.drift?.psi ?? 0, changes: columnChanges(pair, input) }))
    .sort((a, b) => b.psi - a.psi);
  const columns = [...shapes, ...changed.flatMap(({ changes }) => changes)];
  const touched = new Set(columns.map(({ column }) => column));
  const names = new Set(was.columns.map(({ name }) => name));
  return {
    ...start,
    rowsWas: was.rows,
    columnsWas: was.columns.length,
    ...(rows ? { added: rows.added, removed: rows.removed, changed: rows.changed } : {}),
    columns,
    unchanged: now.columns.filter(({ name }) => names.has(name) && !touched.has(name)).length,
  };
}

function shapeChanges(was: OpenTable['columns'], now: OpenTable['columns']): readonly ColumnChange[] {
  const typeOf = (side: OpenTable['columns'], column: string) => side.find(({ name }) => name === column)?.type;
  return [
    ...was
      .filter(({ name }) => typeOf(now, name) === undefined)
      .map(({ name, type }): ColumnChange => ({ column: name, what: 'removed', was: type })),
    ...now.flatMap(({ name, type }): ColumnChange[] => {
      const before = typeOf(was, name);
      if (before === undefined) return [{ column: name, what: 'added', now: type }];
      return before === type ? [] : [{ column: name, what: 'type', was: before, now: type }];
    }),
  ];
}

/** Columns that both sides have, in the order of the current table. */
function pairsOf({ dataset, now, counts = [], drift = [] }: DiffInput, was: TableSide): readonly ColumnPair[] {
  const profiled = (side: TableSide, column: string) => side.profile?.profiles.find((each) => each.column === column);
  const before = new Set(was.columns.map(({ name }) => name));
  return now.columns
    .filter(({ name }) => before.has(name))
    .map(({ name }) => ({
      column: name,
      was: profiled(was, name),
      now: profiled(now, name),
      counts: counts.find((each) => each.column === name),
      drift: drift.find((each) => each.dataset === dataset && each.column === name),
    }));
}
