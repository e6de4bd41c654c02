import { orderScores, turnIntoStarts } from './order.ts';
import type { Coded, Predictions } from './predictions.ts';

/** Rows that are not independent: `codes[i]` is the group of row i, `totals` has a zero for each group. */
export interface Groups {
  readonly codes: Int32Array;
  /** Scratch space that every reader leaves at zero. */
  readonly totals: Float64Array;
}

/** Rows from the highest score to the lowest. All metrics of all slices are computed on this form. */
export interface RankedRows {
  /** 1 for the positive class, 0 otherwise. */
  readonly positive: Uint8Array;
  readonly score: Float64Array;
  readonly weight?: Float64Array;
  /** Absent when no group has two rows. */
  readonly groups?: Groups;
}

/** Ranked rows, and the row of the file that each came from. */
export interface Ranking {
  readonly rows: RankedRows;
  readonly row: Uint32Array;
}

/** Sorts predictions by score, once for all metrics. */
export function rankPredictions({ target, score, weight, group }: Predictions): Ranking {
  const order = orderScores(score);
  const positive = new Uint8Array(target.length);
  order.row.forEach((row, i) => {
    positive[i] = target[row] as number;
  });
  const rows = {
    positive,
    score: order.score,
    ...(weight && { weight: Float64Array.from(order.row, (row) => weight[row] as number) }),
    ...(group &&
      repeats(group) && {
        groups: { codes: gather(group.codes, order.row), totals: new Float64Array(group.values.length) },
      }),
  };
  return { rows, row: order.row };
}

function repeats(group: Coded): boolean {
  const seen = new Uint8Array(group.values.length);
  return group.codes.some((code) => {
    if (seen[code] === 1) return true;
    seen[code] = 1;
    return false;
  });
}

function gather(codes: Int32Array, row: Uint32Array): Int32Array {
  const gathered = new Int32Array(row.length);
  for (let i = 0; i < row.length; i++) gathered[i] = codes[row[i] as number] as number;
  return gathered;
}

/**
 * The ranked rows of every value of one column, by code; values without rows give empty ones. A stable
 * counting sort keeps each slice ranked, so that no slice is sorted again.
 */
export function sliceRanking({ rows, row }: Ranking, column: Coded): RankedRows[] {
  const codes = gather(column.codes, row);
  const starts = new Uint32Array(column.values.length + 1);
  for (const code of codes) starts[code] = (starts[code] as number) + 1;
  turnIntoStarts(starts);
  const next = starts.slice();
  const target = codes.map((code) => {
    const at = next[code] as number;
    next[code] = at + 1;
    return at;
  });
  const moved = moveRows(rows, target);
  return column.values.map((_, code) => rowsBetween(moved, starts[code] as number, starts[code + 1] as number));
}

function moveRows(rows: RankedRows, target: Int32Array): RankedRows {
  const { weight, groups } = rows;
  return {
    positive: move(rows.positive, target, new Uint8Array(target.length)),
    score: move(rows.score, target, new Float64Array(target.length)),
    ...(weight && { weight: move(weight, target, new Float64Array(target.length)) }),
    ...(groups && { groups: { ...groups, codes: move(groups.codes, target, new Int32Array(target.length)) } }),
  };
}

function move<T extends Uint8Array | Float64Array | Int32Array>(from: T, target: Int32Array, to: T): T {
  for (let i = 0; i < target.length; i++) to[target[i] as number] = from[i] as number;
  return to;
}

/** A view of the rows from `from` to `to`. */
export function rowsBetween({ positive, score, weight, groups }: RankedRows, from: number, to: number): RankedRows {
  return {
    positive: positive.subarray(from, to),
    score: score.subarray(from, to),
    ...(weight && { weight: weight.subarray(from, to) }),
    ...(groups && { groups: { ...groups, codes: groups.codes.subarray(from, to) } }),
  };
}

/** How many leading rows have scores that `isAbove` accepts; it must accept a higher score whenever a lower one. */
export function leadingRows({ score }: RankedRows, isAbove: (score: number) => boolean): number {
  let low = 0;
  let high = score.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAbove(score[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
