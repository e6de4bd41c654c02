import type { ColumnCounts } from '../../src/port/table.ts';
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts';
import type { Random } from '../../src/stats/random.ts';
import { columns, type ShiftedColumn, type Standing, type Story, still } from './shifts.ts';
import { draw, poisson } from './tables.ts';

const bins = 20;

/** A column of a reference: rows in each cell, the missing ones last. `edges` bound the cells of a measured number. */
interface ReferenceColumn {
  readonly plan: ShiftedColumn;
  readonly cells: readonly number[];
  readonly edges: readonly number[];
  /** Shares of the cells while nothing is shifted. */
  readonly shares: Float64Array;
}

export interface Reference {
  readonly rows: number;
  readonly columns: readonly ReferenceColumn[];
}

/** A reference of so many rows, as a profile keeps it: of a measured number the rows between 21 quantiles of its own. */
export function drawReference(rows: number, story: Story, random: Random): Reference {
  return { rows, columns: columns.map((plan) => referenceColumn(rows, plan, standings(plan, story), random)) };
}

/** How one column stands on the days of the reference. */
function standings({ name }: ShiftedColumn, { shifted, reference }: Story): readonly Standing[] {
  return shifted.includes(name) ? reference : [still];
}

function referenceColumn(
  rows: number,
  plan: ShiftedColumn,
  days: readonly Standing[],
  random: Random,
): ReferenceColumn {
  if (plan.kind !== 'normal') {
    const shares = mixed(days.map((day) => cellShares(plan, [], day)));
    return { plan, cells: draw(rows, [...shares], random), edges: [], shares };
  }
  const [missing = 0, present = 0] = draw(rows, [plan.missing, 1 - plan.missing], random);
  const values = Float64Array.from({ length: present }, (_, index) => {
    const { mean, scale } = days[index % days.length] ?? still;
    return mean + scale * normalQuantile(random());
  }).sort();
  const starts = Array.from({ length: bins + 1 }, (_, bin) => Math.floor((bin * present) / bins));
  const edges = starts.map((start) => values[Math.min(start, present - 1)] ?? 0);
  const cells = [...starts.slice(1).map((end, bin) => end - (starts[bin] ?? 0)), missing];
  return { plan, cells, edges, shares: mixed(days.map((day) => cellShares(plan, edges, day))) };
}

/** Expected shares of the cells. What lies beyond the edges falls into the first and last of 20, as in the product. */
function cellShares(
  plan: ShiftedColumn,
  edges: readonly number[],
  { mean, scale, fresh }: Standing,
): readonly number[] {
  if (plan.kind === 'category') return [...plan.shares.map((share) => share * (1 - fresh)), fresh, 0];
  if (plan.kind === 'count') {
    const shares = poisson(plan.mean + mean * Math.sqrt(plan.mean));
    const listed = shares.reduce((sum, share) => sum + share, 0);
    return [...shares.slice(0, -1), (shares.at(-1) ?? 0) + 1 - listed, 0];
  }
  const below = edges.map((edge) => normalCdf((edge - mean) / scale));
  const [last, ends] = [below.length - 1, [0, 1]];
  const inner = below.map((share, index) => (index === 0 || index === last ? (ends[Number(index > 0)] ?? 0) : share));
  return [...inner.slice(1).map((share, index) => (share - (inner[index] ?? 0)) * (1 - plan.missing)), plan.missing];
}

function mixed(days: readonly (readonly number[])[]): Float64Array {
  const [first = []] = days;
  return Float64Array.from(first, (_, cell) => days.reduce((sum, day) => sum + (day[cell] ?? 0), 0) / days.length);
}

/** Counts of one window of so many rows a day against the reference. `index` counts the story's windows. */
export function drawWindow(
  reference: Reference,
  story: Story,
  { index, perDay }: { readonly index: number; readonly perDay: number },
  random: Random,
): readonly ColumnCounts[] {
  const days = Array.from({ length: story.days }, (_, day) => story.on(index * story.days + day));
  return reference.columns.map((column) => {
    const { plan, edges, shares } = column;
    const now = story.shifted.includes(plan.name) ? mixed(days.map((day) => cellShares(plan, edges, day))) : shares;
    return countsOf(column, reference.rows, draw(perDay * story.days, now, random));
  });
}

function countsOf({ plan, cells, edges }: ReferenceColumn, rows: number, now: readonly number[]): ColumnCounts {
  const drawn = now.reduce((sum, cell) => sum + cell, 0);
  const was = { rows, missing: cells.at(-1) ?? 0 };
  const is = { rows: drawn, missing: now.at(-1) ?? 0 };
  const pairs = cells.slice(0, -1).map((cell, index) => ({ was: cell, now: now[index] ?? 0 }));
  if (plan.kind !== 'category') {
    const from = (index: number) => edges[index] ?? index;
    const parts = pairs.map((pair, index) => ({ from: from(index), to: from(index + 1), ...pair }));
    return { kind: 'number', column: plan.name, was, now: is, bins: parts };
  }
  const values = pairs
    .map((pair, index) => ({ value: `v${index}`, ...pair }))
    .filter((pair) => pair.was + pair.now > 0);
  const distinct = (side: 'was' | 'now') => values.filter((value) => value[side] > 0).length;
  return {
    kind: 'category',
    column: plan.name,
    was,
    now: is,
    values,
    distinctWas: distinct('was'),
    distinctNow: distinct('now'),
  };
}
