import type { MetricName } from '../metric/catalogue.ts';
import type { EndLevels, Ends } from '../stats/levels.ts';
import { clusterSums } from '../stats/linear.ts';
import { mcnemar } from '../stats/mcnemar.ts';
import { newcombeInterval } from '../stats/newcombe.ts';
import { normalCdf, normalQuantile } from '../stats/normal.ts';
import { studentQuantile } from '../stats/student.ts';
import { tangoInterval } from '../stats/tango.ts';
import type { PairedCells } from './cells.ts';
import type { Side, Sides } from './side.ts';

/** A metric that is a share of rows which are the same for both models: all of them, or one class. */
interface Share {
  readonly among: 'all' | 0 | 1;
  /** Whether right or wrong predictions are counted. */
  readonly hit: 'right' | 'wrong';
}

const shares: Partial<Record<MetricName, Share>> = {
  accuracy: { among: 'all', hit: 'right' },
  recall: { among: 1, hit: 'right' },
  specificity: { among: 0, hit: 'right' },
  zero_one_loss: { among: 'all', hit: 'wrong' },
  hamming_loss: { among: 'all', hit: 'wrong' },
};

/** The share that a metric is, unless its denominator depends on the model (precision) or it is none. */
export function shareOf(name: MetricName): Share | undefined {
  return shares[name];
}

/** n rows, of which b are hits of the reference only and c of the candidate only. */
export interface Discordance {
  readonly b: number;
  readonly c: number;
  readonly n: number;
}

/** Reads a share's discordance from paired cells. */
export function discordance({ among, hit }: Share, cells: PairedCells): Discordance {
  const [, negativeGain = 0, negativeLoss = 0] = cells;
  const [positiveLoss = 0, positiveGain = 0] = cells.subarray(5);
  const negatives = cells.subarray(0, 4).reduce((sum, count) => sum + count, 0);
  const positives = cells.subarray(4).reduce((sum, count) => sum + count, 0);
  const counted = (ofNegatives: number, ofPositives: number) =>
    (among === 1 ? 0 : ofNegatives) + (among === 0 ? 0 : ofPositives);
  const losses = counted(negativeLoss, positiveLoss);
  const gains = counted(negativeGain, positiveGain);
  return { b: hit === 'right' ? losses : gains, c: hit === 'right' ? gains : losses, n: counted(negatives, positives) };
}

/** Ends and standard error of a difference of two shares. */
export interface ShareInterval extends Ends {
  readonly standardError: number;
}

/**
 * Candidate − reference of a share on the same rows: Tango's interval, and Wald's standard error, which is replaced
 * by that of Tango's end where no row is discordant.
 */
export function pairedShare({ b, c, n }: Discordance, levels: EndLevels): ShareInterval {
  const z = -normalQuantile(Math.max(levels.low, levels.high));
  const variance = (b + c - (c - b) ** 2 / n) / (n * n);
  return { ...tangoInterval(b, c, n, levels), standardError: variance > 0 ? Math.sqrt(variance) : z / (n + z * z) };
}

/** McNemar's exact test on accuracy: b rows that only the reference gets right, c only the candidate. */
export function accuracyTest(cells: PairedCells) {
  const { b, c } = discordance({ among: 'all', hit: 'right' }, cells);
  return { method: 'mcnemar-exact' as const, p: mcnemar(b, c).exact, b, c };
}

/** Hits of one model among the rows of a share: value, weight and cluster of those rows only. */
interface Hits {
  readonly value: Float64Array;
  readonly weight: Float64Array;
  readonly cluster?: Int32Array;
}

function hitsOf({ among, hit }: Share, { target, score, weight, cluster }: Side, threshold: number): Hits {
  const rows = Uint32Array.from(target.keys()).filter((row) => among === 'all' || target[row] === among);
  const isHit = (row: number) => ((score[row] as number) >= threshold === (target[row] === 1)) === (hit === 'right');
  return {
    value: Float64Array.from(rows, (row) => (isHit(row) ? 1 : 0)),
    weight: Float64Array.from(rows, (row) => (weight ? (weight[row] as number) : 1)),
    ...(cluster && { cluster: Int32Array.from(rows, (row) => cluster[row] as number) }),
  };
}

/** Mean of values that lie in −1 to 1, how many independent rows it is worth, and the levels for so few parts. */
interface Effective {
  readonly units: number;
  readonly levels: EndLevels;
  readonly share: (wanted: number) => number;
}

/**
 * Rows of groups, or weighted rows, count for as many independent rows as give the mean its linearised variance
 * (Rao & Scott 1992; Korn & Graubard 1998), never more than there are. The variance is itself an estimate, so
 * levels are widened from the normal to Student's t with one degree of freedom less than there are parts.
 */
function effective({ value, weight, cluster }: Hits, levels: EndLevels): Effective {
  const total = weight.reduce((sum, w) => sum + w, 0);
  const share = (wanted: number) =>
    value.reduce((sum, x, row) => sum + (x === wanted ? (weight[row] as number) : 0), 0) / total;
  const mean = share(1) - share(-1);
  const influence = value.map((x, row) => ((weight[row] as number) * (x - mean)) / total);
  const { parts, sums } = cluster ? clusterSums(influence, cluster) : { parts: value.length, sums: influence };
  const variance = (sums.reduce((sum, u) => sum + u * u, 0) * parts) / (parts - 1);
  const single = share(1) + share(-1) - mean * mean;
  const alike = cluster ? parts : (total * total) / weight.reduce((sum, w) => sum + w * w, 0);
  const units = variance > 0 && single > 0 ? Math.min(value.length, single / variance) : alike;
  const widened = (level: number) => (parts > 1 ? normalCdf(studentQuantile(level, parts - 1)) : Number.MIN_VALUE);
  return { units, share, levels: { low: widened(levels.low), high: widened(levels.high) } };
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
  return pairedShare(
    { b: worth.share(-1) * worth.units, c: worth.share(1) * worth.units, n: worth.units },
    worth.levels,
  );
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
    return { k: worth.share(1) * n, n, levels: plain ? levels : worth.levels };
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
