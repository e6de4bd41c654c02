/** Most rows that `sumRows` asks for at a time. */
export const sumBlock = 4096;

/**
 * Adds many rows without losing digits: plain sums within blocks, Neumaier's compensated sum over them
 * (Neumaier 1974), so that the relative error stays near 1e-15 at any number of rows.
 * `addBlock` adds rows `from` to `to` into `into`, which holds one number per sum and starts at zero.
 */
export function sumRows(
  rows: number,
  sums: number,
  addBlock: (from: number, to: number, into: Float64Array) => void,
): Float64Array {
  const total = new Float64Array(sums);
  const lost = new Float64Array(sums);
  const block = new Float64Array(sums);
  for (let from = 0; from < rows; from += sumBlock) {
    block.fill(0);
    addBlock(from, Math.min(from + sumBlock, rows), block);
    for (let index = 0; index < sums; index++) addCompensated(total, lost, index, block[index] as number);
  }
  return total.map((value, index) => value + (lost[index] ?? 0));
}

/** One step of Neumaier's sum: `total[index] + lost[index]` is the sum so far. */
export function addCompensated(total: Float64Array, lost: Float64Array, index: number, value: number): void {
  const before = total[index] as number;
  const after = before + value;
  const error = Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
  lost[index] = (lost[index] as number) + error;
  total[index] = after;
}
