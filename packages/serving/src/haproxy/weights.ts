import { haproxyErrors } from '@weighbridge/core';

/** Weights of the two servers of a backend: whole numbers from 0 to 256, as HAProxy takes them. */
export interface Weights {
  readonly canary: number;
  readonly stable: number;
}

const largest = 256;
/** The smallest share that two weights can make: 1 to 256, in percent. */
const smallest = 100 / (largest + 1);

/**
 * The pair of weights whose share is nearest to `percent`: 5 gives 5 and 95, 0.5 gives 1 and 199. Of pairs that are as
 * near, the one of smaller numbers. UserError where HAProxy has no weights for it: below 0.39 % and above 99.61 %.
 */
export function weightsFor(percent: number): Weights {
  if (Number.isInteger(percent) && percent >= 0 && percent <= 100) return { canary: percent, stable: 100 - percent };
  if (!(percent >= smallest && percent <= 100 - smallest)) throw haproxyErrors.haproxyWeight({ percent });
  let best: Weights = { canary: 1, stable: largest };
  for (let canary = 1; canary <= largest; canary += 1) {
    const stable = Math.min(largest, Math.max(1, Math.round((canary * (100 - percent)) / percent)));
    const pair = { canary, stable };
    // Strictly nearer, by more than rounding makes.
    if (Math.abs(shareOf(pair) - percent) < Math.abs(shareOf(best) - percent) - 1e-9) best = pair;
  }
  return best;
}

/** Percent of the requests that the canary gets by these weights; 0 when both are 0. */
export function shareOf({ canary, stable }: Weights): number {
  return canary === 0 ? 0 : (100 * canary) / (canary + stable);
}
