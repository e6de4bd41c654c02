import { orderScores } from './order.ts';
import type { Coded, Predictions } from './predictions.ts';
import { turnIntoStarts } from './score-order.ts';

/** So many rows are moved at a time. */
const partRows = 1 << 14;

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
  const { row, score: ranked } = orderScores(score);
  const rows = {
    positive: gather(target, row, new Uint8Array(row.length)),
    score: ranked,
    ...(weight && { weight: gather(weight, row, new Float64Array(row.length)) }),
    ...(group &&
      repeats(group) && {
        groups: {
          codes: gather(group.codes, row, new Int32Array(row.length)),
          totals: new Float64Array(group.values.length),
        },
      }),
  };
  return { rows, row };
}

function repeats(group: Coded): boolean {
  const seen = new Uint8Array(group.values.length);
  return group.codes.some((code) => {
    if (seen[code] === 1) return true;
    seen[code] = 1;
    return false;
  });
}

type Numbers = Uint8Array | Uint16Array | Int32Array | Float64Array;

function gather<T extends Numbers>(from: Numbers, row: Uint32Array, to: T): T {
  for (let i = 0; i < row.length; i++) to[i] = from[row[i] as number] as number;
  return to;
}

/**
 * The ranked rows of every value of one column, by code; values without rows give empty ones. A stable
 * counting sort keeps each slice ranked, so that no slice is sorted again.
 */
export function sliceRanking(ranking: Ranking, { codes, values }: Coded): RankedRows[] {
  const starts = new Uint32Array(values.length + 1);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    starts[code] = (starts[code] as number) + 1;
  }
  turnIntoStarts(starts);
  const moved = moveRows(ranking, codes, starts.slice());
  return values.map((_, code) => rowsBetween(moved, starts[code] as number, starts[code + 1] as number));
}

/** Puts each row at the next place of its code: those of a part of the rows at a time, while they are in the cache. */
function moveRows({ rows, row }: Ranking, codes: Coded['codes'], next: Uint32Array): RankedRows {
  const { positive, score, weight, groups } = rows;
  const length = row.length;
  const to = {
    positive: new Uint8Array(length),
    score: new Float64Array(length),
    ...(weight && { weight: new Float64Array(length) }),
    ...(groups && { groups: { ...groups, codes: new Int32Array(length) } }),
  };
  const places = new Uint32Array(Math.min(length, partRows));
  for (let from = 0; from < length; from += partRows) {
    const count = Math.min(partRows, length - from);
    placeRows(row, codes, from, places.subarray(0, count), next);
    move(positive, from, places, count, to.positive);
    move(score, from, places, count, to.score);
    if (weight && to.weight) move(weight, from, places, count, to.weight);
    if (groups && to.groups) move(groups.codes, from, places, count, to.groups.codes);
  }
  return to;
}

function placeRows(
  row: Uint32Array,
  codes: Coded['codes'],
  from: number,
  places: Uint32Array,
  next: Uint32Array,
): void {
  for (let i = 0; i < places.length; i++) {
    const code = codes[row[from + i] as number] as number;
    const at = next[code] as number;
    next[code] = at + 1;
    places[i] = at;
  }
}

function move<T extends Numbers>(rows: T, from: number, places: Uint32Array, count: number, to: T): void {
  for (let i = 0; i < count; i++) to[places[i] as number] = rows[from + i] as number;
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
