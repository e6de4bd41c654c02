/** Scores from highest to lowest with the row of each: what `orderScores` gives. */
export interface Descending {
  readonly score: Float64Array;
  readonly row: Uint32Array;
}

/** An area under the ROC curve and each row's share of its error, in row order. */
export interface AucInfluence {
  readonly auc: number;
  /** Rows, not weights. */
  readonly positives: number;
  readonly negatives: number;
  readonly influence: Float64Array;
}

interface Classes {
  readonly target: Uint8Array;
  readonly weight?: Float64Array;
}

/**
 * The area under the ROC curve with DeLong's placement values (1988), by one pass over sorted scores (Sun & Xu
 * 2014): a positive row's placement is the share of negatives below it, a negative's the share of positives above
 * it, ties count half. Influences are (placement − auc) · weight / class weight and add up to zero in each class. Undefined
 * without a positive or without a negative row.
 */
export function aucInfluence({ target, weight }: Classes, order: Descending): AucInfluence | undefined {
  const total = classTotals({ target, ...(weight && { weight }) });
  if (total[0] === 0 || total[1] === 0) return undefined;
  const placement = placements({ target, ...(weight && { weight }) }, order, total);
  let auc = 0;
  let positives = 0;
  for (let row = 0; row < target.length; row++) {
    if (target[row] !== 1) continue;
    positives += 1;
    auc += ((weight ? (weight[row] as number) : 1) * (placement[row] as number)) / total[1];
  }
  for (let row = 0; row < target.length; row++) {
    const own = weight ? (weight[row] as number) : 1;
    placement[row] = (((placement[row] as number) - auc) * own) / total[target[row] as 0 | 1];
  }
  return { auc, positives, negatives: target.length - positives, influence: placement };
}

function classTotals({ target, weight }: Classes): [number, number] {
  const total: [number, number] = [0, 0];
  for (let row = 0; row < target.length; row++) total[target[row] as 0 | 1] += weight ? (weight[row] as number) : 1;
  return total;
}

function placements({ target, weight }: Classes, order: Descending, total: readonly [number, number]): Float64Array {
  const placement = new Float64Array(target.length);
  const above: [number, number] = [0, 0];
  for (let from = 0; from < order.row.length; ) {
    let to = from;
    const tied: [number, number] = [0, 0];
    for (; to < order.row.length && order.score[to] === order.score[from]; to++) {
      const row = order.row[to] as number;
      tied[target[row] as 0 | 1] += weight ? (weight[row] as number) : 1;
    }
    const ofPositive = 1 - (above[0] + tied[0] / 2) / total[0];
    const ofNegative = (above[1] + tied[1] / 2) / total[1];
    for (let at = from; at < to; at++) {
      const row = order.row[at] as number;
      placement[row] = target[row] === 1 ? ofPositive : ofNegative;
    }
    above[0] += tied[0];
    above[1] += tied[1];
    from = to;
  }
  return placement;
}
