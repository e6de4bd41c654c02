import type { EndLevels } from '../stats/levels.ts';
import { clusterSums } from '../stats/linear.ts';
import { newcombeInterval } from '../stats/newcombe.ts';
import { normalCdf } from '../stats/normal.ts';
import { studentQuantile } from '../stats/student.ts';
import { pairedShare, type Share, type ShareInterval } from './proportion.ts';
import type { Side, Sides } from './side.ts';

/** Hits of one model among the rows of a share: value, weight and cluster of those rows only. */
interface Hits {
  readonly value: Float64Array;
  readonly weight: Float64Array;
  readonly cluster?: Int32Array;
}

function hitsOf({ among, hit }: Share, { target, score, weight, cluster }: Side, threshold: number): Hits {
  const rows = rowsAmong(target, among);
  const value = new Float64Array(rows.length);
  const weights = new Float64Array(rows.length).fill(1);
  const clusters = cluster && new Int32Array(rows.length);
  const right = hit === 'right' ? 1 : 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const predicted = (score[row] as number) >= threshold ? 1 : 0;
    value[at] = predicted === target[row] ? right : 1 - right;
    if (weight) weights[at] = weight[row] as number;
    if (clusters) clusters[at] = cluster[row] as number;
  }
  return { value, weight: weights, ...(clusters && { cluster: clusters }) };
}

function rowsAmong(target: Uint8Array, among: Share['among']): Uint32Array {
  const rows = new Uint32Array(target.length);
  let count = 0;
  for (let row = 0; row < target.length; row++) {
    if (among === 'all' || target[row] === among) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** Mean of values that lie in −1 to 1, how many independent rows it is worth, and the levels for so few parts. */
interface Effective {
  readonly units: number;
  readonly levels: EndLevels;
  /** Shares of the weight whose value is 1, and −1. */
  readonly gained: number;
  readonly lost: number;
}

/** Sums of the weights: all, of value 1, of value −1, squared. */
function weightSums(value: Float64Array, weight: Float64Array): [number, number, number, number] {
  let [total, gained, lost, squares] = [0, 0, 0, 0];
  for (let row = 0; row < value.length; row++) {
    const own = weight[row] as number;
    total += own;
    squares += own * own;
    if (value[row] === 1) gained += own;
    if (value[row] === -1) lost += own;
  }
  return [total, gained, lost, squares];
}

/**
 * Rows of groups, or weighted rows, count for as many independent rows as give the mean its linearised variance
 * (Rao & Scott 1992; Korn & Graubard 1998), never more than there are. The variance is itself an estimate, so
 * levels are widened from the normal to Student's t with one degree of freedom less than there are parts.
 */
function effective({ value, weight, cluster }: Hits, levels: EndLevels): Effective {
  const [total, gained, lost, squares] = weightSums(value, weight);
  const mean = (gained - lost) / total;
  const influence = new Float64Array(value.length);
  for (let row = 0; row < value.length; row++) {
    influence[row] = ((weight[row] as number) * ((value[row] as number) - mean)) / total;
  }
  const { parts, sums } = cluster ? clusterSums(influence, cluster) : { parts: value.length, sums: influence };
  const variance = (sums.reduce((sum, u) => sum + u * u, 0) * parts) / (parts - 1);
  const single = (gained + lost) / total - mean * mean;
  const alike = cluster ? parts : (total * total) / squares;
  const units = variance > 0 && single > 0 ? Math.min(value.length, single / variance) : alike;
  const widened = (level: number) => (parts > 1 ? normalCdf(studentQuantile(level, parts - 1)) : Number.MIN_VALUE);
  return {
    units,
    gained: gained / total,
    lost: lost / total,
    levels: { low: widened(levels.low), high: widened(levels.high) },
  };
}

/** The same for paired rows of groups or with weights: Tango's interval on the effective rows. */
export function effectivePairedShare(
  share: Share,
  { candidate, reference, threshold }: Sides,
  levels: EndLevels,
): ShareInterval {
  const after = hitsOf(share, candidate, threshold);
  const before = hitsOf(share, reference, threshold);
  const worth = effective(
    { ...after, value: after.value.map((hit, row) => hit - (before.value[row] as number)) },
    levels,
  );
  return pairedShare({ b: worth.lost * worth.units, c: worth.gained * worth.units, n: worth.units }, worth.levels);
}

/** Candidate − reference of a share on two sets of rows: Newcombe's interval, on effective rows where needed. */
export function unpairedShare(
  share: Share,
  { candidate, reference, threshold }: Sides,
  levels: EndLevels,
): ShareInterval {
  const [after, before] = [candidate, reference].map((side) => {
    const plain = !(side.weight || side.cluster);
    const hits = hitsOf(share, side, threshold);
    const worth = effective(hits, levels);
    const n = plain ? hits.value.length : worth.units;
    return { k: worth.gained * n, n, levels: plain ? levels : worth.levels };
  }) as [SideShare, SideShare];
  const widest = {
    low: Math.min(after.levels.low, before.levels.low),
    high: Math.min(after.levels.high, before.levels.high),
  };
  const variance = ({ k, n }: SideShare) => ((k + 0.5) * (n - k + 0.5)) / (n + 1) ** 3;
  return { ...newcombeInterval(after, before, widest), standardError: Math.sqrt(variance(after) + variance(before)) };
}

interface SideShare {
  readonly k: number;
  readonly n: number;
  readonly levels: EndLevels;
}
