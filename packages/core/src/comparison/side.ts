import type { Coded, Predictions } from '../metric/predictions.ts';

/** One model's rows: the columns that a comparison reads, all of one length. */
export interface Side {
  readonly target: Uint8Array;
  readonly score: Float64Array;
  readonly weight?: Float64Array;
  /** Code of each row's group; absent when no group has two rows. */
  readonly cluster?: Int32Array;
}

/** Two models on one set of rows (paired: row i of both is the same case) or on a set each. */
export interface Sides {
  readonly paired: boolean;
  readonly candidate: Side;
  readonly reference: Side;
  /** score ≥ threshold is predicted positive. */
  readonly threshold: number;
}

/** Copies what is there, so that an absent column stays absent. */
function side(
  target: Uint8Array,
  score: Float64Array,
  weight: Float64Array | undefined,
  cluster: Int32Array | undefined,
): Side {
  return { target, score, ...(weight && { weight }), ...(cluster && { cluster }) };
}

/** The columns of a predictions file. */
export function sideOf({ target, score, weight, group }: Predictions): Side {
  return side(target, score, weight, group && repeats(group) ? new Int32Array(group.codes) : undefined);
}

function repeats({ codes, values }: Coded): boolean {
  const seen = new Uint8Array(values.length);
  for (const code of codes) {
    if (seen[code] === 1) return true;
    seen[code] = 1;
  }
  return false;
}

/** Some rows of a side, in the given order. Groups are counted anew, so that a small slice stays small. */
export function takeRows({ target, score, weight, cluster }: Side, rows: Uint32Array): Side {
  const count = rows.length;
  return side(
    take(target, rows, new Uint8Array(count)),
    take(score, rows, new Float64Array(count)),
    weight && take(weight, rows, new Float64Array(count)),
    cluster && recounted(take(cluster, rows, new Int32Array(count))),
  );
}

/** Plain loops: the callback of `from` costs ten times as much. */
function take<T extends Uint8Array | Float64Array | Int32Array>(from: T, rows: Uint32Array, into: T): T {
  for (let at = 0; at < rows.length; at++) into[at] = from[rows[at] as number] as number;
  return into;
}

function recounted(codes: Int32Array): Int32Array {
  const known = new Map<number, number>();
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    const next = known.get(code) ?? known.size;
    known.set(code, next);
    codes[row] = next;
  }
  return codes;
}

/** The rows of every value of a column, by code. */
export function rowsByCode({ codes, values }: Coded): Uint32Array[] {
  const counts = new Uint32Array(values.length);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  const rows = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    const at = counts[code] as number;
    (rows[code] as Uint32Array)[at] = row;
    counts[code] = at + 1;
  }
  return rows;
}

/** Whether both models give every row the same score: then no metric differs. */
export function sameScores({ paired, candidate, reference }: Sides): boolean {
  return paired && candidate.score.every((score, row) => score === reference.score[row]);
}
