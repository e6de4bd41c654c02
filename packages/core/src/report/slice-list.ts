import type { Check } from '../record/verdict.ts';
import { isSameSlice } from './facts/who.ts';
import { isBeyondNoise, worstFirst } from './order.ts';
import { type Row, relativeSide, sideOf, stateOf } from './rows.ts';
import type { View } from './view.ts';

/** One metric in the values of slice columns, as a list or a forest plot shows it. */
export interface SliceList {
  readonly metric: string;
  /** Compared slices, worst first. */
  readonly rows: readonly Row[];
  /** Slices with fewer rows than the policy asks for, smallest last. */
  readonly small: readonly SmallSlice[];
  /** Whether the policy has a check on it. */
  readonly isJudged: boolean;
  /** The limit on the change, where the policy has one. */
  readonly limit: Check | undefined;
}

export interface SmallSlice {
  readonly row: Row;
  readonly rows: number;
  readonly needed: number;
}

/** Metrics that are compared in slices: first that of the deciding check, then in the policy's order. */
export function sliceLists(view: View): SliceList[] {
  const inSlices = view.rows.filter((row) => row.slice !== undefined && row.against === 'baseline');
  const names = [
    ...new Set([
      ...(view.deciding?.slice === undefined ? [] : [view.deciding.metric]),
      ...inSlices.map((row) => row.metric),
    ]),
  ];
  return names.map((metric) =>
    listOf(
      view,
      metric,
      inSlices.filter((row) => row.metric === metric),
    ),
  );
}

function listOf(view: View, metric: string, rows: readonly Row[]): SliceList {
  const small = rows.filter(isSmall);
  const limit = rows.flatMap((row) => row.checks).find((check) => relativeSide(check) !== undefined);
  return {
    metric,
    isJudged: rows.some((row) => row.checks.length > 0),
    rows: worstFirst(rows.filter((row) => !isSmall(row))),
    small: small
      .map((row) => ({ row, rows: sliceRows(view, row), needed: neededRows(row) }))
      .sort((a, b) => b.rows - a.rows),
    limit,
  };
}

function isSmall(row: Row): boolean {
  return row.checks.length > 0 && row.checks.every((check) => check.outcome === 'too small');
}

function neededRows(row: Row): number {
  return Math.max(0, ...row.checks.map((check) => check.minRows ?? 0));
}

/** Rows of the slice in the evaluation. */
export function sliceRows(view: View, row: Row): number {
  const entry = view.record.evaluation?.slices.find(({ slice }) => isSameSlice(slice, row.slice));
  return entry?.rows ?? row.n;
}

/** `1 worse, 3 better, 5 within noise, 2 too small to judge`. */
export function sliceTally({ rows, small }: SliceList): string {
  const words = ['failed', 'undecided', 'worse', 'better', 'within noise', 'no change', 'not compared'] as const;
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(sliceWord(row), (counts.get(sliceWord(row)) ?? 0) + 1);
  const parts = words.filter((word) => counts.has(word)).map((word) => `${counts.get(word)} ${word}`);
  return [...parts, ...(small.length === 0 ? [] : [`${small.length} too small to judge`])].join(', ');
}

function sliceWord(row: Row): string {
  if (stateOf(row) === 'undecided') return 'undecided';
  return sideOf(row) ?? (stateOf(row) === 'failed' ? 'failed' : 'not compared');
}

/** Slices that a short list shows: all beyond noise or open, then some of the rest, worst first. */
export function chosenSlices(list: SliceList, most: number, withinNoise: boolean): Row[] {
  const loud = list.rows.filter((row) => isBeyondNoise(row) || stateOf(row) !== 'held');
  const quiet = list.rows.filter((row) => !loud.includes(row));
  const few = withinNoise ? quiet.slice(0, Math.max(2, Math.min(4, most - loud.length))) : [];
  const chosen = new Set([...loud.slice(0, most), ...few]);
  return list.rows.filter((row) => chosen.has(row));
}
