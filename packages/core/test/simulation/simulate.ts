import { deltaLevels } from '../../src/comparison/family.ts';
import { type Discordance, pairedShare } from '../../src/comparison/proportion.ts';
import { type JudgedDelta, type Judgement, judgeRelative } from '../../src/gate/relative.ts';
import { mcnemar } from '../../src/stats/mcnemar.ts';
import { multinomialDraw, type Random } from '../../src/stats/random.ts';
import { wilsonInterval } from '../../src/stats/wilson.ts';

/** Checks of one simulated change: 5 of the whole, 50 of slices that part the first one's rows. */
export const globals = 5;
export const slices = 50;
export const alpha = 0.05;
export const levels = deltaLevels('higher', alpha, globals + slices);

/** A delta of accuracy from its discordant rows, as the product computes it. */
export function accuracyDelta({ b, c, n }: Discordance, at = levels): JudgedDelta & { readonly standardError: number } {
  const { low, high, standardError } = pairedShare({ b, c, n }, at);
  return {
    direction: 'higher',
    delta: (c - b) / n,
    n,
    interval: { low, high, lowLevel: at.low, highLevel: at.high, method: 'tango' },
    test: { method: 'mcnemar-exact', p: mcnemar(b, c).exact, b, c },
    standardError,
  };
}

/** Rows of which a share is discordant, the candidate losing `drop` more than it gains. */
export function drawDiscordance(n: number, discordance: number, drop: number, random: Random): Discordance {
  const counts = new Float64Array(3);
  const [loses, gains] = [(discordance + drop) / 2, (discordance - drop) / 2];
  multinomialDraw(n, Float64Array.of(loses, gains, 1 - loses - gains), random, counts);
  return { b: counts[0] ?? 0, c: counts[1] ?? 0, n };
}

/** Deltas of one change. */
export interface Change {
  readonly whole: readonly JudgedDelta[];
  readonly slices: readonly JudgedDelta[];
}

/** What the gate says to a change: whole by `proof`, slices by `harm`. */
export function verdictOf({ whole, slices: parts }: Change, margin: number, sliceMargin: number): Judgement {
  const judgements = [
    ...whole.map((delta) => judgeRelative(delta, margin, 'proof')),
    ...parts.map((delta) => judgeRelative(delta, sliceMargin, 'harm')),
  ];
  if (judgements.includes('failed')) return 'failed';
  return judgements.includes('inconclusive') ? 'inconclusive' : 'passed';
}

/** A simulated rate with its 95% interval. */
export interface Rate {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** The log of a simulation is its evidence. */
export function say(line: string): void {
  console.info(line);
}

/** Prints a rate, so that the log of the simulation is its evidence. */
export function stateRate(what: string, count: number, runs: number): Rate {
  const { low, high } = wilsonInterval(count, runs, { low: 0.025, high: 0.025 });
  say(`${what}: ${(count / runs).toFixed(4)} (95% ${low.toFixed(4)} to ${high.toFixed(4)}, ${runs} runs)`);
  return { share: count / runs, low, high };
}
