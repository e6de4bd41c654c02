import type { MetricName } from '../metric/catalogue.ts';
import type { EndLevels, Ends } from '../stats/levels.ts';
import { mcnemar } from '../stats/mcnemar.ts';
import { normalQuantile } from '../stats/normal.ts';
import { tangoInterval } from '../stats/tango.ts';
import type { PairedCells } from './cells.ts';

/** A metric that is a share of rows which are the same for both models: all of them, or one class. */
export interface Share {
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
