import { type ScoreOrder, turnIntoStarts } from './score-order.ts';

const digitBits = 11;
const digitValues = 1 << digitBits;
const digits = 6;

/**
 * Sorts finite scores in descending order by a radix sort, least significant digit first, on the bits of the numbers:
 * linear in the rows however the scores lie. Digits that all scores share are skipped. −0 and 0 are equal.
 */
export function orderByBits(scores: Float64Array): ScoreOrder {
  const rows = scores.length;
  let from: Keyed = { key: descendingKeys(scores), row: new Uint32Array(rows).map((_, row) => row) };
  const counts = countDigits(from.key);
  let to: Keyed = { key: new Uint32Array(2 * rows), row: new Uint32Array(rows) };
  for (let digit = 0; digit < digits; digit++) {
    const starts = counts.subarray(digit * digitValues, (digit + 1) * digitValues);
    if (starts.includes(rows)) continue;
    turnIntoStarts(starts);
    scatter(from, to, starts, digit);
    [from, to] = [to, from];
  }
  return { score: scoresOfKeys(from.key), row: from.row };
}

/** Two words per score, low word first, whose unsigned order is the descending order of the scores. */
function descendingKeys(scores: Float64Array): Uint32Array {
  const keys = new Uint32Array(2 * scores.length);
  const cell = new Float64Array(1);
  const words = new Uint32Array(cell.buffer);
  for (let i = 0; i < scores.length; i++) {
    cell[0] = (scores[i] as number) + 0;
    const high = words[1] as number;
    const negative = high >>> 31 === 1;
    keys[2 * i] = negative ? (words[0] as number) : ~(words[0] as number);
    keys[2 * i + 1] = negative ? high : ~high & 0x7fffffff;
  }
  return keys;
}

/** Undoes `descendingKeys` in place: the same bytes, read as numbers. */
function scoresOfKeys(keys: Uint32Array): Float64Array {
  for (let i = 1; i < keys.length; i += 2) {
    const high = keys[i] as number;
    if (high >>> 31 === 1) continue;
    keys[i] = ~high & 0x7fffffff;
    keys[i - 1] = ~(keys[i - 1] as number);
  }
  return new Float64Array(keys.buffer);
}

/** The digit of a key of two words; the third one straddles them. */
function digitOf(low: number, high: number, digit: number): number {
  const bit = digit * digitBits;
  const word = bit >= 32 ? high >>> (bit - 32) : low >>> bit;
  const straddles = bit < 32 && bit + digitBits > 32;
  return (straddles ? word | (high << (32 - bit)) : word) & (digitValues - 1);
}

function countDigits(keys: Uint32Array): Uint32Array {
  const counts = new Uint32Array(digits * digitValues);
  for (let i = 0; i < keys.length; i += 2) {
    const low = keys[i] as number;
    const high = keys[i + 1] as number;
    for (let digit = 0; digit < digits; digit++) {
      const at = digit * digitValues + digitOf(low, high, digit);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return counts;
}

interface Keyed {
  readonly key: Uint32Array;
  readonly row: Uint32Array;
}

function scatter(from: Keyed, to: Keyed, starts: Uint32Array, digit: number): void {
  for (let i = 0; i < from.row.length; i++) {
    const low = from.key[2 * i] as number;
    const high = from.key[2 * i + 1] as number;
    const value = digitOf(low, high, digit);
    const at = starts[value] as number;
    starts[value] = at + 1;
    to.key[2 * at] = low;
    to.key[2 * at + 1] = high;
    to.row[at] = from.row[i] as number;
  }
}
