import { orderByBits } from './order-bits.ts';
import { type ScoreOrder, turnIntoStarts } from './score-order.ts';

/** Below this many rows a comparison sort beats clearing the counters of a radix sort. */
const radixFrom = 1000;
/** The three digits of a key of 32 bits, least significant first: where each begins, and how many values it has. */
const digits = [
  { shift: 0, values: 1 << 11 },
  { shift: 11, values: 1 << 11 },
  { shift: 22, values: 1 << 10 },
] as const;
const largestKey = 2 ** 32 - 1;

/** Sorts finite scores in descending order, in time linear in the rows. −0 and 0 are equal, and become 0. */
export function orderScores(scores: Float64Array): ScoreOrder {
  if (scores.length < radixFrom) return orderFew(scores);
  return orderByPlace(scores) ?? orderByBits(scores);
}

function orderFew(scores: Float64Array): ScoreOrder {
  const row = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number));
  return { score: Float64Array.from(row, (at) => (scores[at] as number) + 0), row };
}

/**
 * A radix sort by each score's place between the highest and the lowest one, cut into 2³² steps: half the passes of a
 * sort by all bits. Rounding keeps the order, so only scores of one step can be out of it; these few are then moved by
 * comparison. Undefined when they are many, as with most scores in a small corner of the range.
 */
function orderByPlace(scores: Float64Array): ScoreOrder | undefined {
  const rows = scores.length;
  const scale = scaleOf(scores);
  if (!Number.isFinite(scale.factor)) return undefined;
  const counts = countDigits(scores, scale);
  // The keys are not needed in the end: the sorted scores take their place.
  const room = new ArrayBuffer(8 * rows);
  const from = { key: new Uint32Array(room, 0, rows), row: new Uint32Array(rows) };
  const to = { key: new Uint32Array(room, 4 * rows, rows), row: new Uint32Array(rows) };
  scatterScores(scores, scale, from, counts[0]);
  scatterKeys(from, to, counts[1]);
  scatterRows(to, from.row, counts[2]);
  const score = new Float64Array(room);
  for (let i = 0; i < rows; i++) score[i] = (scores[from.row[i] as number] as number) + 0;
  return settle(score, from.row) ? { score, row: from.row } : undefined;
}

interface Scale {
  readonly highest: number;
  /** Steps per unit of score. */
  readonly factor: number;
}

function scaleOf(scores: Float64Array): Scale {
  let [highest, lowest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score > highest) highest = score;
    if (score < lowest) lowest = score;
  }
  return { highest, factor: highest === lowest ? 1 : largestKey / (highest - lowest) };
}

type Counts = readonly [Uint32Array, Uint32Array, Uint32Array];

/** Where each value of each digit begins. */
function countDigits(scores: Float64Array, { highest, factor }: Scale): Counts {
  const [low, middle, high] = digits;
  const counts: Counts = [new Uint32Array(low.values), new Uint32Array(middle.values), new Uint32Array(high.values)];
  const [ofLow, ofMiddle, ofHigh] = counts;
  for (let i = 0; i < scores.length; i++) {
    const key = ((highest - (scores[i] as number)) * factor) >>> 0;
    const first = key & (low.values - 1);
    const second = (key >>> middle.shift) & (middle.values - 1);
    const third = key >>> high.shift;
    ofLow[first] = (ofLow[first] as number) + 1;
    ofMiddle[second] = (ofMiddle[second] as number) + 1;
    ofHigh[third] = (ofHigh[third] as number) + 1;
  }
  counts.forEach(turnIntoStarts);
  return counts;
}

interface Keyed {
  readonly key: Uint32Array;
  readonly row: Uint32Array;
}

function scatterScores(scores: Float64Array, { highest, factor }: Scale, to: Keyed, starts: Uint32Array): void {
  const { key: keys, row: rows } = to;
  for (let i = 0; i < scores.length; i++) {
    const key = ((highest - (scores[i] as number)) * factor) >>> 0;
    const value = key & (digits[0].values - 1);
    const at = starts[value] as number;
    starts[value] = at + 1;
    keys[at] = key;
    rows[at] = i;
  }
}

function scatterKeys(from: Keyed, to: Keyed, starts: Uint32Array): void {
  const { key: keys, row: rows } = to;
  for (let i = 0; i < from.key.length; i++) {
    const key = from.key[i] as number;
    const value = (key >>> digits[1].shift) & (digits[1].values - 1);
    const at = starts[value] as number;
    starts[value] = at + 1;
    keys[at] = key;
    rows[at] = from.row[i] as number;
  }
}

function scatterRows(from: Keyed, to: Uint32Array, starts: Uint32Array): void {
  for (let i = 0; i < from.key.length; i++) {
    const value = (from.key[i] as number) >>> digits[2].shift;
    const at = starts[value] as number;
    starts[value] = at + 1;
    to[at] = from.row[i] as number;
  }
}

/** An insertion sort of what is nearly in order. False, and half done, when it would take more than a few moves a row. */
function settle(score: Float64Array, row: Uint32Array): boolean {
  let left = 2 * score.length;
  for (let i = 1; i < score.length; i++) {
    const value = score[i] as number;
    if (value <= (score[i - 1] as number)) continue;
    const own = row[i] as number;
    let at = i;
    for (; at > 0 && (score[at - 1] as number) < value && left > 0; at--, left--) {
      score[at] = score[at - 1] as number;
      row[at] = row[at - 1] as number;
    }
    if (left === 0) return false;
    score[at] = value;
    row[at] = own;
  }
  return true;
}
