import type { Predictions } from '../metric/predictions.ts';
import type { Pairing } from '../record/comparison.ts';
import { type Side, sideOf, takeRows } from './side.ts';

/** Rows that were said to be the same and are not; no metric is compared on them. */
export interface Mismatch {
  readonly kind: 'mismatch';
  readonly reason: string;
}

/** Both models' rows; when paired, row i of both is the same case and the candidate's order is kept. */
export interface PairedSides {
  readonly kind: 'sides';
  readonly pairing: Pairing;
  readonly candidate: Side;
  readonly reference: Side;
}

/**
 * Brings two predictions files together: by id when both have ids, else by row order when the caller knows that both
 * speak of the same rows (equal rows digests), else not at all. Ids that are not the same set, or a target or weight
 * that differs for one row, is a mismatch, not an exception.
 */
export function pairSides(candidate: Predictions, reference: Predictions, sameRows: boolean): PairedSides | Mismatch {
  if (candidate.id && reference.id) return pairById(candidate, candidate.id, reference, reference.id);
  if (!sameRows)
    return {
      kind: 'sides',
      pairing: { kind: 'unpaired', reason: whyUnpaired(candidate, reference) },
      candidate: sideOf(candidate),
      reference: sideOf(reference),
    };
  return paired(candidate, sideOf(reference), 'row order');
}

function whyUnpaired(candidate: Predictions, reference: Predictions): string {
  if (!(candidate.id || reference.id)) return 'neither predictions file has ids';
  return candidate.id ? 'the reference predictions have no ids' : 'the candidate predictions have no ids';
}

function pairById(
  candidate: Predictions,
  ids: readonly string[],
  reference: Predictions,
  otherIds: readonly string[],
): PairedSides | Mismatch {
  if (ids.length === otherIds.length && ids.every((id, row) => id === otherIds[row]))
    return paired(candidate, sideOf(reference), 'id');
  const places = new Map(otherIds.map((id, row) => [id, row]));
  const order = new Uint32Array(ids.length);
  let missing = 0;
  for (const [row, id] of ids.entries()) {
    const place = places.get(id);
    if (place === undefined) missing += 1;
    else order[row] = place;
  }
  const extra = otherIds.length - (ids.length - missing);
  if (missing > 0 || extra > 0) return { kind: 'mismatch', reason: unmatched(missing, extra) };
  return paired(candidate, takeRows(sideOf(reference), order), 'id');
}

function unmatched(missing: number, extra: number): string {
  const ids = (count: number): string => (count === 1 ? '1 id' : `${count} ids`);
  if (missing > 0 && extra > 0) return `${ids(missing)} of the candidate and ${extra} of the reference have no match`;
  const [count, here, there] = missing > 0 ? [missing, 'candidate', 'reference'] : [extra, 'reference', 'candidate'];
  return `${ids(count)} of the ${here} ${count === 1 ? 'is' : 'are'} not in the ${there}`;
}

function rowsOf(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

function paired(predictions: Predictions, reference: Side, by: 'id' | 'row order'): PairedSides | Mismatch {
  const candidate = sideOf(predictions);
  const rows = candidate.target.length;
  if (reference.target.length !== rows)
    return { kind: 'mismatch', reason: `${rows} rows against ${reference.target.length}` };
  const targets = differing(candidate.target, reference.target);
  if (targets > 0) return { kind: 'mismatch', reason: `the target differs in ${rowsOf(targets)}` };
  const weights = candidate.weight && reference.weight ? differing(candidate.weight, reference.weight) : 0;
  if (weights > 0) return { kind: 'mismatch', reason: `the weight differs in ${rowsOf(weights)}` };
  return {
    kind: 'sides',
    pairing: { kind: 'paired', by, rows },
    candidate,
    reference: { ...candidate, score: reference.score },
  };
}

function differing(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let count = 0;
  for (let row = 0; row < first.length; row++) if (first[row] !== second[row]) count += 1;
  return count;
}
